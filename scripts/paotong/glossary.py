"""The terms of the site in both languages, as glossary.yml lists them: one word for one thing."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.render.lesson_page import LOADER

GLOSSARY = "glossary.yml"


@dataclass(frozen=True)
class Term:
    """avoid: what others say for it in Chinese, and we do not. line: where it begins, counted from 1."""

    zh: str
    en: str
    avoid: tuple[str, ...]
    line: int


def read_glossary(project: Project) -> list[Term]:
    """Raises PaotongError where there is none, or where it cannot be used."""
    loader = LOADER(read_text(project.root / GLOSSARY, GLOSSARY))
    try:
        root = loader.get_single_node()
        items = loader.construct_document(root) if root else []
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PaotongError(f"{GLOSSARY}{line}", f"is not YAML: {error.problem}", cure="mend the line") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PaotongError(GLOSSARY, f"is not YAML: {error}", cure="mend it") from None
    finally:
        loader.dispose()
    if not isinstance(items, list):
        raise PaotongError(GLOSSARY, "is no list of terms", cure="begin each term with a line `- slug: …`")
    return [
        _read_term(item, number, node.start_mark.line + 1)
        for number, (item, node) in enumerate(zip(items, root.value if root else (), strict=True), start=1)
    ]


def _read_term(item: object, number: int, line: int) -> Term:
    facts = item if isinstance(item, dict) else {}
    for key in ("zh", "en"):
        if not isinstance(facts.get(key), str):
            raise PaotongError(f"{GLOSSARY}:{line}", f"term {number} has no `{key}`", cure=f"give it a line `{key}: …`")
    avoid = facts.get("zh_avoid", [])
    if not isinstance(avoid, list) or not all(isinstance(variant, str) for variant in avoid):
        raise PaotongError(
            f"{GLOSSARY}:{line}",
            f"`zh_avoid` of term {number} is no list of words",
            expected='such as `zh_avoid: ["学习速率"]`, or `zh_avoid: []`',
            cure="mend the line",
        )
    return Term(facts["zh"], facts["en"], tuple(avoid), line)
