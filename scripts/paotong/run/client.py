"""The parent's end of what server.py does: asks servers to grow and to run, and hears how a run ended."""

from __future__ import annotations

import json
import select
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from paotong.errors import PaotongError
from paotong.run.fresh import INTERPRETER
from paotong.run.job import Ending, Worker
from paotong.run.packages import SHARED
from paotong.run.sandbox import Sandbox
from paotong.run.scratch import clean_environment
from paotong.run.workspace import FONTS

# However slow the disk: after so long an import is stuck.
IMPORT_SECONDS = 300
# However busy the machine.
END_SECONDS = 60


class Server:
    """The parent's end of a server."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._lock = threading.Lock()
        self._grown: dict[str, Server] = {}

    def with_package(self, package: str) -> Server:
        """The server that has this package in memory too; this one where it is better left to the run."""
        with self._lock:
            if package not in self._grown:
                self._grown[package] = self._grow(package) or self
            return self._grown[package]

    def run(self, job: Path, fresh: bool, output: int, events: int) -> Worker:
        return ForkedWorker(self._ask({"run": str(job), "fresh": fresh}, output, events))

    def close(self) -> None:
        for server in self._grown.values():
            if server is not self:
                server.close()
        self._control.close()

    def _grow(self, package: str) -> Server | None:
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
        return Server(control)

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


class RootServer(Server):
    """The server that the others are forked from. It has imported nothing."""

    def __init__(
        self,
        workspace: Path,
        wall: Sandbox | None,
        surroundings: Mapping[str, str],
        style_name: str,
        style: str,
        settings: str,
    ) -> None:
        """wall: where it is to be in a sandbox. settings: in JSON."""
        folder = Path(tempfile.mkdtemp(dir=workspace, prefix="server-"))
        if style:
            (folder / style_name).write_text(style, encoding="utf-8")
        inside = str(workspace) if wall else ""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, ExitStack() as stack:
            start, descriptors = stack.enter_context(wall.command()) if wall else ([], [])
            self._process = subprocess.Popen(
                [*start, *INTERPRETER, "paotong.run.server", str(theirs.fileno()), settings, inside],
                cwd=folder,
                env=clean_environment(folder, workspace / FONTS) | dict(surroundings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno(), *descriptors],
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


class ForkedWorker:
    """The parent's end of a worker that a server forked."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._ending: Ending | None = None

    def wait(self, seconds: float) -> Ending | None:
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
        # It is told at once. Where it is not, something has stopped the server, and nothing more comes of it.
        ending = self.wait(END_SECONDS)
        self._connection.close()
        return ending or Ending(-signal.SIGKILL)
