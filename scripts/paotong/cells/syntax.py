"""A program's syntax tree, and what is said in it between quotation marks."""

from __future__ import annotations

import ast

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


def strings(tree: ast.AST) -> frozenset[str]:
    """Those that may be the name of a file: of one line, and no longer than a file's name can be."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(
        value for value in constants if isinstance(value, str) and 0 < len(value) <= 255 and "\n" not in value
    )
