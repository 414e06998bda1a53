"""Which pages look otherwise after something was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from paotong.preview.changes import Saved
from paotong.project import LANGUAGES, Project
from paotong.record.attempts import folder_of_attempts


def touched_pages(
    project: Project, language: str, saved: Saved, pages_by_lesson: Mapping[str, Sequence[str]]
) -> list[str] | None:
    """The pages of a language that have to be built again; None where it is all of them, or a page came or went.

    pages_by_lesson: see render/shown.py.
    """
    touched: dict[str, None] = {}
    for path in sorted(saved.written | saved.moved):
        parts = path.relative_to(project.root).parts
        if parts[:2] == ("docs", "levels"):
            # Both pages tell which of them is behind.
            touched["/".join(parts[2:]).removesuffix(".json") + ".md"] = None
        elif parts[0] == "docs":
            if not _is_of(language, parts):
                continue
            if path.suffix != ".md" or path in saved.moved:
                return None
            page = "/".join(parts[2:])
            touched[page] = None
            # The lists of lessons show a lesson's title and what its page says of it.
            touched |= dict.fromkeys(pages_by_lesson.get(page.removesuffix(".md"), ()))
        elif (name := _lesson_of(project, path)) is not None:
            touched |= dict.fromkeys(_showing(name, pages_by_lesson))
        else:
            return None
    return list(touched)


def _is_of(language: str, parts: Sequence[str]) -> bool:
    """Whether a file of docs/ is in its folder, and not in that of another language, nor for both."""
    return parts[1] == language and len(parts) > 2 and language in LANGUAGES


def _lesson_of(project: Project, path: Path) -> str | None:
    """The lesson whose program, record or attempt a file is, or the file beside programs that it is itself."""
    for folder in (project.snippets, project.outputs, folder_of_attempts(project)):
        if path.is_relative_to(folder):
            within = path.relative_to(folder).parts
            return "/".join((*within[:-1], path.stem) if folder != project.outputs else within[:2])
    return None


def _showing(name: str, pages_by_lesson: Mapping[str, Sequence[str]]) -> list[str]:
    if name in pages_by_lesson:
        return list(pages_by_lesson[name])
    # No lesson that a page shows, but perhaps a module or data of one of its course.
    course = name.partition("/")[0] + "/"
    return [page for slug, pages in pages_by_lesson.items() if slug.startswith(course) for page in pages]
