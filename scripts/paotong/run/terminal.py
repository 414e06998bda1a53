"""Bytes that a program printed, as the text that a terminal would be left with."""

from __future__ import annotations

from paotong.cells.signs import visible
from paotong.run.screen import Screen, moves

# Longer than any lesson should print; what a page can bear.
LONGEST_LINE = 2_000
MOST_LINES = 400


def as_text(printed: bytes) -> tuple[str, int]:
    """The text, and how many lines were cut off its end.

    Escape sequences are obeyed or go, `\\r` and backspace overwrite, tabs become spaces,
    and what cannot be shown is replaced by a visible sign.
    """
    text = printed.decode("utf-8", errors="replace").replace("\r\n", "\n")
    lines = [visible(line).rstrip() for line in (Screen().show(text) if moves(text) else text.split("\n"))]
    while lines and not lines[-1].strip():
        lines.pop()
    cut = max(0, len(lines) - MOST_LINES)
    return "\n".join(_shortened(line) for line in lines[: len(lines) - cut]), cut


def _shortened(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]} […+{len(line) - LONGEST_LINE}]"
