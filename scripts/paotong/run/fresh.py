"""Starts a worker in a fresh interpreter: works on every system, and pays for every import."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from paotong.run.job import NOTHING, Ending, Job, Worker
from paotong.run.sandbox import NOWHERE
from paotong.run.session import end_session

# -P: the folder of nobody on the path. -s: nor the user's own packages. -u: nothing is kept back in a buffer.
INTERPRETER = (sys.executable, "-P", "-s", "-u", "-m")


def command_of(file: Path | str, events: int, *options: str) -> list[str]:
    return [*INTERPRETER, "paotong.run.worker", str(file), str(events), *options]


class FreshStart:
    """Starts workers where nothing can be forked. import_first: as the forks of a warm process do."""

    def __init__(self, workspace: Path, import_first: bool, surroundings: Mapping[str, str] = NOTHING) -> None:
        self.workspace = workspace
        self.surroundings = surroundings
        self._options = ["import-first"] if import_first else []
        self._told = False

    def __call__(self, job: Job, file: Path, output: int, events: int) -> Worker:
        if not self._told:
            NOWHERE.tell()
            self._told = True
        return _FreshWorker(
            subprocess.Popen(
                command_of(file, events, *self._options),
                cwd=job.folder,
                env=job.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[events],
                start_new_session=True,
            )
        )


class _FreshWorker:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def wait(self, seconds: float) -> Ending | None:
        try:
            return Ending(self._process.wait(seconds))
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> Ending:
        end_session(self._process.pid)
        return Ending(self._process.wait())
