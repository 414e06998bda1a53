"""Builds after a save what the save touches, and the whole site where that cannot be told."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from paotong.preview.built import Built
from paotong.preview.changes import Changes
from paotong.preview.touched import touched_pages
from paotong.project import Project
from paotong.render.shown import pages_by_lesson

# A child of MkDocs' logger, so that it is told as MkDocs tells of its builds.
log = logging.getLogger("mkdocs.paotong")


class QuickBuilder:
    """Of one language. build_all: builds the site, and gives what was built.

    To be made before the first build, so that nothing that is saved meanwhile is missed.
    """

    def __init__(self, project: Project, language: str, build_all: Callable[[], Built]) -> None:
        self._project = project
        self._language = language
        self._build_all = build_all
        self._changes = Changes(project)
        self.built: Built | None = None

    def __call__(self) -> None:
        """Bring the site level with what was saved; the first time, build it."""
        saved = self._changes.since()
        touched = touched_pages(self._project, self._language, saved, pages_by_lesson(self._project, self._language))
        if self.built is None or touched is None:
            self.built = None  # where this fails, nothing is known of a site that is half built
            self.built = self._build_all()
        elif touched:
            start = time.monotonic()
            self.built.rebuild(self._project, self._language, touched)
            log.info("Built %s in %.2f s", ", ".join(touched), time.monotonic() - start)
