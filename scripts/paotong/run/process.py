"""The parent's side of a run: have a worker started, hear what it tells, keep it within its limits, end it."""

from __future__ import annotations

import os
import select
import threading
import time
from pathlib import Path

from paotong.run.job import Job, Start, Worker, write_job
from paotong.run.limits import MB
from paotong.run.scratch import Scratch
from paotong.run.terminal import as_text
from paotong.run.watch import Watch

LONGEST_EVENT = 10_000_000
# How often the limits are looked at, in seconds.
INTERVAL = 0.05


def execute(start: Start, job: Job, scratch: Scratch, watch: Watch, stop: threading.Event) -> None:
    """Run a job in a worker until it ends, passes a limit, or another thread sets `stop`."""
    write_job(job, scratch.job)
    read_end, write_end = os.pipe()
    try:
        # One file for both streams and all who inherit them, so that what they print stays in order.
        with scratch.output.open("ab") as output, os.fdopen(write_end, "wb"):
            worker = start(job, scratch.job, output.fileno(), write_end)
        try:
            _listen(read_end, worker, job, scratch, watch, stop)
        finally:
            ending = worker.end()
    finally:
        os.close(read_end)
    watch.process_ended(ending, as_text(_last_bytes(scratch.output))[0])


def _listen(read_end: int, worker: Worker, job: Job, scratch: Scratch, watch: Watch, stop: threading.Event) -> None:
    """Hear events until the worker is gone or has failed."""
    began = time.monotonic()
    events = _Lines(read_end)
    # Once the program's end of the pipe is closed its process is about to end, or the program closed it.
    while worker.wait(0 if events.open else INTERVAL) is None and not watch.failure:
        lines = events.next(INTERVAL)
        # Before what it tells: where its disk was full it may have raised what only follows from that.
        _look_at_limits(job, scratch, watch, time.monotonic() - began)
        for line in lines:
            watch.hear(line)
        if stop.is_set():
            watch.fail("was interrupted")
    _look_at_limits(job, scratch, watch, 0)
    for line in events.next(0):
        watch.hear(line)


def _look_at_limits(job: Job, scratch: Scratch, watch: Watch, seconds: float) -> None:
    """At those that can be seen from here; the others are the system's and the server's."""
    files, size = scratch.files()
    taken = {
        "output_bytes": scratch.output.stat().st_size,
        "files": files,
        "files_mb": size / MB,
        "seconds": seconds,
    }
    for name, much in taken.items():
        if much > job.limits[name]:
            watch.past_limit(name)


def _last_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2000))
        return file.read()


class _Lines:
    """Whole lines from a pipe, as they come."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.open = True
        self._begun = b""

    def next(self, seconds: float) -> list[bytes]:
        """What came within so many seconds."""
        if not self.open or not select.select([self._descriptor], [], [], seconds)[0]:
            return []
        chunk = os.read(self._descriptor, 1 << 20)
        # Longer than any event: whoever writes so much is not our worker.
        self.open = bool(chunk) and len(self._begun) < LONGEST_EVENT
        *lines, self._begun = (self._begun + chunk).split(b"\n")
        return lines
