"""The parent's side of a run: start a worker, keep it within its limits, gather what it left."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paotong.cells.languages import Localized, localize
from paotong.cells.library import load_snippet
from paotong.cells.lines import code_lines, renumbered
from paotong.cells.snippet import Snippet
from paotong.cells.uses import uses_of
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.run.result import CellResult, Figure, RunResult
from paotong.run.scratch import Scratch, new_scratch
from paotong.run.terminal import as_text

# Both may be raised for one snippet, in the header of any of its cells.
SECONDS = 120
OUTPUT_BYTES = 1_000_000
TRACEBACK_LINES = 12
# Readers download the program with the comments of one language; this is the one that is run.
RUN_LANGUAGE = "en"


@contextmanager
def run_snippet(project: Project, slug: str, stop: threading.Event | None = None) -> Iterator[RunResult]:
    """Run a lesson's program. The figures in the result are gone when the context ends.

    Raises PaotongError when a cell does not do what it should, when a limit is
    passed, or when another thread sets `stop`.
    """
    snippet = load_snippet(project, slug)
    uses = uses_of(project, snippet)
    versions = installed_versions(uses.packages, snippet.place)
    localized = localize(snippet, RUN_LANGUAGE)
    program = project.snippet(slug).name
    with new_scratch(program, localized.snippet.text, uses.paths(project)) as scratch:
        start = time.monotonic()
        watch = _Watch(snippet, localized, stop or threading.Event())
        _execute(project, program, scratch, watch)
        seconds = time.monotonic() - start
        cells = _gather(watch, scratch)
        yield RunResult(slug, cells, versions, round(seconds, 1), tuple(code_lines(localized.snippet.text)))


def installed_versions(packages: dict[str, str], place: str) -> dict[str, str]:
    """Python's version and those of the packages. Raises PaotongError where one is not the locked one."""
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


