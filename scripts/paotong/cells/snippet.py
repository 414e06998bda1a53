"""A snippet and its cells, in the percent format that VS Code, PyCharm, Spyder and Jupytext read.

A cell goes from a line `# %% name` to the next one. After the name may stand
options as Jupytext writes them: `# %% oops tags=["raises-exception"]`.
"""

from __future__ import annotations

import ast
import hashlib
import io
import re
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from paotong.cells.comments import MARKER, comment_lines, paired_comments
from paotong.cells.environment import environment_set
from paotong.cells.imports import imports
from paotong.cells.lines import code_lines
from paotong.cells.options import read_options
from paotong.cells.shape import shape
from paotong.cells.signs import first_hidden
from paotong.cells.statements import first_line, statements_of_cells
from paotong.cells.syntax import not_too_deep, parse, strings
from paotong.errors import PaotongError

# Files of the record are called so, too.
NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
LINE_OF_MARKER = re.compile(rf"^{MARKER.pattern}", re.MULTILINE)


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
    """A program that is cut into cells, and all that its text alone tells. place: how messages call its file.

    code: a digest of what it does. imports: top-level names, each with the line of its first import.
    strings: what it says between quotation marks, among which are the names of its data files.
    environment: see environment.py.
    paired: its comments for one language, by line, with the language and the text. code_lines: see lines.py.
    """

    place: str
    text: str
    cells: tuple[Cell, ...]
    code: str
    imports: dict[str, int]
    strings: frozenset[str]
    environment: dict[str, str] | None
    paired: dict[int, tuple[str, str]]
    code_lines: tuple[int, ...]

    @property
    def names(self) -> list[str]:
        return [cell.name for cell in self.cells]

    @property
    def varying(self) -> frozenset[str]:
        """The names of the cells whose numbers may be other ones on another processor."""
        return frozenset(cell.name for cell in self.cells if cell.varies)

    def option(self, name: str, default: Any) -> Any:
        """A limit of the whole program, which may stand in the header of any of its cells; the largest counts."""
        return max((cell.options[name] for cell in self.cells if name in cell.options), default=default)


def read_snippet(text: str, place: str) -> Snippet:
    """Cut a program into its cells. Raises PaotongError with the line of what is wrong."""
    _refuse_hidden_signs(text, place)
    tree = parse(text, place)
    nodes = list(ast.walk(tree))
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    comments = comment_lines(tokens)
    cells = _read_cells(text, tree, comments, place)
    statements = statements_of_cells(tree, [cell.line for cell in cells])
    # Where a cell begins and what it is called counts too: the output is split by it.
    with not_too_deep(place):
        code = [(cell.name, cell.raises, shape(body)) for cell, body in zip(cells, statements, strict=True)]
        told = ascii(code)
    return Snippet(
        place,
        text,
        cells,
        hashlib.sha256(told.encode()).hexdigest(),
        imports(nodes),
        strings(nodes),
        environment_set(tree, nodes),
        paired_comments(comments, place),
        tuple(code_lines(tokens)),
    )


def _read_cells(text: str, tree: ast.Module, comments: dict[int, str], place: str) -> tuple[Cell, ...]:
    markers = _markers(text, comments)
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
    return tuple(cells.values())


def has_cells(text: str) -> bool:
    """Whether some line looks like a cell's first, in a program that may not even parse."""
    return LINE_OF_MARKER.search(text) is not None


def _markers(text: str, comments: dict[int, str]) -> list[tuple[int, str]]:
    """The line and the header of each cell. An indented comment begins none."""
    lines = text.split("\n")
    matches = {line: MARKER.match(comment) for line, comment in comments.items() if lines[line - 1].startswith("#")}
    return [(line, match["header"].strip()) for line, match in matches.items() if match]


def _refuse_hidden_signs(text: str, place: str) -> None:
    """A reader must see the program that was run, and be able to copy it."""
    if match := first_hidden(text):
        line = text.count("\n", 0, match.start()) + 1
        raise PaotongError(
            f"{place}:{line}",
            f"has the character U+{ord(match[0]):04X}, which no page can show",
            expected="characters that can be seen",
            cure=f"remove it; in a string write `{ascii(match[0])[1:-1]}`",
        )


def _refuse_code_outside(tree: ast.Module, markers: list[tuple[int, str]], place: str) -> None:
    lines = [line for line, _ in markers]
    for node in tree.body:
        if first_line(node) < lines[0]:
            raise PaotongError(
                f"{place}:{first_line(node)}",
                "code before the first cell",
                expected="only comments and blank lines above the first `# %% name`",
                cure=f"move `# %% {markers[0][1].partition(' ')[0]}` up, above this line",
            )
        # The first marker below the statement's own first line.
        for line, header in markers[bisect_right(lines, first_line(node)) :][:1]:
            if line <= (node.end_lineno or node.lineno):
                raise PaotongError(
                    f"{place}:{line}",
                    f"`# %% {header}` stands inside a statement that begins on line {first_line(node)}",
                    expected="a cell to begin between two statements of the top level",
                    cure="move the line above or below the statement",
                )


def _read_header(header: str, place: str) -> tuple[str, dict[str, Any]]:
    name, _, rest = header.partition(" ")
    if not NAME.fullmatch(name):
        raise PaotongError(
            place,
            f"the cell is called {name!r}" if name else "the cell has no name",
            expected="a name of at most 64 small letters, digits and hyphens, as in `# %% first-steps`",
            cure="name the cell by what it shows",
        )
    return name, read_options(rest, place)
