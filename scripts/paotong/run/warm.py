"""Starts workers by forking them from processes that have the packages in memory: a run costs what its own code costs.

Each fork comes from a server that has imported what the program imports and no
more, and in which nothing was ever run; see server.py.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from paotong.errors import PaotongError
from paotong.project import Project
from paotong.run.client import RootServer, Server
from paotong.run.fresh import FreshStart
from paotong.run.job import NOTHING, Job, Start, Worker
from paotong.run.sandbox import NOWHERE, NoSandboxError, Sandbox, sandbox
from paotong.run.workspace import new_workspace

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


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
    with new_workspace() as workspace:
        if not can_fork():
            if sandboxed:
                raise NOWHERE.as_error()
            yield FreshStart(workspace, not fresh, surroundings)
            return
        servers = WarmServers(project, workspace, fresh=fresh, sandboxed=sandboxed, surroundings=surroundings)
        try:
            yield servers
        finally:
            servers.close()


class WarmServers:
    """The servers of a checkout, which grow as programs come. May be used by several threads."""

    def __init__(
        self,
        project: Project,
        workspace: Path,
        *,
        fresh: bool = False,
        sandboxed: bool = False,
        walls: bool = True,
        surroundings: Mapping[str, str] = NOTHING,
    ) -> None:
        """walls: use a sandbox where there is one. For the others see `workers`."""
        self.workspace = workspace
        self.surroundings = surroundings
        self._project = project
        self._fresh = fresh
        self._sandboxed = sandboxed
        self._walls = walls
        self._lock = threading.Lock()
        self._roots: dict[tuple[str, str], RootServer] = {}
        self._retired: list[RootServer] = []

    def __call__(self, job: Job, file: Path, output: int, events: int) -> Worker:
        """Start a worker, and before that the servers that it needs. Raises PaotongError where none can be had."""
        for _ in range(2):
            root = self._root(job.settings)
            try:
                server: Server = root
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
        if self._roots or self._retired:
            self._starter.shutdown()

    def _root(self, settings: dict[str, str]) -> RootServer:
        """One for each environment, and for each style of the figures: both are read when a package is imported."""
        path = self._project.style
        style = path.read_text(encoding="utf-8") if path.is_file() else ""
        key = style, json.dumps(settings, sort_keys=True)
        with self._lock:
            if key not in self._roots:
                told = self.workspace, self._wall, self.surroundings, self._project.style.name, *key
                self._roots[key] = self._starter.submit(RootServer, *told).result()
            return self._roots[key]

    @cached_property
    def _starter(self) -> ThreadPoolExecutor:
        """A sandbox ends with the thread that started it, so it must not be one that comes and goes."""
        from concurrent.futures import ThreadPoolExecutor  # here, since most commands run nothing

        return ThreadPoolExecutor(1)

    @cached_property
    def _wall(self) -> Sandbox | None:
        """The sandbox for the servers. That there is none is told once."""
        if not self._walls:
            return None
        try:
            return sandbox(self.workspace)
        except NoSandboxError as none:
            if self._sandboxed:
                raise none.as_error() from None
            none.tell()
            return None

    def _retire(self, root: RootServer) -> None:
        """Start nothing more from it; what it runs goes on."""
        with self._lock:
            for key in [key for key, one in self._roots.items() if one is root]:
                self._retired.append(self._roots.pop(key))
