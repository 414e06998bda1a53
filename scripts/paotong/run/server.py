"""The warm process: has packages in memory and forks a worker for each run. It runs nothing itself, it only imports.

Called as `python -m paotong.run.server CONTROL SETTINGS WORKSPACE`. SETTINGS, in JSON, are
what is put into the environment before anything is imported. WORKSPACE is the folder that
scratch folders lie in, where this process is in a sandbox and so can wall off its runs;
else it is empty. CONTROL is a socket on which the parent asks, one JSON object a message:

    {"import": [module, …]} with a socket
        fork a server like this one that imports these modules too and is asked on that socket.
        It answers there with {"refused": reason}; an empty reason where it is ready.
    {"run": file, "fresh": …} with a descriptor for output, one for events, and a socket
        fork a worker for the job in that file; a fresh one starts a new interpreter. How it ended is
        sent to that socket; when the other end is closed, the worker is ended.

So servers form a tree, and each worker is forked from the one that has imported
just what its program imports. All end when the parent is gone.
"""

from __future__ import annotations

import gc
import json
import os
import select
import socket
import sys
import tempfile
import weakref
from pathlib import Path
from typing import Any

from paotong.run import interpreter, walls
from paotong.run.fresh import command_of
from paotong.run.job import Job, read_job
from paotong.run.running import Run
from paotong.run.worker import work

LONGEST_MESSAGE = 1 << 16
MOST_DESCRIPTORS = 3
# How often a run is looked at for its memory and its processes, in seconds.
INTERVAL = 0.1


def main(control: int, settings: dict[str, str], workspace: str) -> None:
    interpreter.prepare()
    os.environ.pop("PWD", None)  # bubblewrap puts it there
    # Here, and not where this process was started: there some would change Python itself.
    os.environ.update(settings)
    os.set_inheritable(control, False)
    # In the server this never comes back; in a worker's fork it does, so that nothing of the server is on its stack.
    job, events = Server(socket.socket(fileno=control), workspace).serve()
    interpreter.become(job)
    interpreter.leave(work(job, events))


class Server:
    def __init__(self, control: socket.socket, workspace: str) -> None:
        self._control = control
        self._workspace = workspace
        self._runs: dict[int, Run] = {}  # by a descriptor that becomes readable when the worker ends

    def serve(self) -> tuple[Job, int]:
        """Answer requests until the parent is gone. Returns in the fork of a worker alone: job and events."""
        while True:
            waited_for: list[Any] = [self._control]
            for descriptor, run in self._runs.items():
                waited_for += [run.connection] if run.ended else [descriptor, run.connection]
            ready, _, _ = select.select(waited_for, [], [], INTERVAL if self._runs else None)
            for descriptor, run in list(self._runs.items()):
                if descriptor in ready:
                    run.has_ended()
                elif run.connection in ready:
                    run.end()
                if run.look():
                    del self._runs[descriptor]
                    os.close(descriptor)
                    run.tell()
            if self._control in ready and (task := self._answer()):
                return task

    def _answer(self) -> tuple[Job, int] | None:
        message, descriptors, _, _ = socket.recv_fds(self._control, LONGEST_MESSAGE, MOST_DESCRIPTORS)
        if not message:
            self._end()
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        request: dict[str, Any] = json.loads(message)
        *files, peer = descriptors
        connection = socket.socket(fileno=peer)
        if "import" in request:
            self._grow(request["import"], connection)
            return None
        job = read_job(request["run"])
        try:
            pid, first = walls.fork_apart(self._workspace) if self._workspace else (os.fork(), None)
        except OSError:
            connection.close()  # too many processes, say: this run ends before it begins, the others go on
            pid, first = -1, None
        if not pid:
            connection.close()
            self._forget_all()
            return self._begin(job, request, *files)
        for descriptor in files:
            os.close(descriptor)
        if pid > 0:
            self._runs[os.pidfd_open(pid)] = Run(pid, first, connection, job.limits)
        return None

    def _begin(self, job: Job, request: dict[str, Any], output: int, events: int) -> tuple[Job, int]:
        """In the fork of a worker."""
        os.setsid()
        interpreter.end_with_parent()
        interpreter.limit(job)
        # Opened now, since the walls hide it.
        file = os.open(request["run"], os.O_RDONLY)
        if self._workspace:
            walls.enclose(self._workspace, job.own)
        interpreter.attach(job, output)
        if request["fresh"]:
            for descriptor in (file, events):
                os.set_inheritable(descriptor, True)
            command = command_of(f"/proc/self/fd/{file}", events)
            os.execve(command[0], command, job.environment)
        os.close(file)
        return job, events

    def _grow(self, modules: list[str], connection: socket.socket) -> None:
        if os.fork():
            connection.close()
            return
        self._forget_all()
        self._control = connection
        refused = import_all(modules)
        self._control.send(json.dumps({"refused": refused}).encode())
        if refused:
            os._exit(0)

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
    main(int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3])
