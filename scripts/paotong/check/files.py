"""The files that people write, as lines: pages, programs and their modules, the site's settings, the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paotong.cells.source import read_text
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.glossary import GLOSSARY
from paotong.site import CONFIGURATIONS


@dataclass(frozen=True)
class WrittenFile:
    """name: as messages call it."""

    path: Path
    name: str
    lines: list[str]

    def place(self, line: int) -> str:
        return f"{self.name}:{line}"


def written_files(sources: Sources) -> Iterator[WrittenFile]:
    """All of them that are text."""
    for page in sources.all_pages():
        yield WrittenFile(page.file, page.name, page.lines)
    yield from programs(sources)
    root = sources.project.root
    yield from _read(sources, (root / name for name in (*CONFIGURATIONS.values(), GLOSSARY)))


def programs(sources: Sources) -> Iterator[WrittenFile]:
    """Lessons, and the modules that they import."""
    files = sorted(sources.project.snippets.glob("*/*.py"))
    yield from _read(sources, (file for file in files if file.name[0] != "."))


def _read(sources: Sources, files: Iterable[Path]) -> Iterator[WrittenFile]:
    for file in files:
        name = sources.project.place(file)
        try:
            text = read_text(file, name)
        except PaotongError:
            continue  # it is not there, or no text, of which the rules tell that need it
        yield WrittenFile(file, name, text.split("\n"))