@dataclass
class _Watch:
    """What the parent knows of a run while it goes on."""

    snippet: Snippet
    localized: Localized
    stop: threading.Event
    begun: list[str] = field(default_factory=list)
    ended: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False
    failure: PaotongError | None = None

    def hear(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "begin":
                self.begun.append(event["cell"])
            case "end":
                self.ended.append(event)
            case "done":
                self.done = True
            case "raised":
                self.failure = self._raised(event)
            case "exit":
                self.failure = self.error(
                    f"called sys.exit({event['code']})",
                    line=event["line"],
                    expected="a lesson's program to run to its end",
                    cure="let the program end by itself",
                )
            case "calm":
                self.failure = self.error(
                    "did not raise",
                    expected='an exception, as its tags=["raises-exception"] says',
                    cure="make it raise, or remove the tag",
                )

    def error(self, found: str, *, line: int | None = None, **rest: str) -> PaotongError:
        """An error in the cell that ran last. line: as the worker counts, in the localized program."""
        name = self.begun[-1] if self.begun else self.snippet.cells[0].name
        cell = next(cell for cell in self.snippet.cells if cell.name == name)
        source_line = self._source_line(line) if line else cell.line
        return PaotongError(f"{self.snippet.place}:{source_line}", f'the cell "{name}" {found}', **rest)

    def _source_line(self, line: int) -> int:
        return self.localized.source_lines[line - 1]

    def _raised(self, event: dict[str, Any]) -> PaotongError:
        # The worker ran the program of one language; whoever mends it has the file with both.
        program = self.snippet.place.rpartition("/")[2]
        told = renumbered(event["traceback"], program, self._source_line)
        lines = told.rstrip().splitlines()
        return self.error(
            f"raised {lines[-1].partition(':')[0]}",
            line=event["line"],
            details="\n".join(lines[-TRACEBACK_LINES:]),
            cure='mend the program, or, where the lesson shows the exception, tag the cell: tags=["raises-exception"]',
        )


def _execute(project: Project, program: str, scratch: Scratch, watch: _Watch) -> None:
    read_end, write_end = os.pipe()
    with scratch.output.open("wb") as output:
        # One open file for both streams, in append mode by nature of one shared offset: order is kept.
        worker = subprocess.Popen(
            [sys.executable, "-P", "-s", "-u", "-m", "paotong.run.worker", program, scratch.figures, str(write_end)],
            cwd=scratch.folder,
            env=scratch.environment(project),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[write_end],
            start_new_session=True,
        )
    os.close(write_end)
    try:
        _listen(read_end, worker, scratch, watch)
    finally:
        _end_all(worker)
        os.close(read_end)
    if not watch.failure and not watch.done:
        watch.failure = watch.error(
            f"ended the process: {_ending(worker.returncode)}",
            details="\n".join(as_text(scratch.output.read_bytes()[-2000:])[0].splitlines()[-TRACEBACK_LINES:]),
            expected="a lesson's program to run to its end",
            cure="run it with `python` to see where it stops",
        )
    if watch.failure:
        raise watch.failure


def _listen(read_end: int, worker: subprocess.Popen[bytes], scratch: Scratch, watch: _Watch) -> None:
    """Hear events until the worker is gone; end it when it passes a limit."""
    seconds = watch.snippet.option("seconds", SECONDS)
    most_bytes = watch.snippet.option("output_bytes", OUTPUT_BYTES)
    deadline = time.monotonic() + seconds
    events = _Lines(read_end)
    while worker.poll() is None and not watch.failure:
        for line in events.next(0.05):
            watch.hear(json.loads(line))
        if scratch.output.stat().st_size > most_bytes:
            watch.failure = _past("printed", f"{most_bytes} bytes", f"output_bytes={most_bytes * 10}", watch)
        elif time.monotonic() > deadline:
            watch.failure = _past("ran", f"{seconds} s", f"seconds={seconds * 2}", watch)
        elif watch.stop.is_set():
            watch.failure = watch.error("was interrupted")
    for line in events.next(0):
        watch.hear(json.loads(line))


class _Lines:
    """Whole lines from a pipe, as they come."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._open = True
        self._begun = b""

    def next(self, seconds: float) -> list[bytes]:
        """What came within so many seconds."""
        if not self._open:  # the program closed its end
            time.sleep(seconds)
            return []
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return []
        chunk = os.read(self._descriptor, 1 << 20)
        self._open = bool(chunk)
        *lines, self._begun = (self._begun + chunk).split(b"\n")
        return lines


def _past(did: str, limit: str, option: str, watch: _Watch) -> PaotongError:
    name = watch.begun[-1] if watch.begun else watch.snippet.cells[0].name
    return watch.error(
        f"{did} past the limit of {limit} and was ended",
        cure=f"make it do less; where the lesson needs more: `# %% {name} {option}`",
    )


def _end_all(worker: subprocess.Popen[bytes]) -> None:
    """End the worker and every process of its session that it left behind."""
    try:
        os.killpg(worker.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # nothing of it is left
    worker.wait()


def _ending(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"


def _gather(watch: _Watch, scratch: Scratch) -> tuple[CellResult, ...]:
    """Cut the output at the offsets that the worker told; what came after the last cell is that cell's."""
    printed = scratch.output.read_bytes()
    offsets = [0, *(event["offset"] for event in watch.ended[:-1]), len(printed)]
    cells = []
    for event, start, end in zip(watch.ended, offsets[:-1], offsets[1:], strict=True):
        text, cut_lines = as_text(scratch.without_paths(printed[start:end]))
        figures = tuple(_figure(scratch.figures, told) for told in event["figures"])
        cells.append(CellResult(event["cell"], text, figures, cut_lines))
    return tuple(cells)


def _figure(folder: Path, told: dict[str, Any]) -> Figure:
    still = folder / told["still"] if "still" in told else None
    return Figure(folder / told["file"], told["width"], told["height"], still)
