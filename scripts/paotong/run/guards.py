"""Refuses what a lesson must not do, in words, before the system would: connections, and writing elsewhere.

These guards hear what Python itself does, on every system. They are against
accidents: whoever means it gets around them, but not out of the sandbox.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Devices, and a process's own settings: the system looks after these.
OF_THE_SYSTEM = ("/dev", "/proc")


@dataclass(frozen=True)
class Change:
    """An event of Python's that changes what is at a path.

    paths: their places among its arguments. follows: through a link, to what it leads to. relative: its last
    argument is the folder that the path starts from, or -1 or None.
    """

    paths: tuple[int, ...] = (0,)
    follows: bool = False
    relative: bool = True


CHANGES = {
    "os.chmod": Change(follows=True),
    "os.chown": Change(follows=True),
    "os.link": Change((1,)),
    "os.mkdir": Change(),
    "os.remove": Change(),
    "os.rename": Change((0, 1)),
    "os.rmdir": Change(),
    "os.setxattr": Change(follows=True, relative=False),
    "os.symlink": Change((1,)),
    "os.truncate": Change(follows=True, relative=False),
    "os.utime": Change(follows=True),
    "shutil.rmtree": Change(),
    "sqlite3.connect": Change(follows=True, relative=False),
}
# And those that ask other computers, with the argument that tells which.
CONNECTIONS = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyaddr": 0,
    "socket.gethostbyname": 0,
    "socket.getnameinfo": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
}
TO_AN_ADDRESS = ("socket.bind", "socket.connect", "socket.sendmsg", "socket.sendto")

# As they are before a program could replace them.
_realpath, _split = os.path.realpath, os.path.split


class RefusedError(PermissionError):
    """Whoever sees it sees a PermissionError, so that what a library does about one it does here."""


RefusedError.__module__, RefusedError.__qualname__ = "builtins", "PermissionError"


def install(own: Sequence[str]) -> None:
    """From here on, for ever. own: the folders in which the program may write."""
    allowed = tuple(f"{_realpath(folder)}{os.sep}" for folder in (*own, *OF_THE_SYSTEM))
    checks: dict[str, Callable[[tuple[Any, ...]], None]] = {"open": partial(_open, allowed)}
    checks |= {event: partial(_change, allowed, change) for event, change in CHANGES.items()}
    checks |= {event: partial(_connect, event, position) for event, position in CONNECTIONS.items()}

    def hook(event: str, told: tuple[Any, ...], find: Any = checks.get) -> None:
        if check := find(event):
            check(told)

    sys.addaudithook(hook)


def _open(allowed: tuple[str, ...], told: tuple[Any, ...]) -> None:
    path, _, flags = told
    if flags & WRITES:
        _write(allowed, path, follows=True)


def _change(allowed: tuple[str, ...], change: Change, told: tuple[Any, ...]) -> None:
    if change.relative and told[-1] not in (-1, None):
        return  # the system knows from where
    for place in change.paths:
        _write(allowed, told[place], change.follows)


def _write(allowed: tuple[str, ...], path: Any, follows: bool) -> None:
    if not isinstance(path, str | bytes | os.PathLike):
        return  # a file that is open already
    try:
        shown = os.fsdecode(path)
        folder, name = ("", shown) if follows else _split(shown.rstrip(os.sep))
        real = _realpath(shown) if follows else f"{_realpath(folder or os.curdir)}{os.sep}{name}"
    except (OSError, ValueError):
        return  # the system says what is wrong with it
    if not f"{real}{os.sep}".startswith(allowed):
        raise RefusedError(f"a lesson writes in its own folder only, not to {shown}")


def _connect(event: str, place: int, told: tuple[Any, ...]) -> None:
    address = told[place]
    # A path is the address of a process of this machine, such as the helpers of multiprocessing.
    if event in TO_AN_ADDRESS and not isinstance(address, tuple):
        return
    shown = ":".join(map(str, address[:2])) if isinstance(address, tuple) else str(address)
    raise RefusedError(f"a lesson has no network: {event.partition('.')[2]} {shown}")
