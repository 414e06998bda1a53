"""Keeps what a text was read as, under its digest: to read 260 programs takes seconds, to find them here does not.

.cache/readings/<digest of this package's own code>/<digest of the text>.json

A reading depends on the text alone, so what is found here is right by its name. Nothing
depends on it: the folder may be removed at any time, and what cannot be read is made anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from paotong.cells.module import Module, read_module
from paotong.cells.snippet import Cell, Snippet, read_snippet
from paotong.project import Project
from paotong.whole import write_whole

Reading = TypeVar("Reading")


def snippet_of(project: Project, text: str, place: str) -> Snippet:
    """As read_snippet."""

    def restore(told: dict[str, Any]) -> Snippet:
        return Snippet(
            place=place,
            text=text,
            cells=tuple(Cell(**cell) for cell in told["cells"]),
            code=told["code"],
            imports=told["imports"],
            strings=frozenset(told["strings"]),
            environment=told["environment"],
            paired={line: (language, comment) for line, language, comment in told["paired"]},
            code_lines=tuple(told["code_lines"]),
        )

    def keep(snippet: Snippet) -> dict[str, Any]:
        told = asdict(snippet)
        del told["place"], told["text"]
        paired = [(line, *pair) for line, pair in snippet.paired.items()]
        return told | {"strings": sorted(snippet.strings), "paired": paired}

    return _reading(project, "snippet", text, restore, keep, lambda: read_snippet(text, place))


def module_of(project: Project, text: str, place: str) -> Module:
    """As read_module."""

    def restore(told: dict[str, Any]) -> Module:
        return Module(told["code"], told["imports"], frozenset(told["strings"]))

    def keep(module: Module) -> dict[str, Any]:
        return asdict(module) | {"strings": sorted(module.strings)}

    return _reading(project, "module", text, restore, keep, lambda: read_module(text, place))


def _reading(
    project: Project,
    kind: str,
    text: str,
    restore: Callable[[dict[str, Any]], Reading],
    keep: Callable[[Reading], dict[str, Any]],
    read: Callable[[], Reading],
) -> Reading:
    digest = hashlib.sha256(f"{kind}\n{text}".encode(errors="surrogatepass")).hexdigest()
    path = project.root / ".cache" / "readings" / _own_code() / f"{digest}.json"
    try:
        return restore(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not there, or half of it
    reading = read()
    try:
        _keep(path, json.dumps(keep(reading)))
    except OSError:
        pass  # a full disk, or a checkout that is not ours to write to
    return reading


def _keep(path: Path, text: str) -> None:
    if not path.parent.is_dir():
        shutil.rmtree(path.parents[1], ignore_errors=True)  # what an older generator read
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())


@cache
def _own_code() -> str:
    """Another way of reading must not meet what this one kept; nor another Python, which may refuse other programs."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
