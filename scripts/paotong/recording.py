"""From programs to records: which are to be made, and making them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from paotong.cells.library import load_snippet
from paotong.command import each_with_progress
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.attempts import forget, note_begun, note_failed
from paotong.record.key import Key, key_of
from paotong.record.state import State, standing_of
from paotong.record.store import check_can_be_kept, longest_first, write_record
from paotong.run.job import Start
from paotong.run.launch import run_snippet

RAN, CURRENT = "ran", "current"


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


def record_each(
    project: Project,
    slugs: list[str],
    jobs: int,
    start: Start,
    again: bool = False,
    stop: threading.Event | None = None,
) -> Iterator[tuple[str, str | None, PaotongError | None]]:
    """Run these lessons and put their records in place; tell of each RAN, CURRENT or what failed.

    Where it failed, the old record is still there. CURRENT: somebody else ran it meanwhile. again: run it all the same.
    stop: another thread sets it, to end this.
    """

    def record(slug: str, stop: threading.Event) -> str:
        if not again and _is_current(project, slug):
            return CURRENT
        # The key is of the text that is run: taken before, so that an edit meanwhile leaves the record stale.
        key = key_of(project, load_snippet(project, slug))
        with _attempt(project, slug, key, stop), run_snippet(project, slug, start, stop) as result:
            if not _is_overtaken(project, slug, key):
                write_record(project, result, key)
        return RAN

    refused = _refused(project, slugs)
    for slug, error in refused.items():
        yield slug, None, error
    possible = [slug for slug in slugs if slug not in refused]
    yield from each_with_progress(longest_first(project, possible), record, jobs, str, stop)


@contextmanager
def _attempt(project: Project, slug: str, key: Key, stop: threading.Event) -> Iterator[None]:
    """For who looks at the lesson's page meanwhile: that its program runs, and then why it failed."""
    note_begun(project, slug, key)
    failed = ""
    try:
        yield
    except PaotongError as error:
        failed = "" if stop.is_set() else str(error)
        raise
    finally:
        if failed:
            note_failed(project, slug, key, failed)
        else:
            forget(project, slug)


def _refused(project: Project, slugs: list[str]) -> dict[str, PaotongError]:
    """The lessons that need not be run, since their records could not be kept: found before hours are spent."""
    refused: dict[str, PaotongError] = {}
    for course, lessons in groupby(slugs, key=lambda slug: slug.rpartition("/")[0]):
        try:
            check_can_be_kept(project, course)
        except PaotongError as error:
            refused |= dict.fromkeys(lessons, error)
    return refused


def _is_current(project: Project, slug: str) -> bool:
    try:
        return standing_of(project, slug, load_snippet(project, slug)).state is State.CURRENT
    except PaotongError:
        return False


def _is_overtaken(project: Project, slug: str, key: Key) -> bool:
    """Whether the program was saved while it ran, and another run has recorded the newer one already."""
    try:
        return key_of(project, load_snippet(project, slug)) != key and _is_current(project, slug)
    except PaotongError:
        return False
