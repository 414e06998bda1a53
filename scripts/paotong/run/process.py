"""The parent's side of a run: have a worker started, hear what it tells, keep it within its limits, end it."""

from __future__ import annotations

import json
import os
import select
import threading
import time

from paotong.run.job import Job, Start, Worker, write_job
from paotong.run.scratch import Scratch
from paotong.run.terminal import as_text
from paotong.run.watch import Watch

# Both may be raised for one snippet, in the header of any of its cells.
SECONDS = 120
OUTPUT_BYTES = 1_000_000
# How often the limits are looked at.
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
            _listen(read_end, worker, scratch, watch, stop)
        finally:
            status = worker.end()
    finally:
        os.close(read_end)
    watch.process_ended(status, as_text(scratch.output.read_bytes()[-2000:])[0])


def _listen(read_end: int, worker: Worker, scratch: Scratch, watch: Watch, stop: threading.Event) -> None:
    """Hear events until the worker is gone or has failed."""
    seconds = watch.snippet.option("seconds", SECONDS)
    most_bytes = watch.snippet.option("output_bytes", OUTPUT_BYTES)
    deadline = time.monotonic() + seconds
    events = _Lines(read_end)
    # Once the program's end of the pipe is closed its process is about to end, or the program closed it.
    while worker.wait(0 if events.open else INTERVAL) is None and not watch.failure:
        for line in events.next(INTERVAL):
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
        self.open = True
        self._begun = b""

    def next(self, seconds: float) -> list[bytes]:
        """What came within so many seconds."""
        if not self.open or not select.select([self._descriptor], [], [], seconds)[0]:
            return []
        chunk = os.read(self._descriptor, 1 << 20)
        self.open = bool(chunk)
        *lines, self._begun = (self._begun + chunk).split(b"\n")
        return lines
