"""Writes all files of a new lesson, or leaves everything as it was."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from paotong.disk import refused
from paotong.project import Project
from paotong.whole import write_whole


@dataclass(frozen=True)
class Edit:
    """A file's text before and after."""

    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """made: files that are new, with their text. edited: files that are there."""

    made: Mapping[Path, str]
    edited: Mapping[Path, Edit]


def write_changes(project: Project, changes: Changes) -> None:
    """New files first, then the edits in their order. Raises PaotongError, and then all is as it was."""
    with ExitStack() as undo:
        # What is told first is undone last: taking away what is new makes the room that putting back may need.
        for path, edit in changes.edited.items():
            undo.callback(_put_back, path, edit.before)
        for path, text in changes.made.items():
            _make_folders(project, path.parent, undo)
            undo.callback(path.unlink, missing_ok=True)
            _write(project, path, text)
        for path, edit in changes.edited.items():
            _write(project, path, edit.after)
        undo.pop_all()


def _make_folders(project: Project, folder: Path, undo: ExitStack) -> None:
    for each in [folder, *folder.parents][::-1]:
        if not each.is_dir():
            try:
                each.mkdir()
            except OSError as error:
                raise refused(project.place(each), error) from None
            undo.callback(each.rmdir)


def _write(project: Project, path: Path, text: str) -> None:
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise refused(project.place(path), error, "room for a new lesson; nothing was changed") from None


def _put_back(path: Path, before: str) -> None:
    if path.read_bytes() != before.encode():
        write_whole(path, before.encode())
