"""How long it takes from saving one edited snippet to its new record: with a watcher that is warm, and without one.

What the program itself takes, as its record says, is told beside it: the rest is ours.

Example:
  python benchmarks/saving.py --lesson pytorch/variable --runs 5
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generated_site import copy_checkout
from measure import machine, table
from paotong.project import Project

RUN = Project().root / "scripts" / "run.py"


class Lesson:
    """One lesson of a checkout, edited again and again."""

    def __init__(self, project: Project, slug: str) -> None:
        self._program = project.snippet(slug)
        self._record = project.outputs / slug / "record.json"
        self._text = self._program.read_text(encoding="utf-8")
        self._edits = 0

    def edit(self) -> Callable[[], bool]:
        """Save another number in it; gives a way to ask whether its record is new."""
        before = self._record.stat().st_ino
        self._edits += 1
        self._program.write_text(f"{self._text}\nedits = {self._edits}\n", encoding="utf-8")
        return lambda: self._record.exists() and self._record.stat().st_ino != before

    def seconds(self) -> float:
        """How long the program itself took the last time."""
        return float(json.loads(self._record.read_text(encoding="utf-8"))["seconds"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lesson", default="pytorch/variable", help="which (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="edits of each kind, of which the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        project = copy_checkout(Project(), Path(name) / "checkout")
        lesson = Lesson(project, arguments.lesson)
        rows = [
            ["a watcher that is warm", *watched(project, lesson, arguments.runs)],
            ["`scripts/run.py`, cold", *cold(project, lesson, arguments.runs)],
        ]
    print(f"\n{arguments.lesson}, edited; medians of {arguments.runs}; {machine()}\n")
    print(table(["", "s from saving to record", "s of the program itself", "s beside it"], rows))


def watched(project: Project, lesson: Lesson, runs: int) -> list[str]:
    command: list[str | Path] = [sys.executable, RUN, "--root", project.root, "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as watcher:
        assert watcher.stdout
        try:
            next(line for line in watcher.stdout if "Ctrl-C" in line)
            timed(lesson)  # the first edit imports
            return figures([timed(lesson) for _ in range(runs)])
        finally:
            watcher.terminate()


def timed(lesson: Lesson) -> tuple[float, float]:
    """Seconds from saving to the record, and those of the program itself."""
    start = time.perf_counter()
    is_new = lesson.edit()
    while not is_new():
        time.sleep(0.005)
    return time.perf_counter() - start, lesson.seconds()


def cold(project: Project, lesson: Lesson, runs: int) -> list[str]:
    several = []
    for _ in range(runs):
        lesson.edit()
        start = time.perf_counter()
        command: list[str | Path] = [sys.executable, RUN, "--root", project.root]
        subprocess.run(command, check=True, capture_output=True)
        several.append((time.perf_counter() - start, lesson.seconds()))
    return figures(several)


def figures(several: list[tuple[float, float]]) -> list[str]:
    whole, own = (statistics.median(times) for times in zip(*several, strict=True))
    return [f"{whole:.2f}", f"{own:.2f}", f"{whole - own:.2f}"]


if __name__ == "__main__":
    main()
