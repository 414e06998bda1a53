"""What a page gets in the place of a block, as standard Markdown."""

from __future__ import annotations

import re

from paotong.cells.signs import visible
from paotong.cells.snippet import Cell
from paotong.errors import PaotongError
from paotong.record.state import State
from paotong.render import blocks
from paotong.render.contents import Card
from paotong.render.directive import Directive
from paotong.render.facts import show_count, show_done, told
from paotong.render.ideas import show_ideas
from paotong.render.lesson import Lesson
from paotong.render.page import Page
from paotong.render.take_home import show_course_file, show_lesson_files
from paotong.render.words import PACKAGE_NAMES
from paotong.run.result import CellResult, Figure

# As wide as a program is told that its terminal is.
COLUMNS = 80
# The line of a traceback that says what went wrong.
ERROR = re.compile(r"^\w+(Error|Exception): ", re.MULTILINE)


def show_cell(directive: Directive, cell: Cell, result: CellResult | None, lesson: Lesson, page: Page) -> list[str]:
    """Code, then output, then figures: those parts that the directive asks for."""
    lines: list[str] = []
    if "code" in directive.show:
        highlight = f' hl_lines="{directive.lines}"' if directive.lines else ""
        lines += blocks.fenced(cell.source, f".python{highlight}")
    if result is None:
        lines += _no_result(lesson, page, cell)
    else:
        if "output" in directive.show:
            lines += _output(result, page)
        if "figure" in directive.show:
            captions = [*directive.caption, *[""] * len(result.figures)]
            for figure, alt, caption in zip(result.figures, directive.alt, captions, strict=False):
                lines += _figure(figure, alt, caption, lesson, page)
    return blocks.folded(directive.folded, "success", lines) if directive.folded else lines


def show_program(lesson: Lesson, page: Page) -> list[str]:
    """The foot of a lesson: what it ran with, and the whole program, folded."""
    source = blocks.fenced(lesson.program.text.strip("\n"), '.python linenums="1" data-search-exclude="true"')
    program = blocks.folded(page.words["program"].format(name=lesson.file_name), "example", source)
    # What belongs to the lesson stands on its own page alone.
    around = [*show_ideas(lesson.slug, page), *show_done(lesson.slug, page)] if lesson.slug == page.slug else []
    if lesson.slug == page.slug:
        program = [*show_lesson_files(page), *program]
    record = lesson.standing.shown
    if record is None:
        return [*around, *_no_result(lesson, page), "", *program]
    versions = [f"{PACKAGE_NAMES.get(name, name)} {version}" for name, version in record.run.versions.items()]
    together = page.words["between"].join(versions)
    ran = page.words["ran"].format(versions=together, seconds=record.run.seconds)
    return [*around, ran, "{ .ran-with }", "", *program]


def show_cards(cards: list[Card], page: Page) -> list[str]:
    """A list of lessons: picture and title lead there, then what it teaches and what it takes."""
    lines = [*show_course_file(page), *show_count(page)] if cards[0].number == 1 else []
    lines += ["/// html | div.lessons", ""]
    for card in cards:
        picture = ""
        if card.figure:
            drawn = card.figure.still or card.figure.path
            # The title beside it is the link's name, and the lesson says what the figure shows.
            picture = blocks.image(
                page.link_to_figure(card.slug, drawn.name), "", card.figure.width, card.figure.height, ".drawn"
            )
        lines += [
            f"-   [{picture}{card.number}. {blocks.escaped(card.title)}]({page.link_to(card.slug)})",
            "",
            f"    {blocks.escaped(card.description)}",
            "",
            f"    {told(card.minutes, card.level, card.needs, page)}",
            f'    {{ .facts data-done="{card.slug}" }}',
            "",
        ]
    return [*lines, "///"]


def show_problem(problem: PaotongError | None, page: Page) -> list[str]:
    """A box that tells the author what to mend; no builder lets it pass with --strict."""
    return blocks.boxed(page.words["problem"], "danger", _message(str(problem)))


def _message(text: str) -> list[str]:
    return blocks.fenced(visible(text), ".text .wraps")


def _no_result(lesson: Lesson, page: Page, cell: Cell | None = None) -> list[str]:
    """A notice in the place of a result that cannot be shown."""
    standing = lesson.standing
    # A page has many of these: the first tells all, and that of the cell that failed.
    in_full = standing.problem not in page.problems or (cell is not None and lesson.failed_in(cell.name))
    if standing.problem:
        page.tell(standing.problem)
    if standing.attempt and standing.attempt.failure:
        told = _message(standing.attempt.failure) if in_full else [page.words["failed_above"]]
        return ["", *blocks.boxed(page.words["failed"], "danger", told)]
    if standing.attempt:
        return ["", *blocks.boxed(page.words["running"], "info", [page.words["running_text"]])]
    if standing.state is State.EDITED:
        return ["", *show_problem(standing.problem, page)]
    return ["", *blocks.boxed(page.words["stale"], "warning", [page.words["stale_text"]])]


def _output(result: CellResult, page: Page) -> list[str]:
    if not result.text:
        return []
    # A table keeps its columns; a message that no screen holds is wrapped.
    wraps = " .wraps" if max(map(len, result.text.split("\n"))) > COLUMNS else ""
    # Outputs are much of the text, and not what a reader searches for; unless it is an error that he has met, too.
    excluded = "" if ERROR.search(result.text) else ' data-search-exclude="true"'
    attributes = f'.text .output .no-copy{wraps} title="{page.words["output"]}"{excluded}'
    lines = ["", *blocks.fenced(result.text, attributes)]
    return [*lines, "", page.words["cut"].format(lines=result.cut_lines)] if result.cut_lines else lines


def _figure(figure: Figure, alt: str, caption: str, lesson: Lesson, page: Page) -> list[str]:
    size = (figure.width, figure.height)
    link = page.link_to_figure(lesson.slug, figure.path.name)
    if figure.still is None:
        return blocks.figure([blocks.image(link, alt, *size, ".drawn")], caption)
    # Both are there, and the style sheet shows one: the still where less motion is asked for, or the box is ticked.
    pause = f'<label class="pause"><input type="checkbox"> {page.words["pause"]}</label>'
    still = blocks.image(page.link_to_figure(lesson.slug, figure.still.name), alt, *size, ".drawn .still")
    return blocks.figure([pause, blocks.image(link, alt, *size, ".drawn .moving"), still], caption)
