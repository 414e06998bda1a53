"""What is asked of a worker, and what the parent can do with one, however it was started."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Part:
    """A cell as a worker knows it. line: of its marker, in the program as the worker has it."""

    name: str
    line: int
    raises: bool


@dataclass(frozen=True)
class Job:
    """program: its file in `folder`, where it runs. figures: the folder that they go to.

    packages: what may be imported before it begins, of the table in packages.py and in its order. settings: what
    must then be in the environment, since the program puts it there before it imports them. draws: with Matplotlib.
    """

    program: str
    cells: tuple[Part, ...]
    folder: str
    figures: str
    environment: dict[str, str]
    packages: tuple[str, ...]
    settings: dict[str, str]
    draws: bool


def write_job(job: Job, path: Path) -> None:
    """For the worker to read: a program may have more cells than a command line or a message holds."""
    path.write_text(json.dumps(asdict(job)), encoding="utf-8")


def read_job(path: str) -> Job:
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    cells = tuple(Part(**part) for part in told["cells"])
    return Job(**told | {"cells": cells, "packages": tuple(told["packages"])})


class Worker(Protocol):
    """A process that executes a program."""

    def wait(self, seconds: float) -> int | None:
        """Wait so long at most for its end; its exit status, negative for a signal, or None while it runs."""

    def end(self) -> int:
        """End it and every process of its session, and give its exit status. Right after its end as well."""


# Start a worker on a job that has been written to the file. The two descriptors take what it prints and the events
# that it tells; they stay the caller's.
Start = Callable[[Job, Path, int, int], Worker]
