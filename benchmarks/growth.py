"""How the cost of the site grows with its lessons: CPU, time and memory, each per lesson.

Generates a checkout of each size and measures two things on it: MkDocs building one
language with our extension, and the check that scripts/build.py makes before, with
nothing kept from an earlier one. Flat
means that a lesson costs the same on a large site as on a small one, so every figure
stands beside its ratio to the smallest size.

Example:
  python benchmarks/growth.py --sizes 65 130 260 520 1040 --runs 3
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from generated_site import generate
from measure import Cost, cost_of, machine, median, table
from paotong.project import Project
from paotong.site import CONFIGURATIONS, ENVIRONMENT

CHECK = """
import sys
from pathlib import Path
from paotong.check.all_rules import findings
from paotong.project import Project
sys.exit("\\n".join(map(str, findings(Project(Path(sys.argv[1]))))) or None)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[65, 130, 260, 520, 1040], help="how many lessons")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts")
    parser.add_argument("--language", choices=CONFIGURATIONS, default="zh", help="the language to build")
    arguments = parser.parse_args()
    builds: dict[int, Cost] = {}
    checks: dict[int, Cost] = {}
    html: dict[int, float] = {}
    for size in sorted(arguments.sizes):
        with tempfile.TemporaryDirectory() as name:
            project = generate(Project(), Path(name) / "checkout", size)
            site = Path(name) / "site"
            checks[size] = median([check(project) for _ in range(arguments.runs)])
            builds[size] = median([build(project, arguments.language, site) for _ in range(arguments.runs)])
            pages = [page.stat().st_size for page in site.rglob("*.html")]
            html[size] = sum(pages) / len(pages) / 1000
        print(f"{size} lessons: check {checks[size].cpu:.1f} CPU s, build {builds[size].cpu:.1f} CPU s", flush=True)
    print(f"\n{machine()}; medians of {arguments.runs}; in brackets the ratio to the smallest\n")
    print(f"One language ({arguments.language}):\n\n{growth(builds, html)}\n")
    print(f"The check of both languages:\n\n{growth(checks)}")


def build(project: Project, language: str, site: Path) -> Cost:
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "-f",
        CONFIGURATIONS[language],
        "-d",
        site,
    ]
    return cost_of(command, folder=project.root, environment=ENVIRONMENT)


def check(project: Project) -> Cost:
    shutil.rmtree(project.root / ".cache", ignore_errors=True)
    return cost_of([sys.executable, "-c", CHECK, project.root], folder=project.root)


def growth(costs: dict[int, Cost], html: dict[int, float] | None = None) -> str:
    """Each cost of each size, per lesson and against the smallest size. html: kB of an average page."""
    figures = {
        size: {
            "CPU s": cost.cpu,
            "wall s": cost.wall,
            "peak MB": cost.memory,
            "CPU ms / lesson": cost.cpu / size * 1000,
            "wall ms / lesson": cost.wall / size * 1000,
            "peak MB / lesson": cost.memory / size,
            **({"HTML kB / page": html[size]} if html else {}),
        }
        for size, cost in costs.items()
    }
    first = figures[min(figures)]
    rows = [
        [
            str(size),
            *(f"{value:.4g}" + (f" ({value / first[name]:.2f})" if "/" in name else "") for name, value in f.items()),
        ]
        for size, f in figures.items()
    ]
    return table(["lessons", *first], rows)


if __name__ == "__main__":
    main()
