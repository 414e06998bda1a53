"""Pages that the navigation leaves out: where each belongs, and a whole course at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from paotong.check.finding import Edit, Finding
from paotong.check.nav import INDEX, Entry, Navigation
from paotong.check.rules.headings import title
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.new.navigation import Navigation as StrictNavigation
from paotong.new.navigation import read_navigation as read_strictly
from paotong.new.navigation import with_page, with_section
from paotong.new.titles import checked_title, yaml_key

# Stands where a page has no title that can be an entry.
NO_TITLE = "Title"
# In what a section is shown as it would stand in a navigation that is written as usual.
USUAL = f"nav:\n  - {INDEX}\n"


def left_out(sources: Sources, nav: Navigation, pages: Iterable[SourcePage]) -> Iterator[Finding]:
    """pages: all of the navigation's language."""
    named = {_folder(path) for path in nav.by_path}
    for folder, several in _by_folder(sources, [page for page in pages if page.path not in nav.by_path]).items():
        model = _model(sources, several)
        if folder and folder not in named and (model is None or _is_section(model, folder)):
            yield _course(sources, nav, model, several)
        else:
            yield from (_page(sources, nav, page) for page in several)


def title_of(page: SourcePage | None) -> str:
    """Its heading, where that can be an entry of the navigation as it stands; empty where it cannot."""
    try:
        return checked_title(title(page) if page else "", "")
    except PaotongError:
        return ""


def quoted(nav: Navigation, path: str) -> str:
    """The line that names a page, and where it stands."""
    entry = nav.by_path[path]
    return f"{nav.place(entry)}, `{nav.lines[entry.line - 1].strip()}`"


def _by_folder(sources: Sources, pages: list[SourcePage]) -> dict[str, list[SourcePage]]:
    """In the order of the navigation that names them; else a course's page first, and then as that lists them."""
    named = [path for nav in sources.navigation.values() for path in nav.by_path]
    indices = [page.path for page in pages if PurePosixPath(page.path).name == INDEX]
    listed = [f"{slug}.md" for page in pages for slug in page.expanded.contents]
    order = list(dict.fromkeys([*named, *indices, *listed, *(page.path for page in pages)]))
    found: dict[str, list[SourcePage]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: order.index(page.path)):
        found[_folder(page.path)].append(page)
    return found


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _model(sources: Sources, pages: list[SourcePage]) -> Navigation | None:
    """The navigation that names one of them, if any."""
    navigations = sources.navigation.values()
    return next((nav for nav in navigations if any(page.path in nav.by_path for page in pages)), None)


def _is_section(nav: Navigation, folder: str) -> bool:
    """Whether all that it names of a folder stands in one section, which is in no other, and nothing else in that."""
    sections = {entry.sections for entry in nav.entries if _folder(entry.path) == folder}
    inside = [entry for entry in nav.entries if set(entry.sections) & {line for each in sections for line in each}]
    return all(len(each) == 1 for each in sections) and {_folder(entry.path) for entry in inside} == {folder}


def _course(sources: Sources, nav: Navigation, model: Navigation | None, pages: list[SourcePage]) -> Finding:
    """It belongs below the pages that it follows in the other language, or else below all others."""
    folder = _folder(pages[0].path)
    order = list(model.by_path) if model else []
    first = next((number for number, path in enumerate(order) if _folder(path) == folder), 0)
    above = [path for path in (order[:first] if model else nav.by_path) if path in nav.by_path]
    index = next((page for page in pages if PurePosixPath(page.path).name == INDEX), None)
    name = title_of(index)
    titled = [(None if page is index else title_of(page) or NO_TITLE, page.path) for page in pages]
    lines, edit = _section(sources, nav, name or NO_TITLE, titled)
    is_last = not any(path in nav.by_path for path in order[first:])
    is_certain = is_last and name and not any(each == NO_TITLE for each, _ in titled)
    where = f"below {quoted(nav, above[-1])}" if above else f"to `nav:` in {nav.file}"
    return Finding(
        PaotongError(
            (index or pages[0]).name,
            f"the course {folder} is not in the navigation",
            expected=f"a section for it in `nav:` of {nav.file}" + (f", as {model.file} has one" if model else ""),
            cure="\n".join([f"add this {where}:", *lines]),
        ),
        edit=edit if is_certain else None,
    )


def _section(
    sources: Sources, nav: Navigation, name: str, pages: list[tuple[str | None, str]]
) -> tuple[list[str], Edit | None]:
    """The lines of a section, and putting them below all others: None where nobody can tell whether that is right."""
    try:
        strict = read_strictly("\n".join(nav.lines), nav.file)
        lines = _added(strict, name, pages)
    except PaotongError:
        return _added(read_strictly(USUAL, nav.file), name, pages), None
    number = strict.entries[-1].line + 1
    return lines, Edit(sources.project.root / nav.file, number, number, (nav.lines[number - 1], *lines))


def _added(nav: StrictNavigation, name: str, pages: list[tuple[str | None, str]]) -> list[str]:
    first = nav.entries[-1].line + 1
    return with_section(nav, name, pages).split("\n")[first : first + 1 + len(pages)]


def _page(sources: Sources, nav: Navigation, page: SourcePage) -> Finding:
    """It belongs below the page that it follows in the other language, or else below the last of its course."""
    model = _model(sources, [page])
    before, alike = None, False
    if model:
        entry = model.by_path[page.path]
        for other in model.entries[: model.entries.index(entry)]:
            if other.path in nav.by_path:
                before, alike = nav.by_path[other.path], other.sections == entry.sections
    else:
        for other in nav.entries:
            if _folder(other.path) == _folder(page.path):
                before = other
    name = title_of(page)
    indent = " " * before.indent if before else "  "
    line = f"{indent}- {yaml_key(name or NO_TITLE)}: {page.path}"
    where = f"below {quoted(nav, before.path)}" if before else f"to `nav:` in {nav.file}"
    edit = _insertion(sources, nav, before, name, page.path) if before and alike and name else None
    return Finding(
        PaotongError(
            page.name,
            "is not in the navigation",
            expected=f"a line for it in `nav:` of {nav.file}",
            cure=f"add the line `{line}` {where}",
        ),
        edit=edit,
    )


def _insertion(sources: Sources, nav: Navigation, before: Entry, name: str, path: str) -> Edit | None:
    """None where the file is written so that nobody can tell whether one more line is right."""
    try:
        strict = read_strictly("\n".join(nav.lines), nav.file)
        place = next(entry for entry in strict.entries if entry.path == before.path)
        lines = with_page(strict, name, path, place).split("\n")
    except (PaotongError, StopIteration):
        return None
    number = place.line + 1
    return Edit(sources.project.root / nav.file, number, number, tuple(lines[number - 1 : number + 1]))
