"""Run the snippets whose record is not current, and keep what they leave.

Examples:
  python scripts/run.py                        every snippet that needs it
  python scripts/run.py pytorch/variable       this one, if it needs it
  python scripts/run.py pytorch --again        a whole course, even where it is current
  python scripts/run.py --watch                and from then on each that is saved, until Ctrl-C
  python scripts/run.py --shard 2/5            the second of five machines' share
  python scripts/run.py --list                 which are not current; runs nothing

Exit status: 0 all records are current, 1 something failed, 130 interrupted.
"""

from __future__ import annotations

import sys
import threading
import time

from paotong.command import add_lessons, chosen_slugs, exit_status, parser_of, project_of
from paotong.project import LANGUAGES, Project
from paotong.record.store import tidy_records
from paotong.recording import RAN, not_current, record_each
from paotong.run.job import Start
from paotong.run.warm import workers


def main() -> int:
    parser = parser_of(__doc__)
    add_lessons(parser)
    parser.add_argument("--again", action="store_true", help="run what is current as well")
    parser.add_argument("--watch", action="store_true", help="stay, and run what is saved; packages stay in memory")
    parser.add_argument("--list", action="store_true", help="print what is not current, one a line, and run nothing")
    arguments = parser.parse_args()

    def command() -> int:
        project = project_of(arguments)
        if arguments.list:
            return tell_what_is_not_current(project, chosen_slugs(project, arguments))
        with workers(project, sandboxed=arguments.sandboxed) as start:
            status = run(project, chosen_slugs(project, arguments), arguments.again, arguments.jobs, start)
            if arguments.watch:
                from paotong.watching import watch  # here, since it takes a while to import

                print("Saved snippets are run. Ctrl-C ends it.", flush=True)
                try:
                    watch(project, lambda: chosen_slugs(project, arguments), arguments.jobs, start, threading.Event())
                except KeyboardInterrupt:
                    print("Ended.")
            return status

    return exit_status(command)


def run(project: Project, slugs: list[str], again: bool, jobs: int, start: Start) -> int:
    began = time.monotonic()
    tidy_records(project)
    needed, failures = not_current(project, slugs, again)
    ran = 0
    failed = []
    for slug, did, error in record_each(project, needed, jobs, start, again):
        ran += did == RAN
        if error:
            failures.append(error)
            failed.append(slug)
    # What is wrong with a whole course is told once.
    for failure in dict.fromkeys(map(str, failures)):
        print(f"\n{failure}", file=sys.stderr)
    tell_where_they_are_shown(project, failed)
    current = len(slugs) - ran - len(failures)
    print(
        f"Records: {ran} run, {current} current, {len(failures)} failed, {time.monotonic() - began:.1f} s.", flush=True
    )
    return 1 if failures else 0


def tell_where_they_are_shown(project: Project, failed: list[str]) -> None:
    """The pages that wait for these lessons' records."""
    if not failed:
        return
    from paotong.render.shown import pages_by_lesson  # here, since most runs fail nothing

    pages = {language: pages_by_lesson(project, language) for language in LANGUAGES}
    print("\nFailed, and shown on:", file=sys.stderr)
    for slug in failed:
        shown = [f"docs/{language}/{path}" for language in LANGUAGES for path in pages[language].get(slug, [])]
        print(f"  {slug}: {', '.join(shown) or 'no page yet'}", file=sys.stderr)
    print(file=sys.stderr)


def tell_what_is_not_current(project: Project, slugs: list[str]) -> int:
    """Also what cannot be read, for it has no record of today either."""
    needed, failures = not_current(project, slugs)
    for slug in needed:
        print(slug)
    for failure in failures:
        print(f"\n{failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
