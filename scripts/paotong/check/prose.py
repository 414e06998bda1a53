"""The parts of a page's Markdown that people read as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from paotong.render.blocks import INLINE_CODE
from paotong.render.directive import fences

HEADING = re.compile(r"(?P<signs>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]*\{(?P<attributes>[^{}]*)\})?[ \t]*")
ID = re.compile(r"(?:^|\s)#(\S+)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# The target of a link or an image, and the attributes that may follow it.
TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|(?<=[\])])\{[^{}]*\}|<[^<>]+>")


@dataclass(frozen=True)
class Heading:
    """id: as `{ #id }` gives it; empty where it gives none. line: counted from 1."""

    level: int
    text: str
    id: str
    line: int


def prose(lines: list[str], first_line: int = 1) -> list[tuple[int, str]]:
    """Each line that is text, with its number; a comment of HTML in it is blank. Lines count from 1."""
    fenced = {
        number
        for first, last, _ in fences(lines)
        for number in range(first + 1, (len(lines) if last is None else last + 1) + 1)
    }
    text = "\n".join("" if number in fenced else line for number, line in enumerate(lines, start=1))
    shown = COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text).split("\n")
    return [
        (number, line) for number, line in enumerate(shown, start=1) if number >= first_line and number not in fenced
    ]


def headings(text: Iterable[tuple[int, str]]) -> list[Heading]:
    found = []
    for number, line in text:
        if match := HEADING.fullmatch(line):
            named = ID.search(match["attributes"] or "")
            found.append(Heading(len(match["signs"]), match["text"], named[1] if named else "", number))
    return found


def without_code(line: str) -> str:
    """A line of prose with spaces for inline code, targets of links and tags, so that columns stay."""
    for pattern in (INLINE_CODE, TARGET):
        line = pattern.sub(lambda match: " " * len(match[0]), line)
    return line
