"""A module of ours that snippets import, such as the maze that several lessons walk in."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from paotong.cells.imports import imports
from paotong.cells.shape import shape_digest
from paotong.cells.syntax import not_too_deep, parse, strings


@dataclass(frozen=True)
class Module:
    """What its text tells; see Snippet."""

    code: str
    imports: dict[str, int]
    strings: frozenset[str]


def read_module(text: str, place: str) -> Module:
    """Raises PaotongError with the line where it is no Python."""
    tree = parse(text, place)
    nodes = list(ast.walk(tree))
    with not_too_deep(place):
        code = shape_digest(tree)
    return Module(code, imports(nodes), strings(nodes))
