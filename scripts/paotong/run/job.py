"""What is asked of a worker, and what the parent can do with one, however it was started."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol


@dataclass(frozen=True)
class Part:
    """A cell as a worker knows it. line: of its marker, in the program as the worker has it."""

    name: str
    line: int
    raises: bool


@dataclass(frozen=True)
class Job:
    """program: its file in `folder`, where it runs. figures: the folder that they go to. own: where it may write.

    packages: what may be imported before it begins, of the table in packages.py and in its order. settings: what
    must then be in the environment, since the program puts it there before it imports them. draws: with Matplotlib.
    limits: as in limits.py.
    """

    program: str
    cells: tuple[Part, ...]
    folder: str
    figures: str
    own: tuple[str, ...]
    environment: dict[str, str]
    packages: tuple[str, ...]
    settings: dict[str, str]
    draws: bool
    limits: dict[str, int | float]


def write_job(job: Job, path: Path) -> None:
    """For the worker to read: a program may have more cells than a command line or a message holds."""
    path.write_text(json.dumps(asdict(job)), encoding="utf-8")


def read_job(path: str) -> Job:
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    cells = tuple(Part(**part) for part in told["cells"])
    return Job(**told | {"cells": cells, "own": tuple(told["own"]), "packages": tuple(told["packages"])})


NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Ending:
    """How a worker ended. status: its exit status, negative for a signal.

    past: the limit that it was ended for, where one was told. left: some of the processes that it left running.
    """

    status: int
    past: str = ""
    left: list[str] = field(default_factory=list)


class Worker(Protocol):
    """A process that executes a program."""

    def wait(self, seconds: float) -> Ending | None:
        """Wait so long at most for its end; None while it runs."""

    def end(self) -> Ending:
        """End it and all that it started. Right after its end as well."""


class Start(Protocol):
    """Starts workers.

    workspace: the folder in which their scratch folders must lie, since they may see no other. surroundings: what is in
    the environment of each beside what all runs have there.
    """

    @property
    def workspace(self) -> Path: ...

    @property
    def surroundings(self) -> Mapping[str, str]: ...

    def __call__(self, job: Job, file: Path, output: int, events: int) -> Worker:
        """Start one on a job that has been written to the file.

        The two descriptors take what it prints and the events that it tells; they stay the caller's.
        """
