"""Run the snippets whose record is not current, and keep what they leave.

Examples:
  python scripts/run.py                        every snippet that needs it
  python scripts/run.py pytorch/variable       this one, if it needs it
  python scripts/run.py pytorch --again        a whole course, even where it is current
  python scripts/run.py --watch                and from then on each that is saved, until Ctrl-C
  python scripts/run.py --shard 2/5            the second of five machines' share

Exit status: 0 all records are current, 1 something failed, 130 interrupted.
"""

from __future__ import annotations

import sys
import time

from paotong.command import add_lessons, chosen_slugs, exit_status, parser_of, project_of
from paotong.project import Project
from paotong.record.store import tidy_records
from paotong.recording import RAN, not_current, record_each
from paotong.run.job import Start
from paotong.run.warm import workers


def main() -> int:
    parser = parser_of(__doc__)
    add_lessons(parser)
    parser.add_argument("--again", action="store_true", help="run what is current as well")
    parser.add_argument("--watch", action="store_true", help="stay, and run what is saved; packages stay in memory")
    arguments = parser.parse_args()

    def command() -> int:
        project = project_of(arguments)
        with workers(project, sandboxed=arguments.sandboxed) as start:
            status = run(project, chosen_slugs(project, arguments), arguments.again, arguments.jobs, start)
            if arguments.watch:
                from paotong.watching import watch  # here, since it takes a while to import

                watch(project, lambda: chosen_slugs(project, arguments), arguments.jobs, start)
            return status

    return exit_status(command)


def run(project: Project, slugs: list[str], again: bool, jobs: int, start: Start) -> int:
    began = time.monotonic()
    tidy_records(project)
    needed, failures = not_current(project, slugs, again)
    ran = 0
    for _, did, error in record_each(project, needed, jobs, start, again):
        ran += did == RAN
        if error:
            failures.append(error)
    # What is wrong with a whole course is told once.
    for failure in dict.fromkeys(map(str, failures)):
        print(f"\n{failure}", file=sys.stderr)
    current = len(slugs) - ran - len(failures)
    print(
        f"Records: {ran} run, {current} current, {len(failures)} failed, {time.monotonic() - began:.1f} s.", flush=True
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
