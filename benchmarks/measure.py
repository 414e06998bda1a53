"""What a command costs, as the system accounts for it: CPU seconds of it and all that it started, wall seconds, memory.

Single times mean little on a busy machine: each figure is the median of several
runs, and what is compared is run in turn, so that a slow minute hits all alike.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """cpu, wall: seconds. memory: MB of the largest single process."""

    cpu: float
    wall: float
    memory: float


def cost_of(command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Raises RuntimeError with what it said where it fails.

    environment: what it gets on top of this process's.
    """
    words = [str(part) for part in command]
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=os.environ | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(words)} gave {process.returncode}:\n{said.read().decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def in_turn(runs: int, contestants: Mapping[str, Callable[[], Cost]]) -> dict[str, Cost]:
    """The medians of so many runs of each, one of each at a time."""
    costs: dict[str, list[Cost]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, contestant in contestants.items():
            costs[name].append(contestant())
            print(f"  {name}: {costs[name][-1].cpu:.2f} CPU s, {costs[name][-1].wall:.2f} s", flush=True)
    return {name: median(several) for name, several in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """Of each figure by itself."""
    return Cost(*(statistics.median(figures) for figures in zip(*map(_figures, costs), strict=True)))


def _figures(cost: Cost) -> tuple[float, float, float]:
    return cost.cpu, cost.wall, cost.memory


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column is text, the others are numbers."""
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, rule, *rows])


def machine() -> str:
    """One line for above a table."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    return f"{os.cpu_count()} cores of {model}, {platform.system()}, Python {platform.python_version()}"
