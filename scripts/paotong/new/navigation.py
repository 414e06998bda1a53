"""The place of a page in `nav` of a configuration: found with YAML, and written as lines, so that comments stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from paotong.errors import PaotongError
from paotong.new.lines import with_lines
from paotong.new.titles import yaml_key

# How much deeper the entries of a section stand than the section itself.
INDENT = 4


@dataclass(frozen=True)
class Entry:
    """A page in the navigation. title: None where it has none here. line: its last, from 0. column: of its dash."""

    title: str | None
    path: str
    line: int
    column: int
    in_section: bool

    @property
    def slug(self) -> str:
        return self.path.removesuffix(".md")


@dataclass(frozen=True)
class Navigation:
    """place: how messages call the file. column: of the dashes that are in no section. entries: all pages, in order."""

    place: str
    text: str
    column: int
    entries: tuple[Entry, ...]

    @property
    def courses(self) -> list[str]:
        return list(dict.fromkeys(entry.path.partition("/")[0] for entry in self.entries if "/" in entry.path))

    def of_course(self, course: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.path.startswith(f"{course}/")]

    def has(self, path: str) -> bool:
        return any(entry.path == path for entry in self.entries)


def read_navigation(text: str, place: str) -> Navigation:
    """Raises PaotongError where there is no `nav` of one entry a line."""
    nav = _nav(text, place)
    return Navigation(place, text, nav.start_mark.column, tuple(_entries(nav, False, place)))


def with_page(nav: Navigation, title: str, path: str, before: Entry) -> str:
    """The file's text with a page below another, in the same section. Raises PaotongError."""
    if not before.in_section:
        raise _unlike(f"{nav.place}:{before.line + 1}", f"has {before.path} in no section")
    line = f"{' ' * before.column}- {yaml_key(title)}: {path}"
    return _checked(nav, with_lines(nav.text, before.line, [line]), nav.entries.index(before) + 1, [(title, path)])


def with_section(nav: Navigation, title: str, pages: list[tuple[str | None, str]]) -> str:
    """The file's text with a new section as its last. pages: each with its title, if any. Raises PaotongError."""
    lines = [f"{' ' * nav.column}- {yaml_key(title)}:"]
    for page_title, path in pages:
        key = "" if page_title is None else f"{yaml_key(page_title)}: "
        lines.append(f"{' ' * (nav.column + INDENT)}- {key}{path}")
    return _checked(nav, with_lines(nav.text, nav.entries[-1].line, lines), len(nav.entries), pages)


def _checked(nav: Navigation, text: str, position: int, pages: list[tuple[str | None, str]]) -> str:
    """The text, if YAML finds in it what is wanted: what was there, and at this position the new pages."""
    expected = [(entry.title, entry.path) for entry in nav.entries]
    expected[position:position] = pages
    try:
        found = [(entry.title, entry.path) for entry in read_navigation(text, nav.place).entries]
    except PaotongError:
        found = []
    if found != expected:
        before = nav.entries[position - 1]
        raise _unlike(f"{nav.place}:{before.line + 1}", f"is written so that no line can follow {before.path}")
    return text


def _nav(text: str, place: str) -> yaml.SequenceNode:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise PaotongError(place, f"is not YAML: {error}", cure="mend it") from None
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "nav" and isinstance(value, yaml.SequenceNode) and value.value:
            return value
    raise _unlike(place, "is missing or empty")


def _entries(section: yaml.SequenceNode, in_section: bool, place: str) -> Iterator[Entry]:
    if section.flow_style:
        raise _unlike(f"{place}:{section.start_mark.line + 1}", "is written in brackets")
    for item in section.value:
        name, page = None, item
        if isinstance(item, yaml.MappingNode) and len(item.value) == 1:
            name, page = item.value[0][0].value, item.value[0][1]
        if isinstance(page, yaml.SequenceNode):
            yield from _entries(page, True, place)
        elif isinstance(page, yaml.ScalarNode):
            yield Entry(name, page.value, page.end_mark.line, section.start_mark.column, in_section)
        else:
            raise _unlike(f"{place}:{item.start_mark.line + 1}", "has an entry that is neither a page nor a section")


def _unlike(place: str, found: str) -> PaotongError:
    return PaotongError(
        place,
        f"its `nav` {found}",
        expected="one entry a line, as `- Title: course/lesson.md`, and a section for each course",
        cure="write it so",
    )
