"""What a lesson's page says of itself: its title, and its front matter.

---
description: one sentence
level: 1
minutes: 8
needs: [pytorch/variable]
numbers: ["46 (103 - 57)"]
---

`numbers:` is for the check alone: where numbers in the prose come from that the program did not print.
"""

from __future__ import annotations

import os
import re
import reprlib
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

import yaml

from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.words import WORDS

LEVELS = (1, 2, 3)
LEVELS_TOLD = ", ".join(
    f"`level: {level}` ({'/'.join(WORDS[language][f'level_{level}'] for language in LANGUAGES)})" for level in LEVELS
)
MINUTES = range(1, 1000)
COURSE = re.compile(r"[\w-][\w.-]{0,63}")
# To YAML it is no key: what stands behind it is a colon of another width, or no space.
NO_KEY = re.compile(r"(?P<key>[\w-]+)\s*(?:(?P<wide>：)\s*|:(?=[^\s:/]))(?P<value>.*)")
# Written in C where PyYAML was built with it: ten times as fast, and a course's page reads many.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class LessonPage:
    """A lesson's page in one language: its front matter, as it is written and as YAML reads it, and its text."""

    name: str
    head: list[str]
    facts: dict[str, object]
    lines: list[str]

    def place_of(self, fact: str) -> str:
        """The line on which its front matter says it, or the page where it does not."""
        line = self.line_of(fact)
        return self.name if line is None else f"{self.name}:{line}"

    def line_of(self, fact: str) -> int | None:
        """Of the file, counted from 1."""
        # The first line of the file is `---`.
        lines = enumerate(self.head, start=2)
        said = re.compile(rf"[\"']?{re.escape(fact)}[\"']?\s*:")
        return next((number for number, line in lines if said.match(line)), None)

    @property
    def title(self) -> str:
        headings = (line.removeprefix("# ").partition(" {")[0].strip() for line in self.lines if line.startswith("# "))
        if not (heading := next(headings, "")):
            raise PaotongError(self.name, "has no title", expected="a line `# …`", cure="add it")
        return heading

    @property
    def description(self) -> str:
        if not isinstance(value := self.facts.get("description"), str) or not value.strip():
            raise self._lacks("description", "one sentence", "`description: …`")
        return " ".join(value.split())

    @property
    def level(self) -> int:
        return self._whole_number("level", LEVELS, "1, 2 or 3", f"one of {LEVELS_TOLD}")

    @property
    def minutes(self) -> int:
        return self._whole_number(
            "minutes", MINUTES, "how many it takes to read, in digits", "`minutes: 8`, if it takes 8"
        )

    @property
    def needs(self) -> list[str]:
        value = self.facts.get("needs")
        if not isinstance(value, list) or not all(isinstance(slug, str) for slug in value):
            raise self._lacks(
                "needs", "a list of the lessons that it builds on", "`needs: [pytorch/variable]`, or `[]`"
            )
        return value

    def _whole_number(self, name: str, among: Container[int], expected: str, example: str) -> int:
        value = self.facts.get(name)
        # To Python `true` is a whole number.
        if not isinstance(value, int) or isinstance(value, bool) or value not in among:
            raise self._lacks(name, expected, example)
        return value

    def _lacks(self, name: str, expected: str, example: str) -> PaotongError:
        """example: what to write."""
        found, cure = f"has no `{name}:`", f"between the lines of `---`, write {example}"
        if name in self.facts:
            found, cure = f"its front matter has `{name}: {_shown(self.facts[name])}`", f"write {example}"
        return PaotongError(self.place_of(name), found, expected=expected, cure=cure)


def read_lesson_page(project: Project, language: str, slug: str, place: str) -> LessonPage:
    """place: what names the lesson. Raises PaotongError where there is no such page, or its head is not YAML."""
    file = project.docs(language) / f"{slug}.md"
    # Unlike Path, os.path takes any name that a page may come up with.
    if slug.count("/") != 1 or not all(os.path.isfile(path) for path in (file, project.snippet(slug))):  # noqa: PTH113
        raise PaotongError(
            place,
            f"{slug!r} is no lesson with a page in {language}",
            expected=f"a slug such as `pytorch/variable`, and its page docs/{language}/{slug}.md",
            cure="mend the slug, or write the page",
        )
    return _read(project, file)


def read_course_page(project: Project, language: str, course: str, place: str) -> LessonPage:
    """The same for a course. Of what a lesson's page says, that of a course has a title and a description."""
    file = project.docs(language) / course / "index.md"
    if not COURSE.fullmatch(course) or not file.is_file():
        raise PaotongError(
            place,
            f"{course!r} is no course with a page in {language}",
            expected=f"a name such as `pytorch`, and the course's page docs/{language}/pytorch/index.md",
            cure="mend the name, or write the page",
        )
    return _read(project, file)


def _read(project: Project, file: Path) -> LessonPage:
    name = project.place(file)
    return as_lesson_page(read_text(file, name).split("\n"), name)


def as_lesson_page(lines: list[str], name: str) -> LessonPage:
    """name: as messages call its file. Raises PaotongError where its front matter is not YAML."""
    head, rest = split_front_matter(lines)
    try:
        facts = yaml.load("\n".join(head), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        _refuse_wrong_colon(head, name)
        place = f"{name}:{error.problem_mark.line + 2}" if error.problem_mark else name
        cure = "mend it; what holds `: ` or ` #` stands between quotation marks"
        raise PaotongError(place, f"its front matter is not YAML: {error.problem}", cure=cure) from None
    except Exception as error:  # of YAML, and whatever Python says to a date or a number that is none
        raise PaotongError(name, f"its front matter is not YAML: {error}", cure="mend it") from None
    if not isinstance(facts, dict):
        _refuse_wrong_colon(head, name)
        facts = {}
    return LessonPage(name, head, facts, rest)


def _refuse_wrong_colon(head: list[str], name: str) -> None:
    """YAML itself blames another line for it, and in other words."""
    for number, line in enumerate(head, start=2):
        if match := NO_KEY.match(line):
            right = f"{match['key']}: {match['value']}".strip()
            shown = line.strip()
            raise PaotongError(
                f"{name}:{number}",
                f"`{shown}` has a full-width colon" if match["wide"] else f"`{shown}` has no space behind its colon",
                expected=f"`{match['key']}: …`",
                cure=f"type `:` half-width, with a space behind it: `{right}`" if match["wide"] else f"write `{right}`",
            )


def _shown(value: object) -> str:
    """Shortened, since YAML can say in one line what would fill the memory."""
    try:
        return value if isinstance(value, str) and len(value) < 80 else reprlib.repr(value)
    except ValueError:
        return "…"  # a whole number with thousands of digits


def split_front_matter(lines: list[str]) -> tuple[list[str], list[str]]:
    """The front matter and the rest."""
    if lines[0].strip() == "---":
        for end, line in enumerate(lines[1:], start=1):
            if line.strip() in ("---", "..."):
                return lines[1:end], lines[end + 1 :]
    return [], lines
