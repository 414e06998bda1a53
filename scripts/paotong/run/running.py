"""A worker as the server that forked it knows it: keeps it within its limits, ends it, and tells how it ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict

from paotong.run.job import Ending
from paotong.run.processes import Process, limit_passed, namespace_of, processes, session_of
from paotong.run.session import end_session

# How long helpers, such as those of multiprocessing, may take to notice that the program has ended.
GRACE = 1.0
MOST_TOLD = 5


class Run:
    """first: the process with which its namespace ends, or None where it has none of its own.

    connection: where its parent waits to hear how it ended.
    """

    def __init__(
        self, pid: int, first: int | None, connection: socket.socket, limits: Mapping[str, int | float]
    ) -> None:
        self._pid = pid
        self._first = first
        self._namespace = namespace_of(first) if first else ""
        self.connection = connection
        self._limits = limits
        self._past = ""
        self._left: list[str] = []
        self.ended = 0.0  # when
        self._stopped = False  # by us

    def has_ended(self) -> None:
        """Its program has. Not yet waited for, so its number is no other's."""
        self.ended = time.monotonic()

    def look(self) -> bool:
        """Whether all is over. Ends it where it has passed a limit, or has left others running for too long."""
        members = self._members()
        if not self._stopped:
            self._past = self._past or limit_passed(members, self._limits)
            if self._past:
                self.end()
        if not self.ended:
            return False
        self._left = (
            [] if self._stopped else [each.name for each in members if not each.ended and each.pid != self._pid]
        )
        if self._left and time.monotonic() < self.ended + GRACE:
            return False
        self._kill()
        return True

    def end(self) -> None:
        """End it and what it started, before it ends by itself."""
        self._stopped = True
        self._kill()

    def _kill(self) -> None:
        if self._first:
            os.kill(self._first, signal.SIGKILL)  # the system ends all others of its namespace
            return
        end_session(self._pid)
        os.kill(self._pid, signal.SIGKILL)  # it may not have begun its session yet

    def tell(self) -> None:
        """Once all is over."""
        _, status = os.waitpid(self._pid, 0)
        if self._first:
            os.waitpid(self._first, 0)
        ending = Ending(os.waitstatus_to_exitcode(status), self._past, self._left[:MOST_TOLD])
        try:
            self.connection.send(json.dumps(asdict(ending)).encode())
        except OSError:
            pass  # nobody waits any more
        self.connection.close()

    def _members(self) -> list[Process]:
        """Those that run, or have ended but still have their number. The namespace's first does not count."""
        return list(processes(self._is_member))

    def _is_member(self, pid: int) -> bool:
        if self._first:
            return pid != self._first and namespace_of(pid) == self._namespace
        return session_of(pid) == self._pid
