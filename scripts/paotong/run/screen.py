"""What a terminal shows after it was told to move about: carriage returns, backspaces, and the ECMA-48 sequences that
progress bars use. A line may be longer than a terminal is wide, and stays one line.
"""

from __future__ import annotations

import re
import unicodedata

COLUMNS = 80
LINES = 24  # what the moves upwards can reach
TAB = 8
MOST_ERASED = 4_000  # columns, from the beginning of a line; no page shows more
MOST_ACCENTS = 100  # on one character
# CSI sequences (colours, cursor); strings (titles, links, pictures); other escapes; signs that move; text.
TOKEN = re.compile(
    r"\x1b(?:\[(?P<numbers>[0-?]*)[ -/]*(?P<final>[@-~])?|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?"
    r"|(?P<sign>[\n\r\b\t])|(?P<text>[^\x1b\n\r\b\t]+)"
)


def moves(text: str) -> bool:
    """Whether there is more in it than lines."""
    return any(sign in text for sign in "\x1b\r\b\t")


class Screen:
    """Each line has one string for each column; the second column of a wide character has an empty one."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._row = 0
        self._column = 0

    def show(self, text: str) -> list[str]:
        """The lines that are left when all of the text was written."""
        for token in TOKEN.finditer(text):
            if token["text"]:
                self._write(token["text"])
            elif token["sign"]:
                self._obey_sign(token["sign"])
            elif token["final"]:
                self._obey(token["final"], token["numbers"])
        return ["".join(line) for line in self._lines]

    def _write(self, text: str) -> None:
        line = self._lines[self._row]
        line += [" "] * (self._column - len(line))
        cells = list(text) if text.isascii() else self._cells(line, text)
        end = self._column + len(cells)
        # A wide character of which half is overwritten is gone, and its other half blank.
        if cells and line[self._column : self._column + 1] == [""]:
            line[self._column - 1] = " "
        if cells and line[end : end + 1] == [""]:
            line[end] = " "
        line[self._column : end] = cells
        self._column = end

    def _cells(self, line: list[str], text: str) -> list[str]:
        """One string for each column that the text takes. An accent joins what stands before it."""
        cells: list[str] = []
        for character in text:
            width = _width(character)
            if width or not (cells or self._column):
                cells += [character, ""][: width or 1]
                continue
            row, last = (cells, len(cells) - 1) if cells else (line, self._column - 1)
            last -= not row[last]
            if len(row[last]) < MOST_ACCENTS:
                row[last] += character
        return cells

    def _obey_sign(self, sign: str) -> None:
        match sign:
            case "\n":
                self._row, self._column = self._row + 1, 0
                if self._row == len(self._lines):
                    self._lines.append([])
            case "\r":
                self._column = 0
            case "\b":
                self._column = max(0, self._column - 1)
            case "\t":
                self._column += TAB - self._column % TAB

    def _obey(self, final: str, told: str) -> None:
        numbers = [int(number[:4]) if number.isdigit() else 0 for number in told.split(";")]
        first = numbers[0]
        line = self._lines[self._row]
        top = max(0, len(self._lines) - LINES)
        match final:
            case "A" | "F":
                self._row = max(top, self._row - max(1, first))
            case "B" | "E":
                self._row = min(len(self._lines) - 1, self._row + max(1, first))
            case "C":
                self._column = min(self._column + max(1, first), max(self._column, COLUMNS - 1))
            case "D":
                self._column = max(0, self._column - max(1, first))
            case "G":
                self._column = min(max(1, first), COLUMNS) - 1
            case "H" | "f":
                self._row = min(len(self._lines) - 1, top + max(1, first) - 1)
                self._column = min(max(1, numbers[-1] if len(numbers) > 1 else 1), COLUMNS) - 1
            case "K":
                self._erase(line, first)
            case "J":
                above, below = self._lines[top : self._row], self._lines[self._row + 1 :]
                for other in [*(above if first else []), *(below if first != 1 else [])]:
                    other.clear()
                self._erase(line, first)
        if final in "EF":
            self._column = 0

    def _erase(self, line: list[str], part: int) -> None:
        """0: from the cursor on. 1: up to it. 2: all."""
        if part == 1:
            count = min(self._column + 1, len(line), MOST_ERASED)
            line[:count] = [" "] * count
        else:
            del line[self._column if part == 0 else 0 :]


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
