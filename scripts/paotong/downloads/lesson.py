"""The files that one lesson gives away."""

from __future__ import annotations

from paotong.cells.uses import uses_of
from paotong.downloads.notebook import notebook
from paotong.downloads.portable import Surroundings
from paotong.project import Project
from paotong.render.shelf import Shelf


def lesson_files(project: Project, slug: str, language: str, address: str, lessons: frozenset[str]) -> dict[str, bytes]:
    """By their path: the program, the notebook, and the modules and data files of ours that the program uses.

    address, lessons: see Surroundings. Raises PaotongError where the program or the page cannot be read.
    """
    shelf = Shelf(project)
    lesson = shelf.lesson(slug, language)
    page = shelf.page(slug, language, project.place(project.snippet(slug)))
    snippet, _ = shelf.program(slug)
    folder = project.snippet(slug).parent
    beside = [path for path in uses_of(project, snippet).paths(project) if path.parent == folder]
    around = Surroundings(f"{slug}.md", address, lessons)
    return {
        f"{slug}.py": f"{lesson.program.text.rstrip()}\n".encode(),
        f"{slug}.ipynb": notebook(lesson, page, language, around, [path.name for path in beside]),
        **{f"{folder.name}/{path.name}": path.read_bytes() for path in beside},
    }
