"""All snippets of a project, and reading one from its file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from paotong.cells.readings import module_of, snippet_of
from paotong.cells.snippet import Snippet, has_cells
from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import Project


def all_slugs(project: Project) -> list[str]:
    """Every lesson that has a snippet. A module that other snippets import is not one: it has no cells."""
    # A dot begins the names that editors give to files of their own.
    paths = [path for path in project.snippets.glob("*/*.py") if path.name[0] != "."]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in paths}
    # Only beside a file that has no cells does it matter who imports what.
    folders = {path.parent for path, text in texts.items() if not has_cells(text)}
    imported = {
        (path.parent, name)
        for path, text in texts.items()
        if path.parent in folders
        for name in _imports(project, path, text)
    }
    return sorted(
        path.relative_to(project.snippets).with_suffix("").as_posix()
        for path, text in texts.items()
        if has_cells(text) or (path.parent, path.stem) not in imported
    )


def _imports(project: Project, path: Path, text: str) -> Iterable[str]:
    """What a file imports; nothing where it is not Python."""
    try:
        return module_of(project, text, project.place(path)).imports
    except PaotongError:
        return ()


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
    return snippet_of(project, read_text(path, place), place)


def _neighbours(project: Project, path: Path) -> str:
    if not path.parent.is_dir():
        courses = sorted(folder.name for folder in project.snippets.glob("*/"))
        return f"a course of {', '.join(courses) or 'which there is none yet'}"
    return f"one of {', '.join(sorted(file.name for file in path.parent.glob('*.py'))) or 'which there is none yet'}"
