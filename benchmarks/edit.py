"""Measure what is paid again: nothing changed, one number in one program edited, one sentence of one page edited.

Each builds the pages of 24 small lessons; ours runs what is not current first.

Example:
  python benchmarks/edit.py --runs 1 --peers markdown-exec sphinx-gallery
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from execution import arguments_of, build_ours, check_records, chosen_peers, run_ours, total
from measure import Cost, in_turn, machine, table
from workload import Lesson, lessons, write_checkout


class Site:
    """One tool's folder, edited again and again."""

    def __init__(
        self,
        folder: Path,
        write: Callable[[Path, Sequence[Lesson]], None],
        build: Callable[[Path, Sequence[Lesson]], Cost],
    ) -> None:
        self._folder = folder
        self._write = write
        self._build = build
        self._programs = self._pages = 0
        self.nothing()  # cold

    def nothing(self) -> Cost:
        of = lessons(edits=self._programs, prose=f"A program, and what it printed, told for the {self._pages}. time.")
        self._write(self._folder, of)
        return self._build(self._folder, of)

    def program(self) -> Cost:
        self._programs += 1
        return self.nothing()

    def prose(self) -> Cost:
        self._pages += 1
        return self.nothing()


def ours(folder: Path, of: Sequence[Lesson]) -> Cost:
    cost = run_ours(folder)
    check_records(folder, of)
    return total(cost, build_ours(folder))


def main() -> int:
    arguments = arguments_of(__doc__, runs=3)
    peers = chosen_peers(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        sites = {"ours": Site(folder / "ours", write_checkout, ours)}
        sites |= {peer.name: Site(folder / peer.name, peer.write, peer.build) for peer in peers}
        contestants: dict[str, Callable[[], Cost]] = {}
        for tool, site in sites.items():
            contestants |= {
                f"{tool}, nothing changed": site.nothing,
                f"{tool}, one program edited": site.program,
                f"{tool}, only prose edited": site.prose,
            }
        costs = in_turn(arguments.runs, contestants)
    print(f"\n{len(lessons())} lessons, warm. Medians of {arguments.runs}, {machine()}.\n")
    rows = [[what, f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.memory:.0f}"] for what, cost in costs.items()]
    print(table(["", "CPU s", "wall s", "memory MB"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
