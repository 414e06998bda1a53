"""The parent's side of a run: start a worker, hear what it tells, keep it within its limits, end it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time

from paotong.project import Project
from paotong.run.scratch import Scratch
from paotong.run.terminal import as_text
from paotong.run.watch import Watch

# Both may be raised for one snippet, in the header of any of its cells.
SECONDS = 120
OUTPUT_BYTES = 1_000_000


def execute(project: Project, program: str, scratch: Scratch, watch: Watch, stop: threading.Event) -> None:
    """Run the program in a worker until it ends, passes a limit, or another thread sets `stop`."""
    read_end, write_end = os.pipe()
    # One file for both streams and all who inherit them, so that what they print stays in order.
    with scratch.output.open("ab") as output:
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
        _listen(read_end, worker, scratch, watch, stop)
    finally:
        _end_all(worker)
        os.close(read_end)
    watch.process_ended(worker.returncode, as_text(scratch.output.read_bytes()[-2000:])[0])


def _listen(
    read_end: int, worker: subprocess.Popen[bytes], scratch: Scratch, watch: Watch, stop: threading.Event
) -> None:
    """Hear events until the worker is gone or has failed."""
    seconds = watch.snippet.option("seconds", SECONDS)
    most_bytes = watch.snippet.option("output_bytes", OUTPUT_BYTES)
    deadline = time.monotonic() + seconds
    events = _Lines(read_end)
    while worker.poll() is None and not watch.failure:
        for line in events.next(0.05):
            watch.hear(json.loads(line))
        if scratch.output.stat().st_size > most_bytes:
            watch.past_limit("printed", f"{most_bytes} bytes", f"output_bytes={most_bytes * 10}")
        elif time.monotonic() > deadline:
            watch.past_limit("ran", f"{seconds} s", f"seconds={seconds * 2}")
        elif stop.is_set():
            watch.fail("was interrupted")
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


def _end_all(worker: subprocess.Popen[bytes]) -> None:
    """End the worker and every process of its session that it left behind."""
    try:
        os.killpg(worker.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # nothing of it is left
    worker.wait()
