"""Run the snippets whose record is not current, and keep what they leave.

Examples:
  python scripts/run.py                        every snippet that needs it
  python scripts/run.py pytorch/variable       this one, if it needs it
  python scripts/run.py pytorch --again        a whole course, even where it is current
  python scripts/run.py --shard 2/5            the second of five machines' share

Exit status: 0 all records are current, 1 something failed, 130 interrupted.
"""

from __future__ import annotations

import sys
import threading
import time

from paotong.cells.library import load_snippet
from paotong.command import add_lessons, chosen_slugs, each_with_progress, exit_status, parser_of, project_of
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.key import key_of
from paotong.record.state import State, standing_of
from paotong.record.store import longest_first, write_record
from paotong.run.job import Start
from paotong.run.launch import run_snippet
from paotong.run.warm import workers


def main() -> int:
    parser = parser_of(__doc__)
    add_lessons(parser)
    parser.add_argument("--again", action="store_true", help="run what is current as well")
    arguments = parser.parse_args()

    def command() -> int:
        project = project_of(arguments)
        with workers(project) as start:
            return run(project, chosen_slugs(project, arguments), arguments.again, arguments.jobs, start)

    return exit_status(command)


def run(project: Project, slugs: list[str], again: bool, jobs: int, start_worker: Start) -> int:
    start = time.monotonic()
    needed, failures = [], []
    for slug in slugs:
        try:
            state = standing_of(project, slug, load_snippet(project, slug)).state
        except PaotongError as error:
            failures.append(error)
            continue
        if again or state is not State.CURRENT:
            needed.append(slug)
    current = len(slugs) - len(needed) - len(failures)

    def record(slug: str, stop: threading.Event) -> None:
        # The key is of the text that is run: taken before, so that an edit meanwhile leaves the record stale.
        key = key_of(project, load_snippet(project, slug))
        with run_snippet(project, slug, start_worker, stop) as result:
            write_record(project, result, key)

    done = each_with_progress(longest_first(project, needed), record, jobs, "ran")
    failures += [error for _, _, error in done if error]
    for failure in failures:
        print(f"\n{failure}", file=sys.stderr)
    ran = len(slugs) - current - len(failures)
    print(f"Records: {ran} run, {current} current, {len(failures)} failed, {time.monotonic() - start:.1f} s.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
