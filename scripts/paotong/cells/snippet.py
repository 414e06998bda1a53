"""A snippet and its cells, in the percent format that VS Code, PyCharm, Spyder and Jupytext read.

A cell goes from a line `# %% name` to the next one. After the name may stand
options as Jupytext writes them: `# %% oops tags=["raises-exception"]`.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from dataclasses import dataclass, field
from typing import Any

from paotong.errors import PaotongError

NAME = re.compile(r"[a-z][a-z0-9-]*")
OPTION = re.compile(r"([a-z_]+)=(\[[^\]]*\]|\"[^\"]*\"|\S+)\s*")
MARKER = re.compile(r"#\s?%%(?P<header>.*)")
# What each option must be; "tags" are Jupytext's, the rest are ours.
OPTIONS: dict[str, Any] = {"tags": list, "seconds": (int, float), "output_bytes": int}
# "numbers-vary" is ours: on another processor the cell's numbers may be other ones, though its words are not.
TAGS = ("raises-exception", "numbers-vary")


@dataclass(frozen=True)
class Cell:
    """A named part of a snippet. Lines count from 1; `line` is that of the marker."""

    name: str
    line: int
    source: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def raises(self) -> bool:
        """Whether the cell is there to show an exception."""
        return "raises-exception" in self.options.get("tags", [])

    @property
    def varies(self) -> bool:
        """Whether its numbers may be other ones on another processor, as those of long random runs."""
        return "numbers-vary" in self.options.get("tags", [])


@dataclass(frozen=True)
class Snippet:
    """A program that is cut into cells. place: how messages call its file."""

    place: str
    text: str
    tree: ast.Module
    cells: tuple[Cell, ...]

    @property
    def names(self) -> list[str]:
        return [cell.name for cell in self.cells]

    @property
    def varying(self) -> frozenset[str]:
        """The names of the cells whose numbers may be other ones on another processor."""
        return frozenset(cell.name for cell in self.cells if cell.varies)

    def cell_at(self, line: int) -> Cell:
        return [cell for cell in self.cells if cell.line <= line][-1]

    def statements(self, cell: Cell) -> list[ast.stmt]:
        return [node for node in self.tree.body if self.cell_at(_first_line(node)) is cell]

    def option(self, name: str, default: Any) -> Any:
        """A limit of the whole program, which may stand in the header of any of its cells; the largest counts."""
        return max((cell.options[name] for cell in self.cells if name in cell.options), default=default)


def read_snippet(text: str, place: str) -> Snippet:
    """Cut a program into its cells. Raises PaotongError with the line of what is wrong."""
    tree = _parse(text, place)
    markers = _markers(text)
    if not markers:
        raise PaotongError(
            f"{place}:1",
            "has no cells",
            expected="each part of the program to begin with a line `# %% name`",
            cure="put `# %% setup` above its first line",
        )
    _refuse_code_outside(tree, markers, place)

    lines = text.split("\n")
    ends = [line for line, _ in markers[1:]] + [len(lines) + 1]
    cells: dict[str, Cell] = {}
    for (line, header), end in zip(markers, ends, strict=True):
        name, options = _read_header(header, f"{place}:{line}")
        if name in cells:
            raise PaotongError(
                f"{place}:{line}",
                f'a second cell is called "{name}"',
                expected=f"every cell to have a name of its own; the first is on line {cells[name].line}",
                cure="rename one of them, here and on its pages",
            )
        cells[name] = Cell(name, line, "\n".join(lines[line : end - 1]).strip("\n"), options)
    return Snippet(place, text, tree, tuple(cells.values()))


def has_cells(text: str) -> bool:
    """Whether some line looks like a cell's first, in a program that may not even parse."""
    return any(MARKER.match(line) for line in text.split("\n"))


def comments(text: str) -> list[tokenize.TokenInfo]:
    """The comments that have a line to themselves. One in a string is no comment."""
    return [
        token for token in tokens(text) if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip()
    ]


def tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def _parse(text: str, place: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise PaotongError(
            f"{place}:{error.lineno or 1}",
            f"is not Python: {error.msg}",
            details=(error.text or "").strip("\n"),
            cure=f"run `python {place}` and mend what it says",
        ) from None
    except ValueError as error:  # a NUL byte
        raise PaotongError(f"{place}:1", f"is not Python: {error}", cure="save it as plain UTF-8 text") from None


def _markers(text: str) -> list[tuple[int, str]]:
    found = []
    for token in comments(text):
        match = MARKER.match(token.string)
        if match and token.start[1] == 0:
            found.append((token.start[0], match["header"].strip()))
    return found


def _first_line(node: ast.stmt) -> int:
    """A decorated function begins at its first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _refuse_code_outside(tree: ast.Module, markers: list[tuple[int, str]], place: str) -> None:
    for node in tree.body:
        if _first_line(node) < markers[0][0]:
            raise PaotongError(
                f"{place}:{_first_line(node)}",
                "code before the first cell",
                expected="only comments and blank lines above the first `# %% name`",
                cure=f"move `# %% {_read_header(markers[0][1], place)[0]}` up, above this line",
            )
        for line, header in markers:
            if _first_line(node) < line <= (node.end_lineno or node.lineno):
                raise PaotongError(
                    f"{place}:{line}",
                    f"`# %% {header}` stands inside a statement that begins on line {_first_line(node)}",
                    expected="a cell to begin between two statements of the top level",
                    cure="move the line above or below the statement",
                )


def _read_header(header: str, place: str) -> tuple[str, dict[str, Any]]:
    name, _, rest = header.partition(" ")
    if not NAME.fullmatch(name):
        raise PaotongError(
            place,
            f"the cell is called {name!r}" if name else "the cell has no name",
            expected="a name of small letters, digits and hyphens, as in `# %% first-steps`",
            cure="name the cell by what it shows",
        )
    options: dict[str, Any] = {}
    position = 0
    rest = rest.strip()
    while position < len(rest):
        match = OPTION.match(rest, position)
        options |= _read_option(match, rest[position:], place)
        position = match.end() if match else len(rest)
    return name, options


def _parsed(match: re.Match[str] | None) -> tuple[str, Any]:
    """A key and its value, which is None where it is not JSON."""
    try:
        return (match[1], json.loads(match[2])) if match else ("", None)
    except json.JSONDecodeError:
        return "", None


def _read_option(match: re.Match[str] | None, found: str, place: str) -> dict[str, Any]:
    expected = 'options such as tags=["raises-exception"], seconds=90, output_bytes=2000000'
    key, value = _parsed(match)
    if key not in OPTIONS or not isinstance(value, OPTIONS[key]):
        raise PaotongError(place, f"`{found}` is no option of a cell", expected=expected, cure="mend or remove it")
    if key == "tags" and (unknown := [tag for tag in value if tag not in TAGS]):
        raise PaotongError(place, f"the tag {unknown[0]!r} is not known", expected=f"one of {TAGS}", cure="remove it")
    return {key: value}
