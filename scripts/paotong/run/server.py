"""The warm process: has packages in memory and forks a worker for each run. It runs nothing itself, it only imports.

Called as `python -m paotong.run.server CONTROL SETTINGS`. SETTINGS, in JSON, are what
is put into the environment before anything is imported. CONTROL is a socket on which
the parent asks, one JSON object a message:

    {"import": [module, …]} with a socket
        fork a server like this one that imports these modules too and is asked on that socket.
        It answers there with {"refused": reason}; an empty reason where it is ready.
    {"run": file} with a descriptor for output, one for events, and a socket
        fork a worker for the job in that file. Its exit status is sent to that socket; when the
        other end is closed, the worker is ended.

So servers form a tree, and each worker is forked from the one that has imported
just what its program imports. All end when the parent is gone.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paotong.run import interpreter
from paotong.run.job import Job, read_job
from paotong.run.session import end_session
from paotong.run.worker import work

LONGEST_MESSAGE = 1 << 16
MOST_DESCRIPTORS = 3


@dataclass(frozen=True)
class Run:
    """A worker that runs. connection: where its parent waits for its exit status."""

    pid: int
    connection: socket.socket

    def end(self) -> None:
        """End it and what it started. Not yet waited for, so its number is no other's."""
        end_session(self.pid)
        os.kill(self.pid, signal.SIGKILL)  # it may not have begun its session yet


def main(control: int, settings: dict[str, str]) -> None:
    interpreter.prepare()
    # Here, and not where this process was started: there some would change Python itself.
    os.environ.update(settings)
    # In the server this never comes back; in a worker's fork it does, so that nothing of the server is on its stack.
    job, output, events = Server(socket.socket(fileno=control)).serve()
    interpreter.become(job, output)
    interpreter.leave(work(job, events))


class Server:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._runs: dict[int, Run] = {}  # by a descriptor that becomes readable when the worker ends

    def serve(self) -> tuple[Job, int, int]:
        """Answer requests until the parent is gone. Returns in the fork of a worker alone: job, output, events."""
        while True:
            waited_for: list[Any] = [self._control, *self._runs, *(run.connection for run in self._runs.values())]
            ready, _, _ = select.select(waited_for, [], [])
            for descriptor, run in list(self._runs.items()):
                if descriptor in ready:
                    self._wait_for(descriptor)
                elif run.connection in ready:
                    run.end()  # and the next round waits for it
            if self._control in ready and (task := self._answer()):
                return task

    def _answer(self) -> tuple[Job, int, int] | None:
        message, descriptors, _, _ = socket.recv_fds(self._control, LONGEST_MESSAGE, MOST_DESCRIPTORS)
        if not message:
            self._end()
        request: dict[str, Any] = json.loads(message)
        *files, peer = descriptors
        connection = socket.socket(fileno=peer)
        pid = os.fork()
        if not pid:
            self._forget_all()
            if "import" not in request:
                connection.close()
                return read_job(request["run"]), files[0], files[1]
            self._control = connection
            refused = import_all(request["import"])
            self._control.send(json.dumps({"refused": refused}).encode())
            if refused:
                os._exit(0)
        elif "import" in request:
            connection.close()
        else:
            for descriptor in files:
                os.close(descriptor)
            self._runs[os.pidfd_open(pid)] = Run(pid, connection)
        return None

    def _wait_for(self, descriptor: int) -> None:
        """A worker has ended: end what it left behind, and tell."""
        run = self._runs.pop(descriptor)
        run.end()
        _, status = os.waitpid(run.pid, 0)
        os.close(descriptor)
        try:
            run.connection.send(json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode())
        except BrokenPipeError:
            pass  # nobody waits any more
        run.connection.close()

    def _forget_all(self) -> None:
        """In a fork: what is the server's alone is closed."""
        self._control.close()
        for descriptor, run in self._runs.items():
            os.close(descriptor)
            run.connection.close()
        self._runs.clear()

    def _end(self) -> None:
        """The parent is gone. Wait for all children, so that the system counts their time as ours."""
        for run in self._runs.values():
            run.end()
        try:
            while True:
                os.wait()
        except ChildProcessError:
            os._exit(0)


def import_all(modules: list[str]) -> str:
    """Import, and say why forks must not share what that made; nothing where they may."""
    # A program whose import prints is to print it itself, in the cell that imports.
    with tempfile.TemporaryFile() as said:
        for stream in (1, 2):
            os.dup2(said.fileno(), stream)
        try:
            interpreter.import_package(modules)
        except BaseException as error:
            return f"{type(error).__name__}: {error}"
        interpreter.flush()
        if os.fstat(said.fileno()).st_size:
            return "it prints"
    if sum(1 for _ in Path("/proc/self/task").iterdir()) > 1:
        return "it starts threads, which a fork would lack"
    # A fork need not take apart at its end what it shares: with torch that costs more than a small lesson.
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        finalizer.atexit = False
    # The collector of a fork need not look at what it shares, and so does not copy it.
    gc.freeze()
    return ""


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
