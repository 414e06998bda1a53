"""What running the real lessons costs: all of them cold, against their own work and against a fresh `python` each.

Own work is what the records say: the seconds of each program from its first line to its last, with its figures drawn
and saved, and without the imports that runs share. It is measured one lesson at a time.

Example:
  python benchmarks/lessons.py --runs 3
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from execution import run_ours, total
from generated_site import copy_checkout
from measure import Cost, cost_of, in_turn, machine, table
from paotong.cells.library import all_slugs
from paotong.project import Project
from paotong.record.store import read_record
from workload import SURROUNDINGS

ALONE, TOGETHER, FRESH = "ours, one at a time", "ours, as many as there are cores", "a fresh `python` each"


class Lessons:
    """Those of a copy of this checkout, run again and again."""

    def __init__(self, project: Project, scratch: Path) -> None:
        self._project = project
        self._scratch = scratch
        self.own: list[float] = []

    def alone(self) -> Cost:
        cost = run_ours(self._project.root, "--again", "--jobs", "1")
        self.own.append(sum(read_record(self._project, slug).run.seconds for slug in all_slugs(self._project)))
        return cost

    def together(self) -> Cost:
        return run_ours(self._project.root, "--again")

    def fresh(self) -> Cost:
        """Nothing is kept of what these print and draw, so this is less work."""
        shutil.copytree(self._project.snippets, self._scratch, dirs_exist_ok=True)
        programs = sorted(self._scratch.glob("*/*.py"))
        return total(*(cost_of([sys.executable, one], folder=one.parent, environment=SURROUNDINGS) for one in programs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        project = copy_checkout(Project(), Path(name) / "checkout")
        lessons = Lessons(project, Path(name) / "scratch")
        costs = in_turn(arguments.runs, {ALONE: lessons.alone, TOGETHER: lessons.together, FRESH: lessons.fresh})
        number = len(all_slugs(project))
    own = statistics.median(lessons.own)
    rows = [
        [what, f"{cost.cpu:.1f}", f"{cost.cpu / own:.2f}", f"{cost.wall:.1f}", f"{cost.cpu / cost.wall:.2f}"]
        for what, cost in costs.items()
    ]
    print(f"\n{number} lessons, {own:.1f} s of own work; medians of {arguments.runs}; {machine()}\n")
    print(table(["", "CPU s", "of own work", "wall s", f"of {os.cpu_count()} cores busy"], rows))


if __name__ == "__main__":
    main()
