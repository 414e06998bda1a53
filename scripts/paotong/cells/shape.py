"""The shape of code: its syntax tree without positions, so without comments, blank lines and layout."""

from __future__ import annotations

import ast
import hashlib
from typing import Any


def shape(node: Any) -> Any:
    """A syntax tree as nested tuples. Empty fields are left out, so that each Python minor version gives the same."""
    if isinstance(node, ast.AST):
        # A plain loop: this is most of the work of reading a program for the first time.
        found: list[Any] = [type(node).__name__]
        for name in node._fields:
            value = shape(_without_empty_strings(node, getattr(node, name, None)))
            if value is not None and value != []:
                found.append((name, value))
        return tuple(found)
    if isinstance(node, list):
        return [shape(item) for item in node]
    return None if node is None else (type(node).__name__, _told(node))


def _told(value: Any) -> str:
    try:
        return ascii(value)
    except ValueError:
        return hex(value)  # a whole number too long for Python to write in decimal


def shape_digest(node: Any) -> str:
    return hashlib.sha256(ascii(shape(node)).encode()).hexdigest()


def _without_empty_strings(node: ast.AST, value: Any) -> Any:
    """Some versions of Python put empty strings between the parts of an f-string."""
    if not isinstance(node, ast.JoinedStr) or not isinstance(value, list):
        return value
    return [part for part in value if not (isinstance(part, ast.Constant) and part.value == "")]
