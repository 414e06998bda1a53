"""How much a reader can take in: of a program, and of what it prints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from paotong.cells.comments import shown_comment
from paotong.cells.snippet import Cell, Snippet
from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.run.result import CellResult

WIDEST = 80
MOST_LINES_PRINTED = 15
# Where a program is clearly more than one idea, and a cell more than one step.
MOST_LINES_OF_CODE = 200
MOST_LINES_OF_CELL = 30
TRACEBACK = "Traceback (most recent call last):"
# What Python or a package says in its own words: `RuntimeError: …`, `one.py:3: UserWarning: …`.
OTHERS_WORDS = re.compile(r"(?:Error|Exception|Warning)\b")


def code_widths(sources: Sources) -> Iterator[Finding]:
    """No line of a program takes more than 80 columns in either language; a Chinese character takes two."""
    for snippet in sources.programs.values():
        for number, line in enumerate(snippet.text.split("\n"), start=1):
            if (taken := columns(_shown(snippet, number, line))) > WIDEST:
                cure = "say it in fewer words, or on two lines" if number in snippet.paired else "break the line"
                yield _finding(snippet, number, f"takes {taken} columns", f"at most {WIDEST}", cure)


def code_lengths(sources: Sources) -> Iterator[Finding]:
    """A program is one idea, and a cell one step."""
    for snippet in sources.programs.values():
        if (count := len(snippet.code_lines)) > MOST_LINES_OF_CODE:
            expected = f"30 to 90, and never more than {MOST_LINES_OF_CODE}"
            cure = "make two lessons of it, or leave something out"
            yield _finding(snippet, 1, f"has {count} lines of code", expected, cure, warning=True)
        ends = [cell.line for cell in snippet.cells[1:]] + [snippet.text.count("\n") + 2]
        for cell, end in zip(snippet.cells, ends, strict=True):
            if (count := _lines_shown(snippet, cell, end)) > MOST_LINES_OF_CELL:
                expected = f"5 to 20, and never more than {MOST_LINES_OF_CELL}"
                found = f"the cell {cell.name} shows {count} lines"
                yield _finding(snippet, cell.line, found, expected, "cut it into two cells", warning=True)


def printed_sizes(sources: Sources) -> Iterator[Finding]:
    """A cell prints at most 15 lines of 80 columns; what an error says in its own words may be longer."""
    for slug, snippet in sources.programs.items():
        record = sources.shelf.program(slug)[1].shown
        results = {result.name: result for result in record.run.cells} if record else {}
        for cell in snippet.cells:
            if cell.name in results:
                yield from _printed(snippet, cell, results[cell.name])


def columns(line: str) -> int:
    """How many a line takes where every character is as wide as a letter, and those of Chinese twice as wide."""
    return len(line) if line.isascii() else sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line)


def _printed(snippet: Snippet, cell: Cell, result: CellResult) -> Iterator[Finding]:
    lines = result.text.split("\n")
    if len(lines) > MOST_LINES_PRINTED and TRACEBACK not in lines:
        found = f"the cell {cell.name} prints {len(lines)} lines"
        expected = f"at most {MOST_LINES_PRINTED}"
        yield _finding(snippet, cell.line, found, expected, "print less, then run it again", warning=True)
    widest = max((columns(line) for line in lines if not OTHERS_WORDS.search(line)), default=0)
    if widest > WIDEST:
        found = f"the cell {cell.name} prints a line of {widest} columns"
        yield _finding(snippet, cell.line, found, f"at most {WIDEST}", "print it in two lines, then run it again")


def _shown(snippet: Snippet, number: int, line: str) -> str:
    """A line as its readers see it: a comment for one language without the language's name."""
    if number not in snippet.paired:
        return line
    return line[: len(line) - len(line.lstrip())] + shown_comment(snippet.paired[number][1])


def _lines_shown(snippet: Snippet, cell: Cell, end: int) -> int:
    """How many lines a reader of one language sees of a cell, blank ones not counted. end: the line behind it."""
    lines = snippet.text.split("\n")[cell.line : end - 1]
    written = [number for number, line in enumerate(lines, start=cell.line + 1) if line.strip()]
    return sum(snippet.paired.get(number, ("zh",))[0] == "zh" for number in written)


def _finding(snippet: Snippet, line: int, found: str, expected: str, cure: str, *, warning: bool = False) -> Finding:
    error = PaotongError(f"{snippet.place}:{line}", found, expected=expected, cure=cure)
    return Finding(error, warning=warning)
