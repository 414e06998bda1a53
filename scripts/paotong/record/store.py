"""Writes a record whole or not at all, reads it back, and finds out whether it is what a run left.

outputs/pytorch/variable/
    record.json         whose it is, key, versions, seconds, cells, checksums
    create.txt          what the cell "create" printed, where it printed
    draw.svg            its figure; draw.2.svg the second
    train.avif          an animation, with its last frame train.still.avif

Whoever writes holds the lock of outputs/ alone. Whoever reads needs none, since checksums tell a whole record from a
mixed one; only what looks wrong is looked at once more, with the lock, while nobody writes.
"""

from __future__ import annotations

import math
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from paotong.disk import refused
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.index import INDEX, PICTURES, checksum, edited, lines, ranges, refuse_changed, sealed, unsealed
from paotong.record.key import Key
from paotong.run.result import CellResult, Figure, RunResult
from paotong.whole import check_writable, clear_leftovers, locked, replacing


@dataclass(frozen=True)
class Record:
    """A record as it lies in outputs/: the run, and the key that it was made under."""

    run: RunResult
    key: dict[str, Any]

    def cell(self, name: str) -> CellResult:
        return next(cell for cell in self.run.cells if cell.name == name)


def folder_of(project: Project, slug: str) -> Path:
    return project.outputs / slug


def recorded_slugs(project: Project) -> list[str]:
    folders = [path.parent for path in project.outputs.glob(f"*/*/{INDEX}")]
    # A dot begins the name of a record that was interrupted on its way.
    return sorted(path.relative_to(project.outputs).as_posix() for path in folders if path.name[0] != ".")


def recorded_figures(project: Project) -> list[Path]:
    """The pictures of all records, as they lie in outputs/."""
    folders = [folder_of(project, slug) for slug in recorded_slugs(project)]
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in PICTURES and path.is_file())


def longest_first(project: Project, slugs: list[str]) -> list[str]:
    """By how long they last ran, so that no long one is left to run alone at the end. Before them, who never ran."""

    def seconds(slug: str) -> float:
        folder = folder_of(project, slug)
        try:
            return float(unsealed((folder / INDEX).read_bytes(), slug, project.place(folder))["seconds"])
        except (PaotongError, OSError):
            return math.inf

    return sorted(slugs, key=seconds, reverse=True)


def tidy_records(project: Project) -> None:
    """Clear away what killed runs left in outputs/."""
    with locked(project.outputs, shared=True):
        for course in project.outputs.glob("*/"):
            clear_leftovers(course)


def records_kept_still(project: Project) -> AbstractContextManager[object]:
    """While this lasts, whoever has a new record waits with putting it in its place."""
    return locked(project.outputs, shared=True)


def check_can_be_kept(project: Project, course: str) -> None:
    """Raises PaotongError where a course's records could not be written: told before its lessons are run."""
    folder = project.outputs / course
    try:
        check_writable(folder)
    except OSError as error:
        raise _refused(project, folder, error) from None


def write_record(project: Project, run: RunResult, key: Key) -> None:
    """Put the new record in the place of the old one. Whoever interrupts this leaves one of the two, whole.

    Raises PaotongError where the disk refuses it; then the old one is still there.
    """
    folder = folder_of(project, run.slug)
    # What it ran with, not what it should have: under a newer Python it is a record of that one.
    key = replace(key, python=run.versions["python"].rpartition(".")[0])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(project.outputs), replacing(folder) as building:
            cells = [_write_cell(building, cell) for cell in run.cells]
            told = {
                "slug": run.slug,
                "key": key.as_json(),
                "versions": run.versions,
                "seconds": run.seconds,
                "code_lines": ranges(run.code_lines),
                "cells": cells,
                "files": {path.name: checksum(path.read_bytes()) for path in sorted(building.iterdir())},
            }
            _write(building / INDEX, sealed(told))
    except OSError as error:
        raise _refused(project, folder, error) from None


def has_record(project: Project, slug: str) -> bool:
    """Whether there is anything where the record should be."""
    folder = folder_of(project, slug)
    if os.path.lexists(folder):
        return True
    # Perhaps just now it is put there, or somebody was killed who did so.
    with locked(project.outputs, shared=True):
        clear_leftovers(folder.parent, folder.name)
        return os.path.lexists(folder)


