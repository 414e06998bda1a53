"""Run a lesson's program, from its file to what it left."""

from __future__ import annotations

import math
import platform
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paotong.cells.languages import localize
from paotong.cells.library import load_snippet
from paotong.cells.uses import uses_of
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.run.events import Drawn
from paotong.run.fonts import put_font_list
from paotong.run.job import Job, Part, Start
from paotong.run.limits import limits_of
from paotong.run.packages import shared_packages
from paotong.run.process import execute
from paotong.run.result import CellResult, Figure, RunResult
from paotong.run.scratch import Scratch, clean_environment, new_scratch
from paotong.run.terminal import as_text
from paotong.run.watch import Watch
from paotong.run.workspace import FONTS

# Readers download the program with the comments of one language; this is the one that is run.
RUN_LANGUAGE = "en"
# Of all figures of a program together.
MOST_BYTES = 50_000_000
# What would do something in the browser of who opens an SVG by itself. Matplotlib writes none of it.
LIVE = re.compile(
    rb"<\s*(script|foreignObject|iframe)|<[^>!]*\son\w+\s*=|<!ENTITY|href\s*=\s*[\"'](?!#|data:image/png)",
    re.IGNORECASE,
)
# Takes minutes to install, and gigabytes where it comes with CUDA.
LARGE = "torch"


@contextmanager
def run_snippet(project: Project, slug: str, start: Start, stop: threading.Event | None = None) -> Iterator[RunResult]:
    """Run a lesson's program in a worker. The figures in the result are gone when the context ends.

    start: how to start the worker. Raises PaotongError when a cell does not do what
    it should, when a limit is passed, or when another thread sets `stop`.
    """
    snippet = load_snippet(project, slug)
    uses = uses_of(project, snippet)
    versions = installed_versions(uses.packages, snippet.place)
    localized = localize(snippet, RUN_LANGUAGE)
    program = project.snippet(slug).name
    with new_scratch(start.workspace, program, localized.text, uses.paths(project)) as scratch:
        if "matplotlib" in versions:
            put_font_list(versions["matplotlib"], scratch.fonts, start.workspace / FONTS)
        # Where the text does not tell what it sets in the environment, nothing is imported for it beforehand.
        packages = () if snippet.environment is None else shared_packages(uses.imported)
        cells = tuple(Part(cell.name, cell.line, cell.raises) for cell in localized.cells)
        job = Job(
            program=program,
            cells=cells,
            folder=str(scratch.folder),
            figures=str(scratch.figures),
            own=scratch.own,
            environment=clean_environment(scratch.folder, scratch.fonts) | dict(start.surroundings),
            packages=packages,
            settings=snippet.environment or {},
            draws="matplotlib" in uses.imported,
            limits=limits_of(snippet),
        )
        watch = Watch(snippet, localized)
        execute(start, job, scratch, watch, stop or threading.Event())
        left = () if watch.failure else _gather(watch, scratch)
        if watch.failure:
            raise watch.failure
        yield RunResult(slug, left, versions, two_digits(watch.seconds), localized.code_lines)


def two_digits(seconds: float) -> float:
    """More would be noise."""
    return float(f"{seconds:.2g}")


def installed_versions(packages: dict[str, str], place: str) -> dict[str, str]:
    """Python's version and those of the packages. Raises PaotongError where one is not the locked one."""
    import importlib.metadata  # here, since most commands find that nothing is to be run

    versions = {"python": platform.python_version()}
    missing = []
    for name, locked in packages.items():
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
            continue
        # A local label such as +cpu names a build of the same version.
        if versions[name].partition("+")[0] != locked:
            raise PaotongError(
                place,
                f"needs {name}, which here is {versions[name]}",
                expected=f"{name} {locked}, as requirements.lock says",
                cure="make setup",
            )
    if missing:
        raise _not_installed(missing, place)
    return versions


def _not_installed(missing: list[str], place: str) -> PaotongError:
    """Most can be had in seconds; one is large, and a writer may leave it to others."""
    names = " ".join(missing)
    small = f".venv/bin/pip install --constraint requirements.lock {names}"
    large = "make setup; or leave it to others: commit without the record, and the workflow “Run” makes it"
    return PaotongError(
        place, f"needs {', '.join(missing)}, not installed here", cure=large if LARGE in missing else small
    )


def _gather(watch: Watch, scratch: Scratch) -> tuple[CellResult, ...]:
    """Cut the output at the offsets that the worker told; what came after the last cell is that cell's."""
    printed = scratch.output.read_bytes()
    offsets = [watch.start, *(end.offset for end in watch.ended[:-1]), len(printed)]
    cells, size = [], 0.0
    for ended, start, end in zip(watch.ended, offsets[:-1], offsets[1:], strict=True):
        if end < start:
            watch.fail("took back what was printed before", cure="let it write to its output, and nothing else")
        text, cut_lines = as_text(scratch.without_paths(printed[start:end]))
        figures = tuple(_figure(scratch.figures, drawn) for drawn in ended.figures)
        for path in (path for figure in figures for path in figure.paths):
            size += _size_of_picture(path)
        if size > MOST_BYTES:
            watch.fail("changed the files of its figures", cure="let it write into its own folder")
            break
        cells.append(CellResult(ended.cell, text, figures, cut_lines))
    return tuple(cells)


def _figure(folder: Path, drawn: Drawn) -> Figure:
    return Figure(folder / drawn.file, drawn.width, drawn.height, folder / drawn.still if drawn.still else None)


def _size_of_picture(path: Path) -> float:
    """In bytes; without end where we drew none, such as for a link, which would have us publish what it leads to."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            return math.inf
        lives = path.suffix == ".svg" and LIVE.search(path.read_bytes())
    except OSError:
        return math.inf
    return math.inf if lives else found.st_size
