"""Run snippets afresh, elsewhere, and say which records do not reproduce. Changes nothing.

Words must be equal and figures of the same size; a float may differ in its last
printed digit or two, as it does on another processor. Where a cell has the tag
"numbers-vary", as a long random run needs, only its words count.

Examples:
  python scripts/verify.py                     every record
  python scripts/verify.py pytorch/variable    this one
  python scripts/verify.py --fresh             as `python` runs them: no import is shared, which is slower
  python scripts/verify.py --with ATEN_CPU_CAPABILITY=default --with OMP_NUM_THREADS=2
                                               as on an old processor, and with two threads

Exit status: 0 all reproduce, 1 some do not, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
import threading

from paotong.cells.library import load_snippet
from paotong.command import add_lessons, chosen_slugs, each_with_progress, exit_status, parser_of, project_of
from paotong.project import Project
from paotong.record.compare import differences
from paotong.record.store import longest_first, read_record
from paotong.run.job import Start
from paotong.run.launch import run_snippet
from paotong.run.warm import workers


def main() -> int:
    parser = parser_of(__doc__)
    add_lessons(parser)
    parser.add_argument("--fresh", action="store_true", help="give each a fresh interpreter that has imported nothing")
    parser.add_argument(
        "--with",
        dest="surroundings",
        type=_setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="something in the environment of each program, as other machines may have it; may be repeated",
    )
    arguments = parser.parse_args()

    def command() -> int:
        project = project_of(arguments)
        slugs = chosen_slugs(project, arguments)
        with workers(
            project,
            fresh=arguments.fresh,
            sandboxed=arguments.sandboxed,
            surroundings=dict(arguments.surroundings),
        ) as start:
            return verify(project, slugs, arguments.jobs, start)

    return exit_status(command)


def verify(project: Project, slugs: list[str], jobs: int, start: Start) -> int:
    def compare(slug: str, stop: threading.Event) -> list[str]:
        recorded = read_record(project, slug).run
        with run_snippet(project, slug, start, stop) as fresh:
            return differences(recorded, fresh, load_snippet(project, slug).varying)

    unlike = 0
    for slug, found, error in each_with_progress(longest_first(project, slugs), compare, jobs, "ran"):
        if error:
            print(f"\n{error}\n", file=sys.stderr)
        elif found:
            print(f"\noutputs/{slug} does not reproduce:", *found, sep="\n  ", end="\n\n")
        unlike += bool(error or found)
    print(f"{len(slugs) - unlike} of {len(slugs)} records reproduce.")
    return 1 if unlike else 0


def _setting(told: str) -> tuple[str, str]:
    name, found, value = told.partition("=")
    if not name or not found:
        raise argparse.ArgumentTypeError(f"{told!r} is no NAME=VALUE")
    return name, value


if __name__ == "__main__":
    sys.exit(main())
