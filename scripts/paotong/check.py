"""What must hold before a build: every record is current and unedited, every page names cells that there are."""

from __future__ import annotations

from paotong.cells.library import all_slugs, misplaced
from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.record.store import recorded_slugs
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.shelf import Shelf


def findings(project: Project) -> list[PaotongError]:
    """All that is wrong, at once; empty where the site may be built. Runs nothing."""
    slugs = all_slugs(project)
    shelf = Shelf(project)
    found = [*_of_snippets(shelf, slugs), *_of_orphans(project, slugs), *misplaced(project)]
    for language in LANGUAGES:
        found += _of_pages(project, language, slugs, shelf)
    unique = {str(problem): problem for problem in found}
    return list(unique.values())


def _of_snippets(shelf: Shelf, slugs: list[str]) -> list[PaotongError]:
    found = []
    for slug in slugs:
        try:
            problem = shelf.program(slug)[1].problem
        except PaotongError as error:
            problem = error
        if problem:
            found.append(problem)
    return found


def _of_orphans(project: Project, slugs: list[str]) -> list[PaotongError]:
    return [
        PaotongError(
            f"outputs/{slug}",
            "is an orphan",
            expected=f"the program that it came from, snippets/{slug}.py",
            cure=f"bring the program back, or remove the record: git rm -r outputs/{slug}",
        )
        for slug in recorded_slugs(project)
        if slug not in slugs
    ]


def _of_pages(project: Project, language: str, slugs: list[str], shelf: Shelf) -> list[PaotongError]:
    found: list[PaotongError] = []
    for file in project.pages(language):
        path = file.relative_to(project.docs(language)).as_posix()
        place = project.place(file)
        try:
            lines = read_text(file, place).split("\n")
        except PaotongError as error:
            found.append(error)
            continue
        page = Page(shelf, language, place, path)
        expand(lines, page)
        found += page.problems
        slug = path.removesuffix(".md")
        if slug in slugs and not page.problems:
            try:
                found += _of_cells_left_out(page, slug)
            except PaotongError as error:  # of the program
                found.append(error)
    for slug in slugs:
        if not (project.docs(language) / f"{slug}.md").is_file():
            found.append(
                PaotongError(
                    f"snippets/{slug}.py",
                    f"has no page in {language}",
                    expected=f"docs/{language}/{slug}.md",
                    cure="write the page",
                )
            )
    return found


def _of_cells_left_out(page: Page, slug: str) -> list[PaotongError]:
    """A lesson's page shows the code of every cell of its program, and the whole of it at its foot."""
    shown = {directive.cell for directive in page.directives if directive.slug == slug and "code" in directive.show}
    missing = [name for name in page.lesson(slug).program.names if name not in shown]
    found = []
    if missing:
        found.append(
            PaotongError(
                page.name,
                f"leaves out {', '.join(missing)}",
                expected=f"the code of every cell of snippets/{slug}.py",
                cure=f"add a snippet block with `{slug}.py:{missing[0]}`",
            )
        )
    if None not in shown:
        found.append(
            PaotongError(
                page.name,
                "does not end with what it ran with",
                expected="a snippet block that names the program alone, at the foot of the page",
                cure=f"add a snippet block with `{slug}.py`",
            )
        )
    return found
