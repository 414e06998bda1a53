"""Characters that a page cannot show, or that would have it show something else than is there."""

from __future__ import annotations

import re

# Control characters but for tab and line feed, the line ends that only some programs know, lone surrogates, and what
# Unicode says is no character. HTML forbids most of them, and Markdown uses some for itself.
_LAST_OF_EACH_PLANE = "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff{_LAST_OF_EACH_PLANE}]")
# Marks that reorder the text around them, so that a page would show what was not written.
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with a visible sign for each of these."""
    return BIDI.sub(lambda match: f"<U+{ord(match[0]):04X}>", CONTROL.sub(_picture, text))


def first_hidden(text: str) -> re.Match[str] | None:
    """The first of these that is in the text."""
    found = [match for pattern in (CONTROL, BIDI) if (match := pattern.search(text))]
    return min(found, key=lambda match: match.start(), default=None)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
