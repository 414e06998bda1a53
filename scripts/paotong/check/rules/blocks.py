"""Programs, records and the blocks of pages: what must hold before a site may be built."""

from __future__ import annotations

from collections.abc import Iterator

from paotong.cells.library import misplaced
from paotong.check.finding import Finding
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES
from paotong.record.store import recorded_slugs


def records(sources: Sources) -> Iterator[Finding]:
    """Every program can be read, and its record is current and unedited; every record has its program."""
    for slug in sources.slugs:
        try:
            problem = sources.shelf.program(slug)[1].problem
        except PaotongError as error:
            problem = error
        if problem:
            yield Finding(problem)
    for slug in recorded_slugs(sources.project):
        if slug not in sources.slugs:
            yield Finding(
                PaotongError(
                    f"outputs/{slug}",
                    "is an orphan",
                    expected=f"the program that it came from, snippets/{slug}.py",
                    cure=f"bring the program back, or remove the record: git rm -r outputs/{slug}",
                )
            )
    yield from map(Finding, misplaced(sources.project))


def blocks(sources: Sources) -> Iterator[Finding]:
    """Every block of a page shows something that there is, and a lesson's page all of its program."""
    yield from map(Finding, sources.unreadable)
    for page in sources.all_pages():
        yield from map(Finding, page.expanded.problems)
        if page.slug and not page.expanded.problems:
            try:
                yield from map(Finding, _cells_left_out(page, page.slug))
            except PaotongError as error:  # of the program
                yield Finding(error)


def pages(sources: Sources) -> Iterator[Finding]:
    """Every program has a page in each language."""
    for language in LANGUAGES:
        for slug in sources.slugs:
            if not (sources.project.docs(language) / f"{slug}.md").is_file():
                yield Finding(
                    PaotongError(
                        f"snippets/{slug}.py",
                        f"has no page in {language}",
                        expected=f"docs/{language}/{slug}.md",
                        cure="write the page",
                    )
                )


def _cells_left_out(page: SourcePage, slug: str) -> Iterator[PaotongError]:
    """A lesson's page shows the code of every cell of its program, and the whole of it at its foot."""
    shown = {directive.cell for directive in page.directives if directive.slug == slug and "code" in directive.show}
    missing = [name for name in page.expanded.lesson(slug).program.names if name not in shown]
    if missing:
        yield PaotongError(
            page.name,
            f"leaves out {', '.join(missing)}",
            expected=f"the code of every cell of snippets/{slug}.py",
            cure=f"add a snippet block with `{slug}.py:{missing[0]}`",
        )
    if None not in shown:
        yield PaotongError(
            page.name,
            "does not end with what it ran with",
            expected="a snippet block that names the program alone, at the foot of the page",
            cure=f"add a snippet block with `{slug}.py`",
        )
