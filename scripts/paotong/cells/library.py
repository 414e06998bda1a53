"""All snippets of a project, and reading one from its file."""

from __future__ import annotations

from pathlib import Path

from paotong.cells.imports import imported_names
from paotong.cells.snippet import Snippet, has_cells, read_snippet
from paotong.errors import PaotongError
from paotong.project import Project


def all_slugs(project: Project) -> list[str]:
    """Every lesson that has a snippet. A module that other snippets import is not one: it has no cells."""
    # A dot begins the names that editors give to files of their own.
    paths = [path for path in project.snippets.glob("*/*.py") if path.name[0] != "."]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in paths}
    imported = {(path.parent, name) for path, text in texts.items() for name in imported_names(text)}
    return sorted(
        path.relative_to(project.snippets).with_suffix("").as_posix()
        for path, text in texts.items()
        if has_cells(text) or (path.parent, path.stem) not in imported
    )


def load_snippet(project: Project, slug: str) -> Snippet:
    """Raises PaotongError where the file is missing, is not UTF-8 or is no snippet."""
    path = project.snippet(slug)
    place = project.place(path)
    if not path.is_file():
        raise PaotongError(
            place,
            "there is no such snippet",
            expected=_neighbours(project, path),
            cure="mend the name, or write the program",
        )
    return read_snippet(read_text(path, place), place)


def read_text(path: Path, place: str) -> str:
    """A file of UTF-8, with or without a byte order mark, with any line ends."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PaotongError(
            f"{place}:{line}", f"is not UTF-8: {error.reason}", cure="save the file with the encoding UTF-8"
        ) from None


def _neighbours(project: Project, path: Path) -> str:
    if not path.parent.is_dir():
        courses = sorted(folder.name for folder in project.snippets.glob("*/"))
        return f"a course of {', '.join(courses) or 'which there is none yet'}"
    return f"one of {', '.join(sorted(file.name for file in path.parent.glob('*.py'))) or 'which there is none yet'}"
