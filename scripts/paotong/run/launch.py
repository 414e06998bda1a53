"""Run a lesson's program, from its file to what it left."""

from __future__ import annotations

import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from paotong.cells.languages import localize
from paotong.cells.library import load_snippet
from paotong.cells.uses import uses_of
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.run.fresh import start_fresh
from paotong.run.job import Job, Part, Start
from paotong.run.packages import shared_packages
from paotong.run.process import execute
from paotong.run.result import CellResult, Figure, RunResult
from paotong.run.scratch import Scratch, clean_environment, new_scratch
from paotong.run.terminal import as_text
from paotong.run.watch import Watch

# Readers download the program with the comments of one language; this is the one that is run.
RUN_LANGUAGE = "en"


@contextmanager
def run_snippet(
    project: Project, slug: str, start: Start = start_fresh, stop: threading.Event | None = None
) -> Iterator[RunResult]:
    """Run a lesson's program in a worker. The figures in the result are gone when the context ends.

    start: how to start the worker. Raises PaotongError when a cell does not do what
    it should, when a limit is passed, or when another thread sets `stop`.
    """
    snippet = load_snippet(project, slug)
    uses = uses_of(project, snippet)
    versions = installed_versions(uses.packages, snippet.place)
    localized = localize(snippet, RUN_LANGUAGE)
    program = project.snippet(slug).name
    with new_scratch(program, localized.text, uses.paths(project)) as scratch:
        environment = clean_environment(project, scratch.folder)
        # Where the text does not tell what it sets in the environment, nothing is imported for it beforehand.
        packages = () if snippet.environment is None else shared_packages(uses.imported)
        cells = tuple(Part(cell.name, cell.line, cell.raises) for cell in localized.cells)
        job = Job(
            program=program,
            cells=cells,
            folder=str(scratch.folder),
            figures=str(scratch.figures),
            environment=environment,
            packages=packages,
            settings=snippet.environment or {},
            draws="matplotlib" in uses.imported,
        )
        watch = Watch(snippet, localized)
        execute(start, job, scratch, watch, stop or threading.Event())
        if watch.failure:
            raise watch.failure
        yield RunResult(slug, _gather(watch, scratch), versions, two_digits(watch.seconds), localized.code_lines)


def two_digits(seconds: float) -> float:
    """More would be noise."""
    return float(f"{seconds:.2g}")


def installed_versions(packages: dict[str, str], place: str) -> dict[str, str]:
    """Python's version and those of the packages. Raises PaotongError where one is not the locked one."""
    import importlib.metadata  # here, since most commands find that nothing is to be run

    versions = {"python": platform.python_version()}
    for name, locked in packages.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = "not installed"
        # A local label such as +cpu names a build of the same version.
        if installed.partition("+")[0] != locked:
            raise PaotongError(
                place,
                f"needs {name}, which here is {installed}",
                expected=f"{name} {locked}, as requirements.lock says",
                cure="make setup",
            )
        versions[name] = installed
    return versions


def _gather(watch: Watch, scratch: Scratch) -> tuple[CellResult, ...]:
    """Cut the output at the offsets that the worker told; what came after the last cell is that cell's."""
    printed = scratch.output.read_bytes()
    offsets = [watch.start, *(event["offset"] for event in watch.ended[:-1]), len(printed)]
    cells = []
    for event, start, end in zip(watch.ended, offsets[:-1], offsets[1:], strict=True):
        text, cut_lines = as_text(scratch.without_paths(printed[start:end]))
        figures = tuple(_figure(scratch.figures, told) for told in event["figures"])
        cells.append(CellResult(event["cell"], text, figures, cut_lines))
    return tuple(cells)


def _figure(folder: Path, told: dict[str, Any]) -> Figure:
    still = folder / told["still"] if "still" in told else None
    return Figure(folder / told["file"], told["width"], told["height"], still)
