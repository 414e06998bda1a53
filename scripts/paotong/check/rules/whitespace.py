"""What nobody sees in a file: how its lines end, blanks behind them, and tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paotong.cells.shape import shape_digest
from paotong.cells.syntax import parse
from paotong.check.files import WrittenFile, programs, written_files
from paotong.check.finding import MEND, Edit, Finding
from paotong.check.passages import TAB
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.render.directive import KINDS, fences

BLANKS = " \t"
# What is no paragraph; and the lines of a list, which are none together.
HEADING_OR_ROW = re.compile(r"[ \t>]*[#|]")
ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]")


def line_ends(sources: Sources) -> Iterator[Finding]:
    """Every file ends its lines as Linux does, the last one too, and begins with its text."""
    for file in written_files(sources):
        content = file.path.read_bytes()
        last = len(file.lines)
        # Whatever is mended in a file, it is written with plain line ends and without a mark.
        as_it_is = Edit(file.path, 1, 1, (file.lines[0],))
        if b"\r" in content:
            yield _finding(f"{file.name}:1", "ends its lines as Windows does", "as Linux does, with \\n", as_it_is)
        elif content.startswith(b"\xef\xbb\xbf"):
            yield _finding(f"{file.name}:1", "begins with a byte order mark", "plain UTF-8", as_it_is)
        elif file.lines[-1]:
            edit = Edit(file.path, last, last, (file.lines[-1], ""))
            yield _finding(f"{file.name}:{last}", "does not end its last line", "\\n at the end of the file", edit)


def blanks_on_pages(sources: Sources) -> Iterator[Finding]:
    """No line of a page ends in blanks or has a tab; what stands in a fence may."""
    for page in sources.all_pages():
        quoted = _lines_in_fences(page)
        texts = {number for number, _ in page.prose}
        for number, line in enumerate(page.lines, start=1):
            if number not in quoted and (line.endswith(tuple(BLANKS)) or "\t" in line):
                yield _blanks(page, number, line, texts)


def blanks_in_programs(sources: Sources) -> Iterator[Finding]:
    """No line of a program ends in blanks or begins with a tab, but in a string."""
    for file in programs(sources):
        for number, line in enumerate(file.lines, start=1):
            if (bare := line.rstrip(BLANKS)) != line:
                mended = [*file.lines[: number - 1], bare, *file.lines[number:]]
                if _is_same_program(file, mended):
                    edit = Edit(file.path, number, number, (bare,))
                    yield _finding(file.place(number), "ends in blanks", "nothing behind the last word", edit)
        tabbed = [number for number, line in enumerate(file.lines, start=1) if _has_tab_in_indent(line)]
        if tabbed:
            mended = [_without_tabs_in_indent(line) for line in file.lines]
            # Lines that are indented together are mended together.
            if _is_same_program(file, mended):
                first, last = tabbed[0], tabbed[-1]
                edit = Edit(file.path, first, last, tuple(mended[first - 1 : last]))
                yield _finding(file.place(first), "begins with a tab", "spaces, as Python's own style has it", edit)


def _blanks(page: SourcePage, number: int, line: str, texts: set[int]) -> Finding:
    """texts: the numbers of the lines that are Markdown, and no block of ours."""
    bare = line.rstrip(BLANKS)
    following = page.lines[number] if number < len(page.lines) else ""
    if number in texts and _breaks(line, bare, following):
        return Finding(
            PaotongError(
                page.place(number),
                "ends in two spaces, with which Markdown begins a new line, and nobody sees them",
                expected="a new line that can be seen, or none",
                cure="write <br> at its end, or a blank line below it, or remove the spaces",
            )
        )
    found = ("has a tab", "spaces") if "\t" in bare else ("ends in blanks", "nothing behind the last word")
    return _finding(page.place(number), *found, Edit(page.file, number, number, (bare.expandtabs(TAB),)))


def _breaks(line: str, bare: str, following: str) -> bool:
    """Whether Markdown may take the blanks behind a line for the sign of a new one."""
    blanks = line[len(bare) :].replace("\t", " " * TAB)
    return (
        len(blanks) > 1
        and bool(bare.strip(" \t>"))
        and bool(following.strip(" \t>"))
        and not HEADING_OR_ROW.match(bare)
        and not HEADING_OR_ROW.match(following)
        and not (ITEM.match(bare) and ITEM.match(following))
    )


def _lines_in_fences(page: SourcePage) -> set[int]:
    """Those of fences that show something as it is. Lines count from 1."""
    return {
        number
        for first, last, fence in fences(page.lines)
        if fence["info"].strip() not in KINDS
        for number in range(first + 1, (len(page.lines) if last is None else last + 1) + 1)
    }


def _has_tab_in_indent(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip(BLANKS))]


def _without_tabs_in_indent(line: str) -> str:
    text = line.lstrip(BLANKS)
    return line[: len(line) - len(text)].expandtabs(TAB) + text


def _is_same_program(file: WrittenFile, lines: list[str]) -> bool:
    try:
        before, after = (shape_digest(parse("\n".join(text), file.name)) for text in (file.lines, lines))
    except PaotongError:
        return False  # it is no program, of which other rules tell
    return before == after


def _finding(place: str, found: str, expected: str, edit: Edit) -> Finding:
    return Finding(PaotongError(place, found, expected=expected, cure=MEND), edit=edit)
