"""The ideas that several courses teach, as ideas.yml lists them: what each is called, and the lessons on it.

    - zh: 回归
      en: regression
      lessons:
        - pytorch/regression
        - keras/regressor

The list holds lessons that are not written yet, too, so it is complete before they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.lesson_page import LOADER

IDEAS = "ideas.yml"
KEYS = (*LANGUAGES, "lessons")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*")
EXAMPLE = "`- zh: 回归`, `en: regression`, and below `lessons:` one slug a line, as `- pytorch/regression`"


@dataclass(frozen=True)
class Idea:
    """names: by language. lessons: by slug the line on which it stands, counted from 1."""

    names: dict[str, str]
    lessons: dict[str, int]


def read_ideas(project: Project) -> list[Idea]:
    """None where there is no such file. Raises PaotongError where it cannot be used."""
    file = project.root / IDEAS
    if not file.is_file():
        return []
    try:
        root = yaml.compose(read_text(file, IDEAS), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PaotongError(f"{IDEAS}{line}", f"is not YAML: {error.problem}", cure="mend the line") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise PaotongError(IDEAS, f"is not YAML: {error}", cure="mend it") from None
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise PaotongError(IDEAS, "is no list of ideas", expected=EXAMPLE, cure="begin each idea with a line `- zh: …`")
    return [_read_idea(node) for node in root.value]


def _read_idea(node: yaml.Node) -> Idea:
    place = _place(node)
    values = {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    if unknown := [key for key in values if key not in KEYS]:
        raise PaotongError(place, f"an idea has `{unknown[0]}`", expected=EXAMPLE, cure="remove it")
    names = {language: values[language].value for language in LANGUAGES if _is_text(values.get(language))}
    if missing := [language for language in LANGUAGES if language not in names]:
        raise PaotongError(
            place, f"an idea has no `{missing[0]}`", expected=EXAMPLE, cure=f"give it a line `{missing[0]}: …`"
        )
    lessons = values.get("lessons")
    if not isinstance(lessons, yaml.SequenceNode) or not lessons.value:
        raise PaotongError(place, "an idea has no list of lessons", expected=EXAMPLE, cure="add it, or remove the idea")
    return Idea(names, dict(_read_lessons(lessons)))


def _read_lessons(lessons: yaml.SequenceNode) -> Iterator[tuple[str, int]]:
    seen = set()
    for node in lessons.value:
        if not _is_text(node) or not SLUG.fullmatch(node.value):
            shown = repr(node.value) if _is_text(node) else "this"
            raise PaotongError(
                _place(node),
                f"{shown} is no slug of a lesson",
                expected="course and lesson, as `pytorch/regression`",
                cure="mend it",
            )
        if node.value in seen:
            raise PaotongError(_place(node), f"{node.value} stands twice in one idea", cure="remove one of them")
        seen.add(node.value)
        yield node.value, node.start_mark.line + 1


def _is_text(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value.strip() != ""


def _place(node: yaml.Node) -> str:
    return f"{IDEAS}:{node.start_mark.line + 1}"
