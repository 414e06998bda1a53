"""Replaces the blocks of a page by standard Markdown, and tells of what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable

from paotong.cells.snippet import Cell
from paotong.errors import PaotongError
from paotong.render.clone import show_clone
from paotong.render.contents import read_contents
from paotong.render.courses import read_courses, read_ran_with, show_courses, show_ran_with
from paotong.render.directive import KINDS, Block, Directive, find_blocks, find_mistaken, find_unclosed, read_directive
from paotong.render.glossary import show_glossary
from paotong.render.lesson import Lesson
from paotong.render.page import Page
from paotong.render.quiz import read_quiz, show_quiz
from paotong.render.show import show_cards, show_cell, show_problem, show_program
from paotong.run.result import CellResult

# What stands in a block's place, by its kind; raises PaotongError where the block is wrong.
SHOW: dict[str, Callable[[Block, Page], list[str]]] = {
    "lessons": lambda block, page: show_cards(read_contents(block, page), page),
    "quiz": lambda block, page: show_quiz(read_quiz(block, page.name, page.offset), page),
    "courses": lambda block, page: show_courses(read_courses(block, page), page),
    "ran-with": lambda block, page: show_ran_with(read_ran_with(block, page), page),
    "clone": show_clone,
    "glossary": show_glossary,
    "snippet": lambda block, page: _show_snippet(block, page),
}


def expand(lines: list[str], page: Page) -> list[str]:
    """The page with every block replaced. What is wrong is shown in its place, and kept in page.problems."""
    for number in find_mistaken(lines):
        page.tell(
            PaotongError(
                f"{page.name}:{number + page.offset + 1}",
                f"{lines[number].strip()!r} begins no block that is known",
                expected="``` and one of " + ", ".join(KINDS) + " alone on a line, the block, and ``` to close it",
                cure="write it so; in a list, on a line below the list's sign, indented",
            )
        )
    unclosed = {first: _unclosed(first, last, page) for first, last in find_unclosed(lines)}
    for error in unclosed.values():
        page.tell(error)
    expanded: list[str] = []
    position = 0
    for block in find_blocks(lines):
        expanded += lines[position : block.first]
        problem = unclosed.get(block.first)
        shown = show_problem(problem, page) if problem else _expand_block(block, page)
        inside = "\n".join(shown).strip("\n").split("\n")
        # Text needs a blank line to the next block; a second one would end a footnote.
        before = [""] if expanded and expanded[-1].strip(" >") else []
        after = [""] if block.last < len(lines) and lines[block.last].strip(" >") else []
        # A blank line with an indent would be text to Markdown; in a quotation it keeps its sign.
        replaced = [*before, *inside, *after]
        expanded += [f"{block.indent}{line}" if line else block.indent.rstrip() for line in replaced]
        position = block.last
    return expanded + lines[position:]


def _unclosed(first: int, last: int, page: Page) -> PaotongError:
    """Lines count from 0 here."""
    begins, ends = first + page.offset + 1, last + page.offset + 1
    return PaotongError(
        f"{page.name}:{begins}",
        f"the block that begins on line {begins} is not closed",
        expected="a line ``` below what is in it",
        cure=f"add ``` below line {ends}",
    )


def _expand_block(block: Block, page: Page) -> list[str]:
    try:
        return SHOW[block.kind](block, page)
    except PaotongError as error:
        page.tell(error)
        return show_problem(error, page)


def _show_snippet(block: Block, page: Page) -> list[str]:
    directive = read_directive(block, page.name, page.offset)
    page.directives.append(directive)
    lesson = _lesson_of(directive, page)
    if directive.cell is None:
        return show_program(lesson, page)
    cell = _cell_of(directive.cell, directive, lesson)
    result = lesson.result(cell.name)
    _check_lines(directive, cell)
    if result:
        _check_texts(directive, result, page.language)
    return show_cell(directive, cell, result, lesson, page)


def _lesson_of(directive: Directive, page: Page) -> Lesson:
    try:
        return page.lesson(directive.slug)
    except PaotongError as error:
        if error.place != f"snippets/{directive.slug}.py":
            raise
        # There is no such file: the page is what is wrong.
        found = f"{error.place}: {error.found}"
        raise PaotongError(directive.place, found, expected=error.expected, cure=error.cure) from None


def _cell_of(name: str, directive: Directive, lesson: Lesson) -> Cell:
    if name not in lesson.program.names:
        raise PaotongError(
            directive.place,
            f'{lesson.file_name} has no cell "{name}"',
            expected=f"one of {', '.join(lesson.program.names)}",
            cure="mend the name",
        )
    return lesson.cell(name)


def _check_lines(directive: Directive, cell: Cell) -> None:
    lines = cell.source.split("\n")
    count = len(lines)
    if past := [number for number in directive.lines.replace("-", " ").split() if not 1 <= int(number) <= count]:
        raise PaotongError(
            directive.option_places["lines"],
            f'the cell "{cell.name}" has no line {past[0]}',
            expected=f"lines from 1 to {count}, as the page shows them",
            cure="mend `lines:`",
            details="\n".join(f"{number:2} {line}".rstrip() for number, line in enumerate(lines, start=1)),
        )


def _check_texts(directive: Directive, result: CellResult, language: str) -> None:
    """Each figure that is shown has an alternative text, and no text is without its figure."""
    figures = len(result.figures) if "figure" in directive.show else 0
    if len(directive.alt) < figures:
        raise PaotongError(
            directive.place,
            f'figure {len(directive.alt) + 1} of the cell "{result.name}" has no alternative text in {language}',
            expected="what the figure shows, for those who cannot see it",
            cure="add the line `alt: …` below, once for each figure",
        )
    for option, texts in (("alt", directive.alt), ("caption", directive.caption)):
        if len(texts) > figures:
            raise PaotongError(
                directive.option_places[option],
                f"{len(texts)} times `{option}:` for {figures} figures",
                expected="at most one for each figure that is shown",
                cure="remove what is too much",
            )
