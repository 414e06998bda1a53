"""Keeps records level with the programs while somebody writes: what is saved is run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from watchdog import events
from watchdog.observers import Observer

from paotong.cells.library import all_slugs, load_snippet
from paotong.command import default_jobs
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.key import Key, key_of
from paotong.recording import not_current, record_each
from paotong.run.job import Start
from paotong.run.warm import workers

# An editor saves in several steps; after so many seconds without one it is done.
SETTLED = 0.1
# How long it may take until it hears that it is to stop.
LISTENING = 0.2
WRITTEN = (
    events.EVENT_TYPE_CREATED,
    events.EVENT_TYPE_MODIFIED,
    events.EVENT_TYPE_MOVED,
    events.EVENT_TYPE_DELETED,
)


def watch(project: Project, slugs: Callable[[], list[str]], jobs: int, start: Start, stop: threading.Event) -> None:
    """Run what is not current whenever something below snippets/ is saved, until another thread sets `stop`.

    A run whose program is saved meanwhile is ended, and the new one begins.

    slugs: the lessons that are meant, asked for each time, since some may be new.
    """
    saved = _Saved()
    observer = Observer()
    observer.schedule(saved, str(project.snippets), recursive=True)
    observer.start()
    failed: dict[str, Key] = {}
    told: set[str] = set()
    try:
        while saved.wait(stop):
            try:
                needed, unreadable = not_current(project, slugs())
                keys = {slug: key_of(project, load_snippet(project, slug)) for slug in needed}
                # What failed is not run again until it is another program.
                changed = [slug for slug in needed if failed.get(slug) != keys[slug]]
                with _until_overtaken(project, {slug: keys[slug] for slug in changed}, saved, stop) as over:
                    ran = record_each(project, changed, jobs, start, stop=over)
                    failures = {slug: error for slug, _, error in ran if error}
                if over.is_set():
                    continue
            except PaotongError as error:
                unreadable, failures, keys = [error], {}, {}
            failed |= {slug: keys[slug] for slug in failures}
            problems = [str(error) for error in (*unreadable, *failures.values())]
            for problem in problems:
                if problem not in told:
                    print(f"\n{problem}\n", file=sys.stderr, flush=True)
            told = set(problems)
    finally:
        observer.stop()
        observer.join()


@contextmanager
def running_what_is_saved(project: Project) -> Iterator[None]:
    """The same beside other work, in a thread, for as long as the context lasts."""
    stop = threading.Event()

    def run() -> None:
        with workers(project) as start:
            watch(project, lambda: all_slugs(project), default_jobs(), start, stop)

    thread = threading.Thread(target=run, name="run what is saved")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _until_overtaken(
    project: Project, keys: Mapping[str, Key], saved: _Saved, stop: threading.Event
) -> Iterator[threading.Event]:
    """An event that ends these runs: it comes when one of them is another program meanwhile, or with `stop`."""
    over, done = threading.Event(), threading.Event()

    def is_another(slug: str) -> bool:
        try:
            return key_of(project, load_snippet(project, slug)) != keys[slug]
        except PaotongError:
            return True

    def look() -> None:
        while not done.wait(LISTENING):
            if stop.is_set() or (saved.heard() and any(map(is_another, keys))):
                over.set()
                return

    looking = threading.Thread(target=look, name="look for newer programs")
    looking.start()
    try:
        yield over
    finally:
        done.set()
        looking.join()


class _Saved(events.FileSystemEventHandler):
    """Hears of every file that is written, and lets somebody wait for that."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._event.set()  # for what was written before anybody listened

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        if event.event_type in WRITTEN:
            self._event.set()

    def heard(self) -> bool:
        """Whether something was written since the last wait."""
        return self._event.is_set()

    def wait(self, stop: threading.Event) -> bool:
        """Wait until something was written and then nothing for a moment; False where it is to stop."""
        while not self._event.wait(LISTENING):
            if stop.is_set():
                return False
        while self._event.is_set():
            self._event.clear()
            self._event.wait(SETTLED)
        return not stop.is_set()
