"""Writes a record whole or not at all, reads it back, and finds out whether it is what a run left.

outputs/pytorch/variable/
    record.json         key, versions, seconds, cells, checksums
    create.txt          what the cell "create" printed, where it printed
    draw.svg            its figure; draw.2.svg the second
    train.avif          an animation, with its last frame train.still.avif
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.key import Key
from paotong.run.result import CellResult, Figure, RunResult

INDEX = "record.json"
PICTURES = (".svg", ".avif")


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
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in PICTURES)


def longest_first(project: Project, slugs: list[str]) -> list[str]:
    """By how long they last ran, so that no long one is left to run alone at the end. Before them, who never ran."""

    def seconds(slug: str) -> float:
        try:
            folder = folder_of(project, slug)
            return float(_read_index(folder, slug, project.place(folder))["seconds"])
        except PaotongError:
            return math.inf

    return sorted(slugs, key=seconds, reverse=True)


def write_record(project: Project, run: RunResult, key: Key) -> None:
    """Put the new record in the place of the old one. Whoever interrupts this leaves one of the two, whole."""
    folder = folder_of(project, run.slug)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that moving it there is a rename; the dot keeps it out of sight.
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        building.chmod(0o755)
        cells = [_write_cell(building, cell) for cell in run.cells]
        index = {
            "key": key.as_json(),
            "versions": run.versions,
            "seconds": run.seconds,
            "code_lines": _ranges(run.code_lines),
            "cells": cells,
            "files": {path.name: _checksum(path.read_bytes()) for path in sorted(building.iterdir())},
        }
        index["checksum"] = _checksum_of_index(index)
        (building / INDEX).write_text(json.dumps(index, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        _swap(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def has_record(project: Project, slug: str) -> bool:
    """Whether there is anything where the record should be."""
    folder = folder_of(project, slug)
    _restore(folder)
    return folder.exists()


def read_record(project: Project, slug: str) -> Record:
    """Raises PaotongError where there is none, or where it is not what a run left."""
    folder = folder_of(project, slug)
    place = project.place(folder)
    if not has_record(project, slug):
        raise PaotongError(place, "there is no record", cure=f"make run, or python scripts/run.py {slug}")
    index = _read_index(folder, slug, place)
    names = set(os.listdir(folder))  # noqa: PTH208 (names are wanted, not paths: this is done for every lesson)
    contents: dict[str, bytes] = {}
    for name, checksum in index["files"].items():
        if name not in names:
            raise _edited(f"{place}/{name}", slug, "is gone")
        try:
            with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 (as above)
                contents[name] = file.read()
        except OSError as error:
            raise _edited(f"{place}/{name}", slug, f"cannot be read: {error.strerror}") from None
        if _checksum(contents[name]) != checksum:
            raise _edited(f"{place}/{name}", slug, "was changed by hand")
    if extra := sorted(names - contents.keys() - {INDEX}):
        raise _edited(f"{place}/{extra[0]}", slug, "does not belong to the record")
    cells = tuple(_read_cell(folder, told, contents) for told in index["cells"])
    run = RunResult(slug, cells, index["versions"], index["seconds"], _lines(index["code_lines"]))
    return Record(run, index["key"])


def _write_cell(folder: Path, cell: CellResult) -> dict[str, Any]:
    told: dict[str, Any] = {"name": cell.name}
    if cell.text:
        told["text"] = f"{cell.name}.txt"
        (folder / told["text"]).write_text(cell.text + "\n", encoding="utf-8")
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
    shutil.copyfile(figure.path, folder / told["file"])
    if figure.still:
        told["still"] = f"{stem}.still{figure.still.suffix}"
        shutil.copyfile(figure.still, folder / told["still"])
    return told


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


def _read_index(folder: Path, slug: str, place: str) -> dict[str, Any]:
    try:
        index: dict[str, Any] = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        checksum = index.pop("checksum")
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        raise _edited(f"{place}/{INDEX}", slug, "cannot be read") from None
    if checksum != _checksum_of_index(index):
        raise _edited(f"{place}/{INDEX}", slug, "was changed by hand")
    return index


def _edited(place: str, slug: str, found: str) -> PaotongError:
    return PaotongError(
        place,
        found,
        expected="what the program left: a record is written by a run and by nobody else",
        cure=f"make a new one: python scripts/run.py {slug}",
    )


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _checksum_of_index(index: dict[str, Any]) -> str:
    return _checksum(json.dumps(index, sort_keys=True).encode())


def _ranges(lines: tuple[int, ...]) -> str:
    """(1, 2, 3, 7) as "1-3 7-7": one line in the file and in a diff."""
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return " ".join(f"{first}-{last}" for first, last in ranges)


def _lines(ranges: str) -> tuple[int, ...]:
    pairs = (map(int, pair.split("-")) for pair in ranges.split())
    return tuple(line for first, last in pairs for line in range(first, last + 1))


def _swap(building: Path, folder: Path) -> None:
    """Two renames, as no portable call exchanges two folders; _restore mends what falls between them."""
    retired = folder.parent / f".{folder.name}.old"
    shutil.rmtree(retired, ignore_errors=True)
    if folder.exists():
        folder.rename(retired)
    building.rename(folder)
    shutil.rmtree(retired, ignore_errors=True)


def _restore(folder: Path) -> None:
    """Bring the old record back where a run was ended between the two renames."""
    retired = folder.parent / f".{folder.name}.old"
    if retired.exists() and not folder.exists():
        retired.rename(folder)
