"""The calls of Linux that Python has no names for."""

from __future__ import annotations

import ctypes
import os

NEW_MOUNTS, NEW_IPC, NEW_PIDS, NEW_NETWORK = 0x00020000, 0x08000000, 0x20000000, 0x40000000
READ_ONLY, NO_SETUID, NO_DEVICES, NO_EXEC, REMOUNT, BIND = 0x1, 0x2, 0x4, 0x8, 0x20, 0x1000
_DETACH = 2
_DEATH_SIGNAL, _NO_NEW_PRIVILEGES = 1, 38
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def unshare(namespaces: int) -> None:
    """Leave these namespaces for new ones; of processes: the next children do."""
    _check(_libc.unshare(namespaces))


def enter(namespace: int, kind: int) -> None:
    """namespace: a descriptor of one."""
    _check(_libc.setns(namespace, kind))


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    _check(_libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()))


def unmount(target: str) -> None:
    """Nothing happens where nothing is mounted."""
    _libc.umount2(target.encode(), _DETACH)


def make_read_only(path: str) -> None:
    """path: where something is mounted. What is mounted further below stays as it is."""
    mount("", path, flags=REMOUNT | BIND | READ_ONLY | NO_SETUID | NO_DEVICES | NO_EXEC)


def drop_capabilities() -> None:
    """For ever: no program that is started from here can have any."""
    _check(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, none))


def signal_when_parent_dies(number: int) -> None:
    _check(_libc.prctl(_DEATH_SIGNAL, number, 0, 0, 0))


def _check(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