def read_record(project: Project, slug: str) -> Record:
    """Raises PaotongError where there is none, or where it is not what a run left."""
    if not has_record(project, slug):
        place = project.place(folder_of(project, slug))
        raise PaotongError(place, "there is no record", cure=f"make run, or .venv/bin/python scripts/run.py {slug}")
    try:
        return _read(project, slug)
    except PaotongError:
        # Perhaps it was put in its place while we read.
        with locked(project.outputs, shared=True):
            return _read(project, slug)


def _read(project: Project, slug: str) -> Record:
    folder = folder_of(project, slug)
    place = project.place(folder)
    if folder.is_symlink():
        raise edited(place, slug, "is a link, and no folder")
    try:
        with os.scandir(folder) as entries:
            # A link's content may change with nobody touching the record; a device has no end.
            plain = {entry.name: entry.is_file(follow_symlinks=False) for entry in entries}
    except OSError as error:
        raise edited(place, slug, f"cannot be read: {error.strerror}") from None
    told = unsealed(_read_file(folder, INDEX, plain, slug, place), slug, place)
    contents = {}
    for name, digest in told["files"].items():
        contents[name] = _read_file(folder, name, plain, slug, place)
        refuse_changed(contents[name], partial(_has_checksum, digest), f"{place}/{name}", slug)
    if extra := sorted(plain.keys() - contents.keys() - {INDEX}):
        raise edited(f"{place}/{extra[0]}", slug, "does not belong to the record")
    try:
        cells = tuple(_read_cell(folder, cell, contents) for cell in told["cells"])
    except UnicodeDecodeError:
        raise edited(place, slug, "is no text") from None
    run = RunResult(slug, cells, told["versions"], told["seconds"], lines(told["code_lines"]))
    return Record(run, told["key"])


def _read_file(folder: Path, name: str, plain: dict[str, bool], slug: str, place: str) -> bytes:
    """plain: what there is, and whether it is a file of its own."""
    place = f"{place}/{name}"
    if name not in plain:
        raise edited(place, slug, "is gone")
    if not plain[name]:
        raise edited(place, slug, "is no file of its own")
    try:
        with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 (quicker: this is done for every lesson)
            return file.read()
    except OSError as error:
        raise edited(place, slug, f"cannot be read: {error.strerror}") from None


def _has_checksum(digest: str, content: bytes) -> bool:
    return checksum(content) == digest


def _refused(project: Project, folder: Path, error: OSError) -> PaotongError:
    return refused(project.place(folder), error, "room for new records; the old ones stay till then")


def _write_cell(folder: Path, cell: CellResult) -> dict[str, Any]:
    told: dict[str, Any] = {"name": cell.name}
    if cell.text:
        told["text"] = f"{cell.name}.txt"
        _write(folder / told["text"], f"{cell.text}\n".encode())
    if cell.cut_lines:
        told["cut_lines"] = cell.cut_lines
    if cell.figures:
        told["figures"] = [_write_figure(folder, cell, number) for number in range(len(cell.figures))]
    return told


def _write_figure(folder: Path, cell: CellResult, number: int) -> dict[str, Any]:
    figure = cell.figures[number]
    # Two dots, so that no cell's text or figure can have the name of another's.
    stem = cell.name if number == 0 else f"{cell.name}.{number + 1}"
    told: dict[str, Any] = {"file": f"{stem}{figure.path.suffix}", "width": figure.width, "height": figure.height}
    _write(folder / told["file"], figure.path.read_bytes())
    if figure.still:
        told["still"] = f"{stem}.still{figure.still.suffix}"
        _write(folder / told["still"], figure.still.read_bytes())
    return told


def _write(path: Path, content: bytes) -> None:
    """Not only into the system's memory: a laptop may lose its power before what is there has reached the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_cell(folder: Path, told: dict[str, Any], contents: dict[str, bytes]) -> CellResult:
    text = contents[told["text"]].decode().removesuffix("\n") if "text" in told else ""
    figures = tuple(
        Figure(
            folder / figure["file"],
            figure["width"],
            figure["height"],
            folder / figure["still"] if "still" in figure else None,
        )
        for figure in told.get("figures", [])
    )
    return CellResult(told["name"], text, figures, told.get("cut_lines", 0))
