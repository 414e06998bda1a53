"""The terms of the site in both languages, as glossary.yml lists them: one word for one thing."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

import yaml

from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.lesson_page import LOADER

GLOSSARY = "glossary.yml"
# A comment before the terms of one field: its name in each language.
SECTION = re.compile(r"# --- (?P<zh>.+?)(?: / (?P<en>.+))?")
# What an entry may say as text; none of it is needed by those who only hold others to its words.
WORDS = ("zh_avoid", "also_zh", "also_en")
TEXTS = ("slug", "en_abbr", "note_zh", "note_en")


@dataclass(frozen=True)
class Term:
    """avoid: what others say for it in Chinese, and we do not. line: where it begins, counted from 1.

    slug, abbreviation, notes: empty where it has none. everyday: the languages in which the word often means
    something else. also: how pages write it, too, by language.
    """

    zh: str
    en: str
    avoid: tuple[str, ...]
    line: int
    slug: str = ""
    abbreviation: str = ""
    note_zh: str = ""
    note_en: str = ""
    everyday: tuple[str, ...] = ()
    also_zh: tuple[str, ...] = ()
    also_en: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def also(self, language: str) -> tuple[str, ...]:
        return self.also_zh if language == "zh" else self.also_en

    def note(self, language: str) -> str:
        return self.note_zh if language == "zh" else self.note_en


@dataclass(frozen=True)
class Section:
    """The terms of one field. names: what it is called, by language; empty where nobody named it."""

    names: dict[str, str]
    terms: tuple[Term, ...]


def read_glossary(project: Project) -> list[Term]:
    """Raises PaotongError where there is none, or where it cannot be used."""
    return _read_terms(read_text(project.root / GLOSSARY, GLOSSARY))


def read_sections(project: Project) -> list[Section]:
    """The same, by field. Raises PaotongError."""
    text = read_text(project.root / GLOSSARY, GLOSSARY)
    terms = _read_terms(text)
    named = {
        number: {"zh": match["zh"], "en": match["en"] or match["zh"]}
        for number, line in enumerate(text.split("\n"), start=1)
        if (match := SECTION.fullmatch(line.rstrip()))
    }
    begins = [0, *named]
    ends = [*named, sys.maxsize]
    sections = [
        Section(named.get(first, {}), tuple(term for term in terms if first <= term.line < last))
        for first, last in zip(begins, ends, strict=True)
    ]
    return [section for section in sections if section.terms]


def _read_terms(text: str) -> list[Term]:
    loader = LOADER(text)
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
    avoid, also_zh, also_en = (_words(facts, key, number, line) for key in WORDS)
    for key in TEXTS:
        if not isinstance(facts.get(key, ""), str):
            raise PaotongError(
                f"{GLOSSARY}:{line}", f"`{key}` of term {number} is no text", cure="put it between quotation marks"
            )
    everyday = facts.get("everyday", [])
    if not isinstance(everyday, list) or not all(language in LANGUAGES for language in everyday):
        raise PaotongError(
            f"{GLOSSARY}:{line}",
            f"`everyday` of term {number} is no list of languages",
            expected=f"some of {', '.join(LANGUAGES)}, as `everyday: [en]`",
            cure="mend the line",
        )
    return Term(
        facts["zh"],
        facts["en"],
        avoid,
        line,
        facts.get("slug", ""),
        facts.get("en_abbr", ""),
        facts.get("note_zh", ""),
        facts.get("note_en", ""),
        tuple(everyday),
        also_zh,
        also_en,
    )


def _words(facts: dict[str, object], key: str, number: int, line: int) -> tuple[str, ...]:
    """Empty where nobody gave any."""
    words = facts.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise PaotongError(
            f"{GLOSSARY}:{line}",
            f"`{key}` of term {number} is no list of words",
            expected=f'such as `{key}: ["学习速率"]`, or `{key}: []`',
            cure="mend the line",
        )
    return tuple(words)
