"""All snippets of a project, and reading one from its file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from paotong.cells.lock import is_package
from paotong.cells.readings import module_of, snippet_of
from paotong.cells.snippet import Snippet, has_cells
from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import Project

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# As in LearningRate and RNNCell.
WORD_BEGINS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def all_slugs(project: Project) -> list[str]:
    """Every lesson that has a snippet. A module that other snippets import is not one: it has no cells."""
    # A dot begins the names that editors give to files of their own.
    paths = [path for path in project.snippets.glob("*/*.py") if path.name[0] != "." and path.is_file()]
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
    # Unlike Path, these take any name that a page may come up with.
    if not os.path.isfile(path):  # noqa: PTH113
        raise PaotongError(
            place,
            "there is no such snippet",
            expected=_neighbours(project, path),
            cure="mend the name, or write the program",
        )
    refuse_names(project, path.parent.name, path.stem, place)
    if project.leads_out(path):
        raise PaotongError(
            place,
            "is a link that leads out of snippets/",
            expected="a file: others have nothing but what is committed",
            cure="put the file itself there",
        )
    return snippet_of(project, read_text(path, place), place)


def misplaced(project: Project) -> list[PaotongError]:
    """Whatever is called like a program and would be passed over in silence."""
    found = []
    for path in sorted(project.snippets.rglob("*.py")):
        parts = path.relative_to(project.snippets).parts
        if any(part[0] == "." for part in parts) or (len(parts) == 2 and path.is_file()):
            continue
        found.append(
            PaotongError(
                project.place(path),
                "is no lesson, for " + ("it lies elsewhere" if path.is_file() else "it is no file"),
                expected="snippets/<course>/<lesson>.py",
                cure="move or remove it",
            )
        )
    return found


def refuse_names(project: Project, course: str, lesson: str, place: str) -> None:
    """A lesson's name is in its address; and no program may stand in the way of what it imports itself."""
    for name, what in ((course, "course"), (lesson, "lesson")):
        if not NAME.fullmatch(name):
            raise PaotongError(
                place,
                f"the {what} is called {name!r}",
                expected="at most 64 small letters, digits and hyphens, since its pages have that address",
                cure=f"rename it, as to `{_name_like(name, what) or 'first-steps'}`",
            )
    if is_package(project, lesson):
        raise PaotongError(
            place,
            f"is called like the module {lesson}",
            expected=f"another name: beside this program `import {lesson}` gives the program, not the module",
            cure=f"rename it, as to `about-{lesson}.py`, with its record and its pages",
        )


def _name_like(name: str, what: str) -> str:
    """A name that can be, from one that cannot; empty where nothing of it is left."""
    # A course is called after a library, which is one word: PyTorch.
    words = WORD_BEGINS.sub("-", name) if what == "lesson" else name
    return re.sub(r"[^a-z0-9]+", "-", words.lower())[:64].strip("-")


def _neighbours(project: Project, path: Path) -> str:
    if not os.path.isdir(path.parent):  # noqa: PTH112
        courses = sorted(folder.name for folder in project.snippets.glob("*/"))
        return f"a course of {', '.join(courses) or 'which there is none yet'}"
    return f"one of {', '.join(sorted(file.name for file in path.parent.glob('*.py'))) or 'which there is none yet'}"
