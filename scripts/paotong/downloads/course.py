"""The archive of a course: the files of its lessons, how to begin with them, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paotong.downloads.archive import zipped
from paotong.downloads.portable import plain
from paotong.downloads.words import WORDS
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.render.directive import listed_lessons
from paotong.render.lesson_page import LessonPage
from paotong.render.publish import course_archive
from paotong.render.shelf import Shelf

LICENCES = ("LICENSE", "LICENSE-TEXT")
# An ending by which every system knows what to open it with.
TEXT = ".txt"


def course_files(
    project: Project, course: str, language: str, address: str, lessons: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The archive, by its path. lessons: the files of the course's lessons, by path. address: of the site, if known."""
    name = course_archive(course, language)
    files = {path.partition("/")[2]: content for path, content in lessons.items()}
    if project.style.is_file():
        files[project.style.name] = project.style.read_bytes()
    for licence in LICENCES:
        if (project.root / licence).is_file():
            files[f"{licence}{TEXT}"] = (project.root / licence).read_bytes()
    slugs = [path.removesuffix(".ipynb") for path in lessons if path.endswith(".ipynb")]
    readme = "\n".join(_readme(Shelf(project), course, language, address, slugs))
    files[f"README{TEXT}"] = f"{readme}\n".encode()
    return {f"{name}.zip": zipped({f"{name}/{path}": content for path, content in files.items()})}


def _readme(shelf: Shelf, course: str, language: str, address: str, slugs: list[str]) -> Iterator[str]:
    words = WORDS[language]
    page = _course_page(shelf, course, language)
    ordered = _in_order(page, slugs)
    first = ordered[0].partition("/")[2]
    width = max(len(slug.partition("/")[2]) for slug in ordered)
    yield from (plain(page.title), "") if page else ()
    yield words["order"]
    for number, slug in enumerate(ordered, start=1):
        title = shelf.page(slug, language, course).title
        yield f"  {number:2}. {slug.partition('/')[2]:{width}}  {plain(title)}"
    packages = _packages(shelf, ordered)
    if packages:
        yield from ("", words["first_install"], f"    python -m pip install {' '.join(packages)}")
    yield from ("", words["run"], f"    python {first}.py")
    yield from ("", words["jupyter"], "    python -m pip install jupyterlab", f"    jupyter lab {first}.ipynb", "")
    if address:
        yield words["online"].format(address=f"{address}{course}/index.html")
    yield words["licence"]


def _course_page(shelf: Shelf, course: str, language: str) -> LessonPage | None:
    try:
        return shelf.course_page(course, language, course)
    except PaotongError:
        return None  # the check's to tell


def _in_order(page: LessonPage | None, slugs: list[str]) -> list[str]:
    """As the course's page lists them; what it does not list comes last."""
    listed = list(listed_lessons(page.lines)) if page else []
    return sorted(slugs, key=lambda slug: (listed.index(slug) if slug in listed else len(listed), slug))


def _packages(shelf: Shelf, slugs: list[str]) -> list[str]:
    """What the programs ran with."""
    runs = [standing.shown.run for slug in slugs if (standing := shelf.program(slug)[1]).shown]
    return sorted({name for run in runs for name in run.versions} - {"python"})
