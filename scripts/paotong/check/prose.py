"""The parts of a page's Markdown that people read as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paotong.render.blocks import INLINE_CODE
from paotong.render.directive import QUIZ_OPTIONS, fences, find_blocks

# As Markdown reads it: no blank is needed after the signs, but one before the attributes.
HEADING = re.compile(r"(?P<signs>#{1,6})(?P<text>.*?)(?:(?<=[ \t])\{:?(?P<attributes>[^{}]*)\})?")
ID = re.compile(r"(?:^|\s)#(\S+)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# The target of a link or an image, and the attributes that may follow it.
TARGET = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|(?<=[\])])\{[^{}]*\}|<[^<>]+>")

# The options of a block that are text, by its kind.
READ = {"snippet": ("alt", "caption", "folded"), "quiz": QUIZ_OPTIONS}


@dataclass(frozen=True)
class Heading:
    """id: as `{ #id }` gives it; empty where it gives none. line: counted from 1."""

    level: int
    text: str
    id: str
    line: int


@dataclass(frozen=True)
class BlockText:
    """An option of a block that readers read. line: counted from 1."""

    option: str
    text: str
    line: int


def block_texts(lines: list[str]) -> Iterator[BlockText]:
    """The alternative texts, captions, titles and questions of a page's blocks, in order."""
    for block in find_blocks(lines):
        # The first line of a snippet block names the cell.
        named = int(block.kind == "snippet")
        for number, line in enumerate(block.body[named:], start=block.first + named + 2):
            option, _, text = line.partition(":")
            if option.strip() in READ.get(block.kind, ()):
                yield BlockText(option.strip(), text.strip(), number)


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
        if match := HEADING.fullmatch(line.rstrip()):
            named = ID.search(match["attributes"] or "")
            found.append(Heading(len(match["signs"]), match["text"].strip(), named[1] if named else "", number))
    return found


def without_code(line: str) -> str:
    """A line of prose with spaces for inline code, targets of links and tags, so that columns stay."""
    for pattern in (INLINE_CODE, TARGET):
        line = pattern.sub(lambda match: " " * len(match[0]), line)
    return line
