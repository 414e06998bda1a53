"""A program's syntax tree, and the strings in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from paotong.errors import PaotongError


def parse(text: str, place: str) -> ast.Module:
    """Raises PaotongError with the line where it is no Python."""
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


def strings(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """What a program says between quotation marks, where it may be a file's name: on one line, and short enough."""
    constants = (node.value for node in nodes if isinstance(node, ast.Constant))
    return frozenset(
        value for value in constants if isinstance(value, str) and 0 < len(value) <= 255 and "\n" not in value
    )
