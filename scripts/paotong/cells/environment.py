"""What a program does to its environment before it imports: some packages read there how they are to be set up.

os.environ["KERAS_BACKEND"] = "torch"
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

# What packages read when they are imported, and nothing that could have them load or start what a program chose: the
# process that imports for several runs is not walled off from them.
READ_AT_IMPORT = (
    "CUDA_VISIBLE_DEVICES",
    "JAX_ENABLE_X64",
    "JAX_PLATFORMS",
    "KERAS_BACKEND",
    "MKL_NUM_THREADS",
    "MPLBACKEND",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "SCIPY_ARRAY_API",
    "TF_CPP_MIN_LOG_LEVEL",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_USE_LEGACY_KERAS",
)
# Neither a path nor `module://`.
PLAIN = re.compile(r"[\w.,-]*", re.ASCII)
# What may be done with os.environ that changes nothing.
READING = ("copy", "get", "items", "keys", "values")


def environment_set(tree: ast.Module, nodes: Sequence[ast.AST]) -> dict[str, str] | None:
    """The variables that a program sets with constants, on its top level; None where the text does not tell all.

    nodes: all of the tree.
    """
    if any(isinstance(node, ast.Attribute) and node.attr in ("putenv", "unsetenv") for node in nodes):
        return None
    unclear = {node for node in nodes if _is_environ(node)}
    found: dict[str, str] = {}
    if not unclear:
        return found
    for statement in tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Subscript(value=environ, slice=ast.Constant(value=str(name)))],
                value=ast.Constant(value=str(value)),
            ) if environ in unclear and _can_be_set(name, value):
                found[name] = value
                unclear.remove(environ)
    for node in nodes:
        match node:
            case (
                ast.Subscript(value=environ, ctx=ast.Load())
                | ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[environ])
            ):
                unclear.discard(environ)
            case ast.Attribute(value=environ, attr=attribute) if attribute in READING:
                unclear.discard(environ)
    return None if unclear else found


def _can_be_set(name: str, value: str) -> bool:
    """What a system may refuse is not set before the program runs: it will find out for itself."""
    return name in READ_AT_IMPORT and PLAIN.fullmatch(value) is not None


def _is_environ(node: ast.AST) -> bool:
    """`os.environ`, or `environ` where it was imported so."""
    match node:
        case ast.Attribute(attr="environ") | ast.Name(id="environ"):
            return True
    return False
