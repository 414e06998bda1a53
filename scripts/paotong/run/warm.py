"""Starts workers by forking them from processes that have the packages in memory: a run costs what its own code costs.

Each fork comes from a server that has imported what the program imports and no
more, and in which nothing was ever run; see server.py.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from paotong.errors import PaotongError
from paotong.project import Project
from paotong.run.fresh import INTERPRETER, FreshStart
from paotong.run.job import NOTHING, Ending, Job, Start, Worker
from paotong.run.packages import SHARED
from paotong.run.rooms import FONTS, new_rooms
from paotong.run.sandbox import NoSandboxError, sandbox
from paotong.run.scratch import clean_environment

# However slow the disk: after so long an import is stuck.
IMPORT_SECONDS = 300


def can_fork() -> bool:
    """Where Linux lets us watch our children. Elsewhere a process that has used system libraries must not fork."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


@contextmanager
def workers(
    project: Project, *, fresh: bool = False, sandboxed: bool = False, surroundings: Mapping[str, str] = NOTHING
) -> Iterator[Start]:
    """The quickest way to start workers that is safe on this system.

    fresh: each in an interpreter that has imported nothing. sandboxed: raise PaotongError rather than start a
    program outside of a sandbox. surroundings: see Start.
    """
    with new_rooms() as rooms:
        if not can_fork():
            if sandboxed:
                raise _no_sandbox("only Linux has one that we can use")
            yield FreshStart(rooms, not fresh, surroundings)
            return
        servers = WarmServers(project, rooms, fresh=fresh, sandboxed=sandboxed, surroundings=surroundings)
        try:
            yield servers
        finally:
            servers.close()


def _no_sandbox(reason: str) -> PaotongError:
    return PaotongError(
        "bubblewrap",
        f"programs cannot be walled off here: {reason}",
        expected="a sandbox, as --sandboxed asks for",
        cure="apt install bubblewrap; in a container, allow it namespaces of its own. Or run only what you have read",
    )


class WarmServers:
    """The servers of a checkout, which grow as programs come. May be used by several threads."""

    def __init__(
        self,
        project: Project,
        rooms: Path,
        *,
        fresh: bool = False,
        sandboxed: bool = False,
        walls: bool = True,
        surroundings: Mapping[str, str] = NOTHING,
    ) -> None:
        """walls: use a sandbox where there is one. For the others see `workers`."""
        self.rooms = rooms
        self.surroundings = surroundings
        self._project = project
        self._fresh = fresh
        self._sandboxed = sandboxed
        self._walls = walls
        self._lock = threading.Lock()
        self._roots: dict[tuple[str, str], _Root] = {}
        self._retired: list[_Root] = []

    def __call__(self, job: Job, file: Path, output: int, events: int) -> Worker:
        """Start a worker, and before that the servers that it needs. Raises PaotongError where none can be had."""
        for _ in range(2):
            root = self._root(job.settings)
            try:
                server: _Server = root
                for package in () if self._fresh else job.packages:
                    server = server.with_package(package)
                return server.run(file, self._fresh, output, events)
            except OSError:
                self._retire(root)  # something ended it: the next one is new
        raise PaotongError(job.program, "its process could not be started", cure="run it again")

    def close(self) -> None:
        """End all servers and what they run."""
        for root in (*self._roots.values(), *self._retired):
            root.close()

    def _root(self, settings: dict[str, str]) -> _Root:
        """One for each environment, and for each style of the figures: both are read when a package is imported."""
        path = self._project.style
        style = path.read_text(encoding="utf-8") if path.is_file() else ""
        key = style, json.dumps(settings, sort_keys=True)
        with self._lock:
            if key not in self._roots:
                self._roots[key] = _Root(self.rooms, self._wall, self.surroundings, self._project.style.name, *key)
            return self._roots[key]

    @cached_property
    def _wall(self) -> list[str]:
        """The command that puts a server into the sandbox; empty where there is none, which is told once."""
        if not self._walls:
            return []
        try:
            return sandbox(self.rooms)
        except NoSandboxError as reason:
            if self._sandboxed:
                raise _no_sandbox(str(reason)) from None
            from tqdm import tqdm  # here, since most commands start no server

            tqdm.write(f"Note: programs run without a sandbox, since {reason}.", file=sys.stderr)
            return []

    def _retire(self, root: _Root) -> None:
        """Start nothing more from it; what it runs goes on."""
        with self._lock:
            for key in [key for key, one in self._roots.items() if one is root]:
                self._retired.append(self._roots.pop(key))


class _Server:
    """The parent's end of a server."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._lock = threading.Lock()
        self._grown: dict[str, _Server] = {}

    def with_package(self, package: str) -> _Server:
        """The server that has this package in memory too; this one where it is better left to the run."""
        with self._lock:
            if package not in self._grown:
                self._grown[package] = self._grow(package) or self
            return self._grown[package]

    def run(self, job: Path, fresh: bool, output: int, events: int) -> Worker:
        return _WarmWorker(self._ask({"run": str(job), "fresh": fresh}, output, events))

    def close(self) -> None:
        for server in self._grown.values():
            if server is not self:
                server.close()
        self._control.close()

    def _grow(self, package: str) -> _Server | None:
        control = self._ask({"import": SHARED[package]})
        if not select.select([control], [], [], IMPORT_SECONDS)[0]:
            control.close()
            raise PaotongError(package, f"is not imported after {IMPORT_SECONDS} s", cure="import it in `python`")
        try:
            refused = json.loads(control.recv(1 << 16))["refused"]
        except (OSError, ValueError):
            refused = "it ended the process"
        if refused:
            control.close()
            return None
        return _Server(control)

    def _ask(self, request: dict[str, object], *descriptors: int) -> socket.socket:
        """Send a request, and with it one end of a socket; gives the other."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self._control, [json.dumps(request).encode()], [*descriptors, theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours


class _Root(_Server):
    """The server that the others are forked from. It has imported nothing."""

    def __init__(
        self,
        rooms: Path,
        wall: list[str],
        surroundings: Mapping[str, str],
        style_name: str,
        style: str,
        settings: str,
    ) -> None:
        """wall: the start of the command, where it is to be in a sandbox. settings: in JSON."""
        folder = Path(tempfile.mkdtemp(dir=rooms, prefix="server-"))
        if style:
            (folder / style_name).write_text(style, encoding="utf-8")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*wall, *INTERPRETER, "paotong.run.server", str(theirs.fileno()), settings, str(rooms) if wall else ""],
                cwd=folder,
                env=clean_environment(folder, rooms / FONTS) | dict(surroundings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        super().__init__(ours)

    def close(self) -> None:
        super().close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _WarmWorker:
    """The parent's end of a worker that a server forked."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._ending: Ending | None = None

    def wait(self, seconds: float | None) -> Ending | None:
        if self._ending is None and select.select([self._connection], [], [], seconds)[0]:
            try:
                self._ending = Ending(**json.loads(self._connection.recv(1 << 16)))
            except (OSError, ValueError):
                # The server was killed, and so its workers with it.
                self._ending = Ending(-signal.SIGKILL)
        return self._ending

    def end(self) -> Ending:
        if self._ending is None:
            self._connection.shutdown(socket.SHUT_WR)
        ending = self.wait(None)
        self._connection.close()
        assert ending is not None, "it waits for ever where it must"
        return ending
