"""Which statements of a program belong to which of its cells."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Sequence


def first_line(node: ast.stmt) -> int:
    """A decorated function begins at its first decorator."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def statements_of_cells(tree: ast.Module, markers: Sequence[int]) -> list[list[ast.stmt]]:
    """markers: the line of each cell's marker, in order. Nothing may stand above the first."""
    found: list[list[ast.stmt]] = [[] for _ in markers]
    for node in tree.body:
        found[bisect_right(markers, first_line(node)) - 1].append(node)
    return found
