"""The list of lessons on a course's page, and what it tells of each.

    ``` lessons
    pytorch/why
    pytorch/install
    ```

All of it is taken from the lesson's own page: title, front matter, and the first figure.
"""

from __future__ import annotations

from dataclasses import dataclass

from paotong.errors import PaotongError
from paotong.render.directive import Block, find_blocks, read_directive
from paotong.render.facts import needs_of
from paotong.render.lesson_page import LessonPage
from paotong.render.page import Page
from paotong.run.result import Figure


@dataclass(frozen=True)
class Card:
    """number: counts on over all lists of a page. needs: slug and title of the lessons that it builds on.

    figure: None where there is none to be shown.
    """

    number: int
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
        raise PaotongError(
            place,
            "an empty list of lessons",
            expected="one slug a line, as `pytorch/variable`",
            cure="add the lines, or remove the block",
        )
    return cards


def _read_card(slug: str, place: str, page: Page) -> Card:
    lesson = page.lesson_page(slug, place)
    needs = needs_of(lesson, page)
    figure = first_figure(lesson, page)
    return Card(len(page.contents), slug, lesson.title, lesson.description, lesson.level, lesson.minutes, needs, figure)


def first_figure(lesson: LessonPage, page: Page) -> Figure | None:
    """What the lesson shows first. What is wrong with its blocks is told on its own page, not here."""
    for block in find_blocks(lesson.lines):
        if block.kind != "snippet":
            continue
        try:
            directive = read_directive(block, lesson.name)
        except PaotongError:
            continue
        if directive.cell and "figure" in directive.show:
            program = page.lesson(directive.slug)
            result = program.result(directive.cell) if directive.cell in program.program.names else None
            if result and result.figures:
                return result.figures[0]
    return None
