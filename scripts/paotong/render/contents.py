"""The list of lessons on a course's page, and what it tells of each.

    ``` lessons
    pytorch/why
    pytorch/install
    ```

All of it is taken from the lesson's own page: the title, the front matter
(`description`, `level` 1 to 3, `minutes`, `needs`), and the first figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from paotong.cells.library import read_text
from paotong.errors import PaotongError
from paotong.render.directive import Block, find_blocks, read_directive
from paotong.render.page import Page
from paotong.run.result import Figure

LEVELS = (1, 2, 3)


@dataclass(frozen=True)
class Card:
    """needs: slug and title of the lessons that it builds on. figure: None where there is none to be shown."""

    slug: str
    title: str
    description: str
    level: int
    minutes: int
    needs: tuple[tuple[str, str], ...]
    figure: Figure | None


def read_contents(block: Block, page: Page) -> list[Card]:
    """Raises PaotongError where a lesson that is named has no page, or its page does not say what it must."""
    cards = []
    for number, line in enumerate(block.body, start=block.first + page.offset + 2):
        if slug := line.strip():
            if slug in page.contents:
                raise PaotongError(f"{page.name}:{number}", f"{slug} stands twice", cure="remove one of them")
            page.contents.append(slug)
            cards.append(_read_card(slug, f"{page.name}:{number}", page))
    if not cards:
        place = f"{page.name}:{block.first + page.offset + 1}"
        raise PaotongError(place, "an empty list of lessons", expected="one slug a line, as `pytorch/variable`")
    return cards


def _read_card(slug: str, place: str, page: Page) -> Card:
    lesson = LessonPage.read(slug, place, page)
    needs = tuple((needed, LessonPage.read(needed, lesson.place, page).title) for needed in lesson.needs)
    figure = _first_figure(lesson, page)
    return Card(slug, lesson.title, lesson.description, lesson.level, lesson.minutes, needs, figure)


@dataclass(frozen=True)
class LessonPage:
    """A lesson's page in one language: its front matter, and its text."""

    slug: str
    place: str
    facts: dict[str, object]
    lines: list[str]

    @classmethod
    def read(cls, slug: str, place: str, page: Page) -> LessonPage:
        """place: what names the lesson."""
        file = page.project.docs(page.language) / f"{slug}.md"
        if not _is_lesson(slug, file, page):
            raise PaotongError(
                place,
                f"{slug!r} is no lesson with a page in {page.language}",
                expected=f"a slug such as `pytorch/variable`, and its page docs/{page.language}/{slug}.md",
                cure="mend the slug, or write the page",
            )
        name = page.project.place(file)
        head, lines = _split(read_text(file, name).split("\n"))
        try:
            facts = yaml.safe_load("\n".join(head)) or {}
        except yaml.YAMLError as error:
            raise PaotongError(name, f"its front matter is not YAML: {error}", cure="mend it") from None
        return cls(slug, name, facts if isinstance(facts, dict) else {}, lines)

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


def _is_lesson(slug: str, file: Path, page: Page) -> bool:
    return slug.count("/") == 1 and file.is_file() and page.project.snippet(slug).is_file()


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """The front matter and the rest."""
    if lines[0].strip() == "---":
        for end, line in enumerate(lines[1:], start=1):
            if line.strip() in ("---", "..."):
                return lines[1:end], lines[end + 1 :]
    return [], lines


def _first_figure(lesson: LessonPage, page: Page) -> Figure | None:
    """What the lesson shows first. What is wrong with its blocks is told on its own page, not here."""
    for block in find_blocks(lesson.lines):
        if block.kind != "snippet":
            continue
        try:
            directive = read_directive(block, lesson.place)
        except PaotongError:
            continue
        if directive.cell and "figure" in directive.show:
            program = page.lesson(directive.slug)
            result = program.result(directive.cell) if directive.cell in program.program.names else None
            if result and result.figures:
                return result.figures[0]
    return None
