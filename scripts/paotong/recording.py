"""From programs to records: which are to be made, and making them."""

from __future__ import annotations

import threading

from paotong.cells.library import load_snippet
from paotong.command import each_with_progress
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.key import key_of
from paotong.record.state import State, standing_of
from paotong.record.store import longest_first, write_record
from paotong.run.job import Start
from paotong.run.launch import run_snippet


def not_current(project: Project, slugs: list[str], again: bool = False) -> tuple[list[str], list[PaotongError]]:
    """The lessons that have no record of today, and what is wrong with programs that cannot even be read.

    again: those that have one as well.
    """
    needed, failures = [], []
    for slug in slugs:
        try:
            if standing_of(project, slug, load_snippet(project, slug)).state is not State.CURRENT or again:
                needed.append(slug)
        except PaotongError as error:
            failures.append(error)
    return needed, failures


def record_all(project: Project, slugs: list[str], jobs: int, start: Start) -> dict[str, PaotongError]:
    """Run these lessons and put their records in place; gives what failed, and there the old record is still there."""

    def record(slug: str, stop: threading.Event) -> None:
        # The key is of the text that is run: taken before, so that an edit meanwhile leaves the record stale.
        key = key_of(project, load_snippet(project, slug))
        with run_snippet(project, slug, start, stop) as result:
            write_record(project, result, key)

    done = each_with_progress(longest_first(project, slugs), record, jobs, "ran")
    return {slug: error for slug, _, error in done if error}
