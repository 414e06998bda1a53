"""The short form by which a page names a cell, and reading it.

    ``` snippet
    pytorch/variable.py:create
    show: code, output
    ```

The first line names a snippet and one of its cells, or the snippet alone for the
foot of the page: what it ran with, and the whole program. Options follow, one a line:

    show: code, output, figure      what to show; default: all that there is
    alt: text                       what the figure shows, for those who cannot see it;
                                    once for each figure
    caption: text                   below the figure; once for each
    lines: 2-3 7                    lines of the cell to highlight
    folded: title                   closed at first, behind this title
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import takewhile

from paotong.errors import PaotongError

# The indent may hold the signs of a quotation.
FENCE = re.compile(r"(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
# Meant as a block, but not written as one: another word, braces, or on the line of a list's sign.
ALMOST = re.compile(
    r"[ \t>]*(?:(?:[-*+]|\d+\.)\s*)?(?:`{3,}|~{3,})[\s{.]*"
    r"(snippet|lesson|course|quiz(?:ze)?|ran[-_ ]?with|clone|glossary)s?\b.*",
    re.IGNORECASE,
)
# No name begins with a dot, so that none leads out of its folder.
TARGET = re.compile(r"(?P<slug>(?!\.)[\w.-]+/(?!\.)[\w.-]+)\.py(?::(?P<cell>\S+))?")
# A block of the first kind is read here, and each of the others where it is shown: by contents.py, quiz.py, courses.py
# (two kinds), clone.py and glossary.py.
KINDS = ("snippet", "lessons", "quiz", "courses", "ran-with", "clone", "glossary")
PARTS = ("code", "output", "figure")
OPTIONS = ("show", "alt", "caption", "lines", "folded")
REPEATED = ("alt", "caption")
QUIZ_OPTIONS = ("ask", "yes", "no", "why")
# What stands in a block of any kind: a name with a slash in it, that of a course, or an option.
OWN_LINE = re.compile(
    rf"[ \t>]*(?:[\w.-]+/[\w.:-]+|[a-z][a-z0-9-]*|(?:{'|'.join(OPTIONS + QUIZ_OPTIONS)})\s*[:：].*)\s*"
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page whose info string is one of KINDS. Lines count from 0; the last is past its end."""

    kind: str
    first: int
    last: int
    indent: str
    body: tuple[str, ...]


@dataclass(frozen=True)
class Directive:
    """What a block asks for. cell: None for the whole program."""

    slug: str
    cell: str | None
    show: tuple[str, ...] = PARTS
    alt: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    lines: str = ""
    folded: str = ""
    # Where the block and each of its options stand, as messages call it; not part of what is asked for.
    place: str = field(default="", compare=False)
    option_places: dict[str, str] = field(default_factory=dict, compare=False)


def find_blocks(lines: list[str]) -> Iterator[Block]:
    """The blocks of a page, and not those that stand as an example in another fence."""
    for first, last, fence in fences(lines):
        kind = fence["info"].strip()
        if kind in KINDS and last is not None:
            body = tuple(inside.removeprefix(fence["indent"]) for inside in lines[first + 1 : last])
            yield Block(kind, first, last + 1, fence["indent"], body)


