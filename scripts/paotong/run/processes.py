"""The processes of a run, as Linux tells of them: whether it takes too much, and whether it leaves any behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from paotong.run.limits import MB

PAGE = os.sysconf("SC_PAGE_SIZE")
# For each process that is allowed, on the average.
THREADS = 16


@dataclass(frozen=True)
class Process:
    """memory: bytes that are in memory, those shared with others too. ended: and not yet waited for."""

    pid: int
    name: str
    memory: int
    ended: bool
    threads: int = 1


def processes(wanted: Callable[[int], bool]) -> Iterator[Process]:
    """Those that can be seen from here and whose number is wanted."""
    for name in os.listdir("/proc"):  # noqa: PTH208 (numbers, not paths: this is done ten times a second)
        if name.isdecimal() and wanted(int(name)):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                    yield _process(file.read())
            except OSError:
                pass  # it ended meanwhile


def _process(told: str) -> Process:
    """See proc_pid_stat(5). A name may have brackets and spaces in it."""
    pid, _, rest = told.partition(" (")
    name, _, rest = rest.rpartition(") ")
    fields = rest.split()
    return Process(int(pid), name, int(fields[21]) * PAGE, fields[0] in "ZX", int(fields[17]))


def namespace_of(pid: int) -> str:
    """Which namespace its process numbers are of; empty where it has ended."""
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")  # noqa: PTH115 (it is no path)
    except OSError:
        return ""


def session_of(pid: int) -> int:
    """0 where it has ended."""
    try:
        return os.getsid(pid)
    except OSError:
        return 0


def limit_passed(members: list[Process], limits: Mapping[str, int | float]) -> str:
    """The name of a limit that these have passed together; empty where there is none."""
    if len(members) > limits["processes"] or sum(each.threads for each in members) > limits["processes"] * THREADS:
        return "processes"
    most = limits["memory_mb"] * MB
    # Forks share much, which counts once: that takes longer to find out, and is seldom needed.
    if sum(each.memory for each in members) > most and sum(_own_memory(each.pid) for each in members) > most:
        return "memory_mb"
    return ""


def _own_memory(pid: int) -> int:
    """Bytes, and of what several processes share its part."""
    try:
        with Path(f"/proc/{pid}/smaps_rollup").open(encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0
