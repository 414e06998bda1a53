"""What a whole site costs to build, against the same pages as plain Markdown in the same theme.

Generates a checkout, and the same pages as they are after our extension, for MkDocs
without it; both give the same HTML. Compares the CPU of `mkdocs build` for both
languages, and of scripts/build.py, which checks first and is what is really run;
tells how much of a profile is our extension; and compares both languages side by
side with one after the other, by the clock.

Example:
  python benchmarks/site_cost.py --lessons 130 --runs 3
"""

from __future__ import annotations

import argparse
import pstats
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generated_site import generate, generate_plain
from measure import Cost, cost_of, in_turn, machine, table
from paotong.project import Project
from paotong.site import CONFIGURATIONS, ENVIRONMENT

BUILD = Project().root / "scripts" / "build.py"
SIDE_BY_SIDE = """
import sys, tempfile
from pathlib import Path
from paotong.project import Project
from paotong.site import build_site
with tempfile.TemporaryDirectory() as site:
    sys.exit("\\n".join(build_site(Project(Path(sys.argv[1])), Path(site)).values()) or None)
"""
# Where Markdown and MkDocs enter our code: once for each page, and once for each builder.
ENTRANCES = ("run", "extendMarkdown")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lessons", type=int, default=130, help="how many lessons (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = generate(Project(), folder / "ours", arguments.lessons)
        generate_plain(project, folder / "plain")
        costs = in_turn(arguments.runs, _contestants(project, folder))
        share = share_of_extension(project, folder / "profile")
    print(f"\n{arguments.lessons} lessons in both languages, medians of {arguments.runs}; {machine()}\n")
    print(_compared(costs))
    together = costs["side by side"].wall / (costs["zh"].wall + costs["en"].wall)
    print(f"\nOur extension in a profile of one language: {share:.1%}")
    print(f"Both languages side by side, of the time one after the other: {together:.2f}")


def mkdocs(language: str, site: Path) -> list[str | Path]:
    return ["-m", "mkdocs", "build", "--quiet", "-f", CONFIGURATIONS[language], "-d", site]


def _contestants(project: Project, folder: Path) -> dict[str, Callable[[], Cost]]:
    def run(root: Path, *words: str | Path) -> Callable[[], Cost]:
        return lambda: cost_of([sys.executable, *words], folder=root, environment=ENVIRONMENT)

    def anew() -> Cost:
        shutil.rmtree(ours / ".cache", ignore_errors=True)
        return run(ours, BUILD, "--root", ours)()

    ours, plain = project.root, folder / "plain"
    return {
        **{f"plain {language}": run(plain, *mkdocs(language, folder / "site")) for language in CONFIGURATIONS},
        **{language: run(ours, *mkdocs(language, folder / "site")) for language in CONFIGURATIONS},
        "side by side": run(ours, "-c", SIDE_BY_SIDE, ours),
        "scripts/build.py": run(ours, BUILD, "--root", ours),
        "scripts/build.py anew": anew,
    }


def _compared(costs: dict[str, Cost]) -> str:
    one_by_one = {
        "plain Markdown, one language after the other": [costs["plain zh"], costs["plain en"]],
        "our pages, one language after the other": [costs["zh"], costs["en"]],
        "our pages, both side by side": [costs["side by side"]],
        "scripts/build.py: check, then both side by side": [costs["scripts/build.py"]],
        "the same, with nothing kept from before": [costs["scripts/build.py anew"]],
    }
    base = costs["plain zh"].cpu + costs["plain en"].cpu
    rows = []
    for name, several in one_by_one.items():
        cpu, wall = sum(cost.cpu for cost in several), sum(cost.wall for cost in several)
        memory = max(cost.memory for cost in several)
        rows.append([name, f"{cpu:.1f}", f"{cpu / base:.3f}", f"{wall:.1f}", f"{memory:.0f}"])
    return table(["", "CPU s", "of plain", "wall s", "peak MB"], rows)


def share_of_extension(project: Project, file: Path) -> float:
    """The time in our extension and all that it calls, of the whole of a profiled build of one language."""
    command = [sys.executable, "-m", "cProfile", "-o", file, *mkdocs("zh", file.with_name("site"))]
    cost_of(command, folder=project.root, environment=ENVIRONMENT)
    profile: Any = pstats.Stats(str(file))
    ours = sum(
        cumulative
        for (place, _, function), (_, _, _, cumulative, _) in profile.stats.items()
        if place.endswith("paotong/render/extension.py") and function in ENTRANCES
    )
    return float(ours / profile.total_tt)


if __name__ == "__main__":
    main()
