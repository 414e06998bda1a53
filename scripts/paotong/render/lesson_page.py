"""What a lesson's page says of itself: its title, and its front matter.

---
description: one sentence
level: 1
minutes: 8
needs: [pytorch/variable]
---
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import Project

LEVELS = (1, 2, 3)
# Written in C where PyYAML was built with it: ten times as fast, and a course's page reads many.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class LessonPage:
    """A lesson's page in one language: its front matter, and its text."""

    place: str
    facts: dict[str, object]
    lines: list[str]

    @property
    def title(self) -> str:
        heading = next((line for line in self.lines if line.startswith("# ")), None)
        if heading is None:
            raise PaotongError(self.place, "has no title", expected="a line `# …`", cure="add it")
        return heading.removeprefix("# ").partition(" {")[0].strip()

    @property
    def description(self) -> str:
        if not isinstance(value := self.facts.get("description"), str):
            raise self._lacks("description", "one sentence")
        return value

    @property
    def level(self) -> int:
        if not isinstance(value := self.facts.get("level"), int) or value not in LEVELS:
            raise self._lacks("level", "1, 2 or 3")
        return value

    @property
    def minutes(self) -> int:
        if not isinstance(value := self.facts.get("minutes"), int) or value < 1:
            raise self._lacks("minutes", "how many it takes to read, as 8")
        return value

    @property
    def needs(self) -> list[str]:
        value = self.facts.get("needs")
        if not isinstance(value, list) or not all(isinstance(slug, str) for slug in value):
            raise self._lacks("needs", "the lessons that it builds on, as [pytorch/variable], or []")
        return value

    def _lacks(self, name: str, expected: str) -> PaotongError:
        found = f"its front matter has `{name}: {self.facts[name]}`" if name in self.facts else f"has no `{name}:`"
        return PaotongError(self.place, found, expected=expected, cure=f"write `{name}:` between the lines of `---`")


def read_lesson_page(project: Project, language: str, slug: str, place: str) -> LessonPage:
    """place: what names the lesson. Raises PaotongError where there is no such page, or its head is not YAML."""
    file = project.docs(language) / f"{slug}.md"
    if slug.count("/") != 1 or not file.is_file() or not project.snippet(slug).is_file():
        raise PaotongError(
            place,
            f"{slug!r} is no lesson with a page in {language}",
            expected=f"a slug such as `pytorch/variable`, and its page docs/{language}/{slug}.md",
            cure="mend the slug, or write the page",
        )
    name = project.place(file)
    head, lines = _split(read_text(file, name).split("\n"))
    try:
        facts = yaml.load("\n".join(head), Loader=LOADER) or {}
    except yaml.YAMLError as error:
        raise PaotongError(name, f"its front matter is not YAML: {error}", cure="mend it") from None
    return LessonPage(name, facts if isinstance(facts, dict) else {}, lines)


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """The front matter and the rest."""
    if lines[0].strip() == "---":
        for end, line in enumerate(lines[1:], start=1):
            if line.strip() in ("---", "..."):
                return lines[1:end], lines[end + 1 :]
    return [], lines
