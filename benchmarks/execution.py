"""Measure a cold run of 24 small torch lessons: ours, other tools', a fresh python each, and the lessons' own work.

Examples:
  python benchmarks/execution.py                                 everything, about half an hour
  python benchmarks/execution.py --no-peers                      ours and what bounds it
  python benchmarks/execution.py --runs 1 --peers markdown-exec  ours and this one

The first run installs the other tools, from PyPI, into .cache/benchmarks. "Cores busy" is CPU seconds over wall
seconds and cores: it is low, too, where something else has the cores, so look at it on an idle machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from measure import Cost, cost_of, in_turn, machine, table
from peers import PEERS, Peer
from workload import REPOSITORY, SURROUNDINGS, Lesson, lessons, write_checkout

FRESH, OURS, SITE = "a fresh `python` each", "ours: `scripts/run.py`", "ours, and a site of it"
TOGETHER, FORKED = "own work in one process", "own work, each in a fork"
RIVAL = "markdown-exec"
CORES = os.cpu_count() or 1


class Contestants:
    """What is run in turn, each in a folder below one scratch folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # CPU seconds: of the imports, and of all programs without them.
        self.imports: list[float] = []
        self.work: dict[str, list[float]] = {TOGETHER: [], FORKED: []}

    def fresh_python(self) -> Cost:
        """Each program as one would start it by hand, one after the other."""
        root, scratch = self._folder / "fresh", self._folder / "scratch"
        write_checkout(root, lessons())
        scratch.mkdir(exist_ok=True)
        programs = sorted((root / "snippets/demo").glob("*.py"))
        return total(
            *(cost_of([sys.executable, program], folder=scratch, environment=SURROUNDINGS) for program in programs)
        )

    def ours(self) -> Cost:
        root = self._folder / "ours"
        shutil.rmtree(root, ignore_errors=True)
        write_checkout(root, lessons())
        cost = run_ours(root)
        check_records(root, lessons())
        return cost

    def ours_with_site(self) -> Cost:
        """As much as the others do: they do not run programs without building their pages."""
        return total(self.ours(), build_ours(self._folder / "ours"))

    def own_work(self, name: str) -> Cost:
        root, report = self._folder / "own", self._folder / "report"
        write_checkout(root, lessons())
        call = f"import pathlib, workload; workload.own_work(*map(pathlib.Path, {[str(root), str(report)]}), "
        command = [sys.executable, "-c", f"{call}fork={name == FORKED})"]
        cost = cost_of(command, folder=REPOSITORY / "benchmarks", environment=SURROUNDINGS)
        imports, work = map(float, report.read_text(encoding="utf-8").split())
        self.imports.append(imports)
        self.work[name].append(work)
        return cost

    def all(self, peers: tuple[Peer, ...]) -> dict[str, Callable[[], Cost]]:
        own = {name: partial(self.own_work, name) for name in self.work}
        others = {peer.name: partial(peer.cold, self._folder / peer.name) for peer in peers}
        return {OURS: self.ours, SITE: self.ours_with_site} | others | own | {FRESH: self.fresh_python}


def run_ours(root: Path, *options: str) -> Cost:
    command = [sys.executable, "scripts/run.py", "--root", str(root), *options]
    return cost_of(command, folder=REPOSITORY, environment=SURROUNDINGS)


def check_records(root: Path, of: Sequence[Lesson]) -> None:
    """Raises RuntimeError where a record is not of today's program, run to its end."""
    for lesson in of:
        record = root / "outputs/demo" / lesson.name
        printed = (record / f"{lesson.cells[-1][0]}.txt").read_text(encoding="utf-8")
        if lesson.check not in printed or (lesson.draws and not (record / "draw.svg").exists()):
            raise RuntimeError(f"the record of {lesson.name} lacks what it prints or draws")


def build_ours(root: Path) -> Cost:
    return cost_of([sys.executable, "-m", "mkdocs", "build", "--strict"], folder=root, environment=SURROUNDINGS)


def total(*costs: Cost) -> Cost:
    """Of commands that run one after the other."""
    return Cost(sum(cost.cpu for cost in costs), sum(cost.wall for cost in costs), max(cost.memory for cost in costs))


def rows(costs: dict[str, Cost]) -> list[list[str]]:
    rival = costs.get(RIVAL)
    return [
        [
            name,
            f"{cost.cpu:.2f}",
            f"{cost.wall:.2f}",
            f"{cost.memory:.0f}",
            f"{cost.cpu / cost.wall / CORES:.0%}",
            f"{cost.cpu / costs[FRESH].cpu:.3f}",
            f"{cost.cpu / rival.cpu:.2f}" if rival else "",
        ]
        for name, cost in sorted(costs.items(), key=lambda item: item[1].cpu)
    ]


def verdicts(costs: dict[str, Cost], contestants: Contestants) -> list[str]:
    """Ours against what bounds it."""
    ours = costs[OURS].cpu
    imports = statistics.median(contestants.imports)
    lines = [f"Imports, once: {imports:.2f} CPU s."]
    for name, seconds in contestants.work.items():
        work = statistics.median(seconds)
        bound = imports + work
        lines.append(f"{name}: {work:.2f} CPU s. Ours is {ours / bound:.2f} of that and the imports ({bound:.2f}).")
    lines.append(f"Ours is {ours / costs[FRESH].cpu:.3f} of {FRESH} (at most 0.08).")
    if RIVAL in costs:
        lines.append(f"Ours is {ours / costs[RIVAL].cpu:.2f} of {RIVAL} (at most 1.15).")
    return lines


def arguments_of(documentation: str | None, runs: int) -> argparse.Namespace:
    """What both commands take: how many runs, and which peers."""
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [peer.name for peer in PEERS]
    parser.add_argument("--runs", type=int, default=runs, help="how many of each (default: %(default)s)")
    parser.add_argument(
        "--peers", nargs="+", choices=names, default=names, metavar="PEER", help=f"of {', '.join(names)}"
    )
    parser.add_argument("--no-peers", dest="peers", action="store_const", const=[], help="none of them")
    return parser.parse_args()


def chosen_peers(arguments: argparse.Namespace) -> tuple[Peer, ...]:
    """Those, set up."""
    peers = tuple(peer for peer in PEERS if peer.name in arguments.peers)
    for peer in peers:
        peer.set_up()
    return peers


def main() -> int:
    arguments = arguments_of(__doc__, runs=5)
    peers = chosen_peers(arguments)
    with tempfile.TemporaryDirectory() as folder:
        contestants = Contestants(Path(folder).resolve())
        costs = in_turn(arguments.runs, contestants.all(peers))
    print(f"\n{len(lessons())} lessons, cold. Medians of {arguments.runs}, {machine()}.\n")
    print(table(["", "CPU s", "wall s", "memory MB", "cores busy", "to a fresh `python`", f"to {RIVAL}"], rows(costs)))
    print("", *verdicts(costs, contestants), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
