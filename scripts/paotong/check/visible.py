"""A line of Markdown as its readers see it, and carrying a correction of that back into the line.

`**变量**` shows two signs, a link only its text, and inline code stands in a sentence like a word. Whoever corrects the
spaces of a sentence must see it so, and must change nothing that is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from paotong.render.blocks import ESCAPABLE

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# Stands for what is like a word in its sentence and must stay as it is: code, mathematics, an address.
WORD = "K"
# Stands for the same where only the words of people count.
CUT = "\0"
BLANKS = " \t\u00a0\u3000"
# The full-width forms of ASCII, and how far each is from its half-width one.
FIRST_WIDE, LAST_WIDE = "！", "～"
WIDTHS = ord(FIRST_WIDE) - ord("!")

# What begins a block: of a quotation, a list, a task, a heading, a footnote, an abbreviation.
PREFIX = re.compile(
    r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?(?:#{1,6}(?=[ \t]))?(?:\*?\[[^\[\]]+\]:)?[ \t]*"
)
LINK = r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)(?:\{[^{}]*\})?"
PARTS = re.compile(
    rf"""
    (?P<word>(?<![\\`])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)
        |(?<![\\$A-Za-z0-9])\$(?=\S)[^$]*(?<=\S)\$(?![$A-Za-z0-9])|\\\(.*?\\\)
        |<(?:https?|mailto):[^<>]*>|https?://[^\s<>()（），。；：、！？“”]+)
    |(?P<gap>!\[[^\[\]]*\]{LINK}|<[a-zA-Z/!][^<>]*>|&\#?\w+;|(?<![A-Za-z0-9]):[a-z0-9]+(?:-[a-z0-9]+)+:|\|
        |\{{:?[ ]*[\#.][^{{}}]*\}}|\\[{re.escape(ESCAPABLE)}])
    |(?P<opening>\[(?=(?:[^\[\]`]|`[^`]*`)*\][(\[]))
    |(?P<closing>\]{LINK}|\]\[[^\[\]]*\]|\[\^[^\[\]]+\])
    |(?P<stars>\*{{1,3}})
    """,
    re.VERBOSE,
)


@dataclass
class Piece:
    """Some signs that are seen, and where in the line they stand.

    behind: where something would go that follows them. is_word: whether WORD is seen instead of what stands there, and
    is_code whether that is inline code.
    """

    signs: str
    start: int
    end: int
    behind: int
    is_word: bool = False
    is_code: bool = False


@dataclass
class Run:
    """A stretch of a line that is read in one go. start: where it begins."""

    start: int
    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """As it is seen, with WORD for what is like a word."""
        return "".join(piece.signs for piece in self.pieces)

    @cached_property
    def words(self) -> str:
        """The same with CUT for what is like a word."""
        return "".join(CUT if piece.is_word else piece.signs for piece in self.pieces)

    @cached_property
    def coded(self) -> str:
        """The same with CUT for inline code alone."""
        return "".join(CUT if piece.is_code else piece.signs for piece in self.pieces)

    @cached_property
    def spans(self) -> list[tuple[int, int, int]]:
        """For each sign of its text: from where to where it stands, and where something would go that follows it."""
        return [span for piece in self.pieces for span in _spans(piece)]

    def add(self, line: str, start: int, end: int) -> None:
        if start < end:
            self.pieces.append(Piece(line[start:end], start, end, end))

    def close(self, end: int) -> None:
        """What ends there, such as a link, belongs to the sign before it."""
        if self.pieces:
            self.pieces[-1].behind = end


def runs(line: str) -> list[Run]:
    """All of a line that is seen, in order.

    Where stars stand beside a sign, as in `**好。** 再`, GitHub takes them for stars if there is no space on the other
    side: so that space is none of the sentence's.
    """
    prefix = PREFIX.match(line)
    position = prefix.end() if prefix else 0
    run = Run(position)
    found = [run]
    opened: set[str] = set()
    for match in PARTS.finditer(line, position):
        run.add(line, position, match.start())
        position = match.end()
        if match["word"]:
            is_code = match["ticks"] is not None
            run.pieces.append(Piece(WORD, match.start(), position, position, is_word=True, is_code=is_code))
        elif match["gap"]:
            run = Run(position)
            found.append(run)
        elif match["closing"]:
            run.close(position)
        elif stars := match["stars"]:
            before, after = line[match.start() - 1 : match.start()], line[position : position + 1]
            if stars in opened and before.strip():
                opened.remove(stars)
                run.close(position)
                needs_space = after.isspace() and not before.isalnum()
            elif stars not in opened and after.strip():
                opened.add(stars)
                needs_space = before.isspace() and not after.isalnum()
            else:
                run.add(line, *match.span())
                needs_space = False
            if needs_space:
                run = Run(position)
                found.append(run)
    run.add(line, position, len(line))
    return [run for run in found if run.text.strip()]


def put_back(line: str, corrected: Iterable[tuple[Run, str]]) -> str | None:
    """The line with the corrected text of its runs; None where more was corrected than spaces and widths of signs."""
    edits: list[tuple[int, int, str]] = []
    for run, text in corrected:
        changes = _changes(run, text)
        if changes is None:
            return None
        edits += changes
    return replaced(line, edits)


def put_signs(line: str, run: Run, changes: Iterable[tuple[int, int, str]]) -> str | None:
    """The line with other signs for some of a run; None where something that is not shown stands between these.

    changes: from where to where in the run's text, and what comes there.
    """
    edits = []
    for first, end, signs in changes:
        spans = run.spans[first:end]
        if any(one[1] != other[0] for one, other in pairwise(spans)):
            return None
        edits.append((spans[0][0], spans[-1][1], signs))
    return replaced(line, edits)


def replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """changes: from where to where, and what comes there. No two of them overlap."""
    parts = []
    position = 0
    for start, end, signs in sorted(changes):
        parts += [text[position:start], signs]
        position = end
    return "".join([*parts, text[position:]])


def _changes(run: Run, text: str) -> list[tuple[int, int, str]] | None:
    """From where to where in the line something else comes; None where the two do not say the same."""
    spans = run.spans
    places = [run.start, *(behind for _, _, behind in spans)]
    found = []
    old = new = 0
    while old < len(run.text) or new < len(text):
        before, after = run.text[old : old + 1], text[new : new + 1]
        start, end, _ = spans[old] if before else (places[old], places[old], 0)
        if before and after and half_width(before) == half_width(after):
            if before != after:
                found.append((start, end, after))
            old, new = old + 1, new + 1
        elif after and after in BLANKS:
            found.append((places[old], places[old], after))
            new += 1
        elif before and before in BLANKS:
            found.append((start, end, ""))
            old += 1
        else:
            return None
    return found


def _spans(piece: Piece) -> Iterator[tuple[int, int, int]]:
    """For each of its signs: where it stands, and where something would go that follows it."""
    if piece.is_word:
        yield piece.start, piece.end, piece.behind
        return
    for position in range(piece.start, piece.end):
        yield position, position + 1, piece.behind if position + 1 == piece.end else position + 1


def half_width(sign: str) -> str:
    """A sign as wide as a Latin letter; itself, where it has no such form."""
    if sign in BLANKS:
        return " "
    if sign == "。":
        return "."
    return chr(ord(sign) - WIDTHS) if FIRST_WIDE <= sign <= LAST_WIDE else sign
