"""Puts the figures of the records where both builders look for what a page shows: into the folder of its language.

docs/zh/figures/ and docs/en/figures/ are copies, made anew when outputs/ changed,
and not committed.
"""

from __future__ import annotations

from pathlib import Path

from paotong.project import Project
from paotong.record.store import recorded_figures
from paotong.whole import write_whole

PUBLISHED = "figures"
# What paotong.downloads puts beside them.
DOWNLOADS = "downloads"
# The folders beside the pages that builds make.
MADE_FOLDERS = (PUBLISHED, DOWNLOADS)
_published: dict[Path, object] = {}


def course_archive(course: str, language: str) -> str:
    """What a course's archive is called, without its ending, and the folder in it. Two languages do not meet there."""
    return f"paotong-{course}-{language}"


def publish_figures(project: Project, language: str) -> None:
    """Bring the copies level with the records. Cheap where nothing changed."""
    target = project.docs(language) / PUBLISHED
    if not project.docs(language).is_dir():
        return
    # A record is put in its place by a rename, which changes the time of the folder around it.
    state = sorted((str(folder), folder.stat().st_mtime_ns) for folder in project.outputs.glob("*/"))
    if _published.get(target) == state and target.is_dir():
        return
    wanted = {target / path.relative_to(project.outputs): path for path in recorded_figures(project)}
    for copy in sorted(target.rglob("*"), reverse=True):
        if copy.is_file() and copy not in wanted:
            copy.unlink()
        elif copy.is_dir() and not any(copy.iterdir()):
            copy.rmdir()
    for copy, path in wanted.items():
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            write_whole(copy, path.read_bytes())  # two builders may do this at once
    target.mkdir(exist_ok=True)
    _published[target] = state
