"""What a program imports, told from its text alone: nothing is imported to find out."""

from __future__ import annotations

import ast
from collections.abc import Iterable


def imports(nodes: Iterable[ast.AST]) -> dict[str, int]:
    """Top-level names that are imported anywhere in the program, each with the line of its first import."""
    found: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        for name in names:
            found.setdefault(name.partition(".")[0], node.lineno)
    return found
