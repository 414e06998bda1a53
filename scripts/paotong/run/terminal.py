"""Bytes that a program printed, as the text that a terminal would be left with."""

from __future__ import annotations

import re

# Longer than any lesson should print; what a page can bear.
LONGEST_LINE = 2_000
MOST_LINES = 400

# ECMA-48: CSI sequences (colours, cursor), OSC strings (titles, links), other two-byte escapes.
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Stands for "erase to the end of the line" once the escape sequences are gone; printed by itself it means nothing.
ERASE = "\x1b"
# Marks that reorder the text around them, so that a page would show what was not printed.
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def as_text(printed: bytes) -> tuple[str, int]:
    """The text, and how many lines were cut off its end.

    Escape sequences go, `\\r` and backspace overwrite, tabs become spaces, and
    what cannot be shown is replaced by a visible sign.
    """
    text = ESCAPE.sub(_kept_erasure, printed.decode("utf-8", errors="replace").replace("\r\n", "\n"))
    lines = [_visible(_overwritten(line)) for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    cut = max(0, len(lines) - MOST_LINES)
    return "\n".join(_shortened(line) for line in lines[: len(lines) - cut]), cut


def _kept_erasure(match: re.Match[str]) -> str:
    """Nothing, but for the sequence that erases the rest of its line, which progress bars use."""
    return ERASE if match[0] in ("\x1b[K", "\x1b[0K") else ""


def _overwritten(line: str) -> str:
    """What stays visible of a line after its carriage returns and backspaces."""
    if "\r" not in line and "\b" not in line:
        return line.replace(ERASE, "")
    shown: list[str] = []
    column = 0
    for character in line:
        if character == "\r":
            column = 0
        elif character == ERASE:
            del shown[column:]
        elif character == "\b":
            column = max(0, column - 1)
        else:
            shown[column : column + 1] = [character]
            column += 1
    return "".join(shown)


def _visible(line: str) -> str:
    line = CONTROL.sub(_control_picture, line.expandtabs(8))
    return BIDI.sub(lambda match: f"<U+{ord(match[0]):04X}>", line).rstrip()


def _control_picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _shortened(line: str) -> str:
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]} […+{len(line) - LONGEST_LINE}]"
