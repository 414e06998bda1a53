"""Runs the new program, so that the site builds at once."""

from __future__ import annotations

import importlib.util

from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.recording import record_each
from paotong.run.warm import workers


def not_installed(project: Project, slug: str) -> list[str]:
    """What a program imports and is not there."""
    return [name for name in load_snippet(project, slug).imports if importlib.util.find_spec(name) is None]


def run_once(project: Project, slug: str) -> PaotongError | None:
    """Run a lesson and put its record in place; gives what failed."""
    with workers(project) as start:
        return next((error for _, _, error in record_each(project, [slug], 1, start) if error), None)
