"""What was saved since one last asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paotong.project import Project
from paotong.record.attempts import folder_of_attempts
from paotong.render.publish import MADE_FOLDERS
from paotong.site import CONFIGURATION_FILES

FOLDERS = ("docs", "snippets", "outputs", "theme")
FILES = (*CONFIGURATION_FILES, "glossary.words.txt", "glossary.yml", "ideas.yml", "pyproject.toml", "requirements.lock")
# What builders leave; and names that begin with a dot, or end so, are editors'.
MADE = (*MADE_FOLDERS, "__pycache__")
BACKUP = "~"


@dataclass(frozen=True)
class Saved:
    """written: files that were there before. moved: those that are new or gone."""

    written: frozenset[Path]
    moved: frozenset[Path]


def watched(project: Project) -> list[Path]:
    """Files and folders: what pages look like depends on nothing else."""
    paths = [*(project.root / name for name in (*FOLDERS, *FILES)), folder_of_attempts(project)]
    return [path for path in paths if path.exists()]


class Changes:
    """Remembers how the files of a checkout were. Nothing is read but their sizes and times."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._before = self._look()

    def since(self) -> Saved:
        """What was saved since this was last called, or since the beginning."""
        before, self._before = self._before, self._look()
        there = before.keys() & self._before.keys()
        return Saved(
            frozenset(path for path in there if before[path] != self._before[path]),
            frozenset(before.keys() ^ self._before.keys()),
        )

    def _look(self) -> dict[Path, tuple[int, int, int]]:
        looks = {}
        for path in (file for each in watched(self._project) for file in _files(each)):
            try:
                status = path.stat()
            except OSError:
                continue  # it was removed meanwhile
            looks[path] = status.st_mtime_ns, status.st_size, status.st_ino
        return looks


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or all below a folder."""
    if path.is_file():
        yield path
    for parent, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name[0] != "." and name not in MADE]
        yield from (Path(parent, name) for name in names if name[0] != "." and not name.endswith(BACKUP))