def find_unclosed(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The blocks that go on to the end of another fence, or of the page: their first line, and their own last one.

    Lines count from 0.
    """
    for first, last, fence in fences(lines):
        inside = lines[first + 1 : last]
        if fence["info"].strip() in KINDS and (last is None or any(map(FENCE.fullmatch, inside))):
            # Blank lines may stand between its own.
            own = list(takewhile(lambda line: OWN_LINE.fullmatch(line) or not line.strip(" \t>"), inside))
            while own and not OWN_LINE.fullmatch(own[-1]):
                own.pop()
            yield first, first + len(own)


def find_mistaken(lines: list[str]) -> Iterator[int]:
    """The lines, counted from 0, that begin something like a block which is none and would be shown raw."""
    known: set[int] = set()
    for first, last, fence in fences(lines):
        if fence["info"].strip() in KINDS:
            known.add(first)
        known.update(range(first + 1, len(lines) if last is None else last))
    for number, line in enumerate(lines):
        if number not in known and ALMOST.fullmatch(line):
            yield number


def fences(lines: list[str]) -> Iterator[tuple[int, int | None, re.Match[str]]]:
    """The first and last line of each fence, None for the last of one that is never closed, and how it opens."""
    opened: re.Match[str] | None = None
    first = 0
    for number, line in enumerate(lines):
        match = FENCE.fullmatch(line)
        if opened is None:
            # An info string with a backtick is inline code, not a fence.
            if match and "`" not in match["info"]:
                opened, first = match, number
        elif match and _closes(match, opened):
            yield first, number, opened
            opened = None
    if opened:
        yield first, None, opened


def read_directive(block: Block, page: str, offset: int = 0) -> Directive:
    """offset: how many lines of the page's file came before its first line here. Raises PaotongError."""
    first_line = block.first + offset + 2
    place = f"{page}:{first_line}"
    target = TARGET.fullmatch(block.body[0].strip()) if block.body else None
    if not target:
        raise PaotongError(
            place,
            f"{block.body[0].strip()!r} names no cell" if block.body else "an empty snippet block",
            expected="a line such as `pytorch/variable.py:create`",
            cure="name the snippet and its cell",
        )
    values: dict[str, list[str]] = {}
    option_places: dict[str, str] = {}
    for number, line in enumerate(block.body[1:], start=first_line + 1):
        if line.strip():
            name, value = read_option(line, f"{page}:{number}")
            if name in values and name not in REPEATED:
                raise PaotongError(f"{page}:{number}", f"`{name}` stands twice", cure="remove one of them")
            values.setdefault(name, []).append(value)
            option_places.setdefault(name, f"{page}:{number}")
    return Directive(
        slug=target["slug"],
        cell=target["cell"],
        show=_read_show(values["show"][0], option_places["show"]) if "show" in values else PARTS,
        alt=tuple(values.get("alt", [])),
        caption=tuple(values.get("caption", [])),
        lines=_read_lines(values["lines"][0], option_places["lines"]) if "lines" in values else "",
        folded=values.get("folded", [""])[0],
        place=place,
        option_places=option_places,
    )


def _closes(match: re.Match[str], opened: re.Match[str]) -> bool:
    return (
        match["fence"][0] == opened["fence"][0]
        and len(match["fence"]) >= len(opened["fence"])
        and not match["info"].strip()
    )


def read_option(line: str, place: str, kind: str = "snippet", names: tuple[str, ...] = OPTIONS) -> tuple[str, str]:
    """The name and the value of `name: value`. kind: of the block. Raises PaotongError."""
    name, colon, value = line.partition(":")
    if not colon and "：" in line:
        raise PaotongError(place, f"{line.strip()!r} has a full-width colon", expected="`:`", cure="type it half-width")
    if name.strip() not in names or not value.strip():
        near = get_close_matches(name.strip(), names, n=1)
        raise PaotongError(
            place,
            f"{line.strip()!r} is no option of a {kind} block",
            expected=f"`name: value` with one of {', '.join(names)}",
            cure=f"write `{near[0]}: {value.strip() or '…'}`" if near else "mend or remove the line",
        )
    return name.strip(), value.strip()


def _read_show(value: str, place: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in value.split(","))
    if unknown := [part for part in parts if part not in PARTS]:
        raise PaotongError(
            place, f"{unknown[0]!r} cannot be shown", expected=f"some of {', '.join(PARTS)}", cure="mend `show:`"
        )
    return parts


def _read_lines(value: str, place: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}(-[0-9]{1,6})?( [0-9]{1,6}(-[0-9]{1,6})?)*", value):
        raise PaotongError(place, f"{value!r} are no lines", expected="such as `2-3 7`", cure="mend `lines:`")
    return value


def listed_lessons(lines: list[str]) -> Iterator[str]:
    """The slugs that a page's lists of lessons name, in order."""
    for block in find_blocks(lines):
        if block.kind == "lessons":
            yield from filter(None, (line.strip() for line in block.body))
