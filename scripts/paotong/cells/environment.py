"""What a program does to its environment before it imports: some packages read there how they are to be set up.

os.environ["KERAS_BACKEND"] = "torch"
"""

from __future__ import annotations

import ast

# What may be done with os.environ that changes nothing.
READING = ("copy", "get", "items", "keys", "values")


def environment_set(tree: ast.Module) -> dict[str, str] | None:
    """The variables that a program sets with constants, on its top level; None where the text does not tell all."""
    found: dict[str, str] = {}
    told = set()
    for statement in tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Subscript(value=environ, slice=ast.Constant(value=str(name)))],
                value=ast.Constant(value=str(value)),
            ) if _is_environ(environ):
                found[name] = value
                told.add(environ)
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=environ, ctx=ast.Load()) if _is_environ(environ):
                told.add(environ)
            case ast.Attribute(value=environ, attr=attribute) if _is_environ(environ) and attribute in READING:
                told.add(environ)
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[environ]) if _is_environ(environ):
                told.add(environ)
    others = (node for node in ast.walk(tree) if _is_environ(node) and node not in told)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("putenv", "unsetenv"))
    return None if next(others, None) or next(calls, None) else found


def _is_environ(node: ast.AST) -> bool:
    """`os.environ`, or `environ` where it was imported so."""
    match node:
        case ast.Attribute(attr="environ") | ast.Name(id="environ"):
            return True
    return False
