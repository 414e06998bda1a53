"""How long scripts/run.py takes to find that nothing is to be run, with many records, and what it imports for that.

Example:
  python benchmarks/nothing_to_do.py --lessons 260 --runs 10
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from generated_site import generate
from measure import cost_of, in_turn, machine, table
from paotong.project import Project

RUN = Project().root / "scripts" / "run.py"
HEAVY = ("torch", "tensorflow", "keras", "jax", "numpy", "matplotlib", "PIL", "sklearn", "gymnasium", "pytensor")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lessons", type=int, default=260, help="how many lessons (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=10, help="runs of each, of which the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        checkout = generate(Project(), Path(name) / "checkout", arguments.lessons).root
        command: list[str | Path] = [sys.executable, RUN, "--root", checkout]
        cost_of(command, folder=checkout)  # reads each program for the first time
        python = partial(cost_of, [sys.executable, "-c", "pass"], folder=checkout)
        costs = in_turn(
            arguments.runs, {"`python -c pass`": python, "`scripts/run.py`": partial(cost_of, command, folder=checkout)}
        )
        heavy = heavy_imports(checkout)
    rows = [[what, f"{cost.wall:.3f}", f"{cost.cpu:.3f}", f"{cost.memory:.0f}"] for what, cost in costs.items()]
    print(f"\n{arguments.lessons} records, all current; medians of {arguments.runs}; {machine()}\n")
    print(table(["", "wall s", "CPU s", "peak MB"], rows))
    print(f"\nPackages of lessons that it imports: {', '.join(heavy) or 'none'}")


def heavy_imports(checkout: Path) -> list[str]:
    """Those that `python -X importtime` tells of."""
    command: list[str | Path] = [sys.executable, "-X", "importtime", RUN, "--root", checkout]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    imported = set(re.findall(r"\| +([\w]+)(?:\.[\w.]+)?$", told, re.MULTILINE))
    return [package for package in HEAVY if package in imported]


if __name__ == "__main__":
    main()
