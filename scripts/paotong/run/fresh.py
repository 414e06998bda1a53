"""Starts a worker in a fresh interpreter: works on every system, and pays for every import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from paotong.run.job import Job, Worker
from paotong.run.session import end_session

# -P: the folder of nobody on the path. -s: nor the user's own packages. -u: nothing is kept back in a buffer.
INTERPRETER = (sys.executable, "-P", "-s", "-u", "-m")


def start_fresh(job: Job, file: Path, output: int, events: int) -> Worker:
    """A worker that has imported nothing beforehand, as `python` itself would start the program."""
    return _start(job, file, output, events)


def start_importing_first(job: Job, file: Path, output: int, events: int) -> Worker:
    """A worker that imports the packages of the table before the program begins, as the forks of a warm process do."""
    return _start(job, file, output, events, "import-first")


def _start(job: Job, file: Path, output: int, events: int, *options: str) -> Worker:
    return _FreshWorker(
        subprocess.Popen(
            [*INTERPRETER, "paotong.run.worker", file, str(events), *options],
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

    def wait(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> int:
        end_session(self._process.pid)
        return self._process.wait()
