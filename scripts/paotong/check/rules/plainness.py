"""Programs of lessons are plain: they run from top to bottom, and take no arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.errors import PaotongError

MAIN = re.compile(r"^def main\(", re.MULTILINE)


def plainness(sources: Sources) -> Iterator[Finding]:
    """No argparse and no main()."""
    for snippet in sources.programs.values():
        if line := snippet.imports.get("argparse"):
            yield _finding(f"{snippet.place}:{line}", "imports argparse", "give the values names at the top of a cell")
        if match := MAIN.search(snippet.text):
            line = snippet.text.count("\n", 0, match.start()) + 1
            yield _finding(f"{snippet.place}:{line}", "has a function main()", "take its lines out of the function")


def _finding(place: str, found: str, cure: str) -> Finding:
    return Finding(PaotongError(place, found, expected="code that runs from top to bottom, as one reads it", cure=cure))
