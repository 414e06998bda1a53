"""Pages of a pair are level: neither has changed in meaning without the other. Only where a checkout keeps levels."""

from __future__ import annotations

from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.levels import FOLDER, TOP, Difference, differences, entries, entry_file, read_entry, sections, settled


def levels(sources: Sources) -> Iterator[Finding]:
    """Which pages are behind, and what `make level` has not entered."""
    project = sources.project
    if not (project.root / FOLDER).is_dir():
        return
    paths = set()
    for pair in sources.twins():
        path = pair[0].path
        paths.add(path)
        if any(page.has_unclosed_block for page in pair):
            continue  # nobody can tell what its sections are
        try:
            yield from _of_pair(sources, path, pair)
        except PaotongError as error:
            yield Finding(error)
    for path in entries(project):
        if path not in paths:
            place = project.place(entry_file(project, path))
            yield _warning(
                place, "is of no pair of pages", "a page in both languages", "enter what there is: `make level`"
            )


def _of_pair(sources: Sources, path: str, pair: tuple[SourcePage, SourcePage]) -> Iterator[Finding]:
    entry = read_entry(sources.project, path)
    name = path.removesuffix(".md")
    say_so = f"`make level LESSON={name}`"
    if entry is None:
        yield _warning(
            pair[0].name,
            "is not entered as level with its twin",
            f"an entry in {FOLDER}, so that it is seen when one of the two changes alone",
            f"see that both say the same, then {say_so}",
        )
        return
    now = {page.language: sections(page.lines, page.name) for page in pair}
    found = differences(entry, now)
    for page in pair:
        if behind := [each for each in found if each.behind == page.language]:
            yield _warning(
                _place(page, behind[0]),
                f"is behind docs/{behind[0].changed}/{path}: {', '.join(each.where for each in behind)}",
                "what is changed in one language to be changed in the other",
                f"change it here too; if both say the same, {say_so}",
            )
    if settled(entry, now) != entry:
        yield _warning(
            sources.project.place(entry_file(sources.project, path)),
            "has an older state of sections that both pages changed",
            "their state of today, so that it is seen when one changes alone",
            "enter it: `make level`",
        )


def _place(page: SourcePage, difference: Difference) -> str:
    line = next((heading.line for heading in page.headings if heading.id == difference.id != TOP), None)
    return page.name if line is None else page.place(line)


def _warning(place: str, found: str, expected: str, cure: str) -> Finding:
    return Finding(PaotongError(place, found, expected=expected, cure=cure), warning=True)
