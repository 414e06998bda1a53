"""The navigation of the site names every page once, and is alike in both languages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches

from paotong.check.finding import Edit, Finding
from paotong.check.nav import Entry, Navigation, read_navigation
from paotong.check.order import misplaced
from paotong.check.rules.left_out import left_out, quoted, title_of
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.new.titles import yaml_key
from paotong.project import LANGUAGES


def navigation(sources: Sources) -> Iterator[Finding]:
    """The navigation of each language names every page once, all but index pages with a title, in the same order."""
    for language in LANGUAGES:
        try:
            nav = read_navigation(sources.project, language)
        except PaotongError as error:
            yield Finding(error)
            continue
        for entry in nav.entries:
            yield from _wrong_entry(sources, language, nav, entry)
        yield from left_out(sources, nav, sources.pages[language].values())
    if len(sources.navigation) == len(LANGUAGES):
        yield from _unlike(*(sources.navigation[language] for language in LANGUAGES))


def _wrong_entry(sources: Sources, language: str, nav: Navigation, entry: Entry) -> Iterator[Finding]:
    place, path = nav.place(entry), entry.path
    if not path:
        found = f"`{entry.title}` leads nowhere" if entry.title else "an entry without a page"
        cure = "write the path of its page behind the colon, or remove the line"
        yield _finding(place, found, "`- Title: course/lesson.md`", cure)
    elif nav.by_path[path] is not entry:
        expected = f"every page once; the first is on line {nav.by_path[path].line}"
        yield _finding(place, f"names {path} a second time", expected, "remove one of the two lines")
    elif not _is_there(sources, language, path):
        like = get_close_matches(path, sources.pages[language], 1)
        cure = f"mend the path, as to `{like[0]}`" if like else "write the page"
        expected = f"a file docs/{language}/{path}"
        yield _finding(place, f"names {path}, and there is no such page", expected, f"{cure}, or remove the line")
    elif entry.title is None and not entry.is_index:
        title = title_of(sources.pages[language].get(path))
        line = f"{' ' * entry.indent}- {yaml_key(title or 'Title')}: {path}"
        simple = title and nav.lines[entry.line - 1].strip() == f"- {path}"
        edit = Edit(sources.project.root / nav.file, entry.line, entry.line, (line,)) if simple else None
        expected = "a title, for where MkDocs builds one page alone it knows no other"
        yield _finding(place, f"names {path} without a title", expected, f"write `{line}`", edit)


def _unlike(model: Navigation, nav: Navigation) -> Iterator[Finding]:
    """The order, and once that is the same, the sections. What is in one of them alone is told elsewhere."""
    paths = [path for path in nav.by_path if path and path in model.by_path]
    moved = misplaced(paths, list(model.by_path))
    for each in moved:
        first, second = (model.by_path[path].line for path in each.order)
        yield _finding(
            nav.place(nav.by_path[each.item]),
            f"names {each.item} {'before' if each.too_early else 'after'} {each.neighbour}",
            f"the order of {model.file}, lines {first} and {second}: {', then '.join(each.order)}",
            f"move the line {each.side} {quoted(nav, each.neighbour)}, or mend {model.file}",
        )
    before: tuple[Entry, Entry] | None = None
    for path in () if moved else paths:
        pair = model.by_path[path], nav.by_path[path]
        told = [_nesting(entry, before[side] if before else None) for side, entry in enumerate(pair)]
        if told[0] != told[1]:
            there = f"{model.place(pair[0])} names it {_sections(model, pair[0])}"
            yield _finding(
                nav.place(pair[1]),
                f"names {path} {_sections(nav, pair[1])}",
                f"the same sections in both languages; {there}",
                "move the line of the page, or that of the section, so that both are alike",
            )
            return  # what follows differs for the same reason
        before = pair


def _is_there(sources: Sources, language: str, path: str) -> bool:
    if ".." in path.split("/"):
        return False
    # Unlike Path, os.path takes any name.
    return os.path.isfile(sources.project.docs(language) / path)  # noqa: PTH113


def _nesting(entry: Entry, before: Entry | None) -> tuple[int, int]:
    """How deep it lies, and how many sections begin between the page before it and this one."""
    above = before.sections if before else ()
    return len(entry.sections), sum(section not in above for section in entry.sections)


def _sections(nav: Navigation, entry: Entry) -> str:
    if not entry.sections:
        return "in no section"
    lines = (f"`{nav.lines[line - 1].strip()}` (line {line})" for line in entry.sections)
    return f"in the section {', '.join(lines)}"


def _finding(place: str, found: str, expected: str, cure: str, edit: Edit | None = None) -> Finding:
    return Finding(PaotongError(place, found, expected=expected, cure=cure), edit=edit)
