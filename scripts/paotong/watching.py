"""Keeps records level with the programs while somebody writes: what is saved is run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from watchdog import events
from watchdog.observers import Observer

from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.key import Key, key_of
from paotong.recording import not_current, record_all
from paotong.run.job import Start

# An editor saves in several steps; after so many seconds without one it is done.
SETTLED = 0.1
WRITTEN = (
    events.EVENT_TYPE_CREATED,
    events.EVENT_TYPE_MODIFIED,
    events.EVENT_TYPE_MOVED,
    events.EVENT_TYPE_DELETED,
)


def watch(project: Project, slugs: Callable[[], list[str]], jobs: int, start: Start) -> None:
    """Run what is not current whenever something below snippets/ is saved, until Ctrl-C.

    slugs: the lessons that are meant, asked for each time, since some may be new.
    """
    saved = _Saved()
    observer = Observer()
    observer.schedule(saved, str(project.snippets), recursive=True)
    observer.start()
    failed: dict[str, Key] = {}
    told: set[str] = set()
    print("Saved snippets are run. Ctrl-C ends it.", flush=True)
    try:
        while True:
            saved.wait()
            try:
                needed, unreadable = not_current(project, slugs())
                keys = {slug: key_of(project, load_snippet(project, slug)) for slug in needed}
                # What failed is not run again until it is another program.
                changed = [slug for slug in needed if failed.get(slug) != keys[slug]]
                failures = record_all(project, changed, jobs, start)
            except PaotongError as error:
                unreadable, failures, keys = [error], {}, {}
            failed |= {slug: keys[slug] for slug in failures}
            problems = [str(error) for error in (*unreadable, *failures.values())]
            for problem in problems:
                if problem not in told:
                    print(f"\n{problem}\n", file=sys.stderr, flush=True)
            told = set(problems)
    except KeyboardInterrupt:
        print("Ended.")
    finally:
        observer.stop()
        observer.join()


class _Saved(events.FileSystemEventHandler):
    """Hears of every file that is written, and lets somebody wait for that."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._event.set()  # for what was written before anybody listened

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        if event.event_type in WRITTEN:
            self._event.set()

    def wait(self) -> None:
        """Wait until something was written and then nothing for a moment."""
        self._event.wait()
        while self._event.is_set():
            self._event.clear()
            self._event.wait(SETTLED)
