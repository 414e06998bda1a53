"""The navigation of the site as `nav` in mkdocs.yml and mkdocs.en.yml lists it, with the lines on which it stands.

YAML is read, but nothing in it is looked up or called: tags such as !ENV and !!python/name stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import yaml

from paotong.cells.source import read_text
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.render.lesson_page import LOADER
from paotong.site import CONFIGURATIONS

INDEX = "index.md"
# What leads out of the site's pages.
LINK = re.compile(r"[A-Za-z][\w+.-]*:|/")


@dataclass(frozen=True)
class Entry:
    """A page in the navigation. path: from its language's folder, as "pytorch/variable.md"; empty where it has none.

    title: None where it has none here. line: counted from 1. indent: of its dash. sections: the lines on which the
    sections around it begin, the outermost first.
    """

    path: str
    title: str | None
    line: int
    indent: int
    sections: tuple[int, ...]

    @property
    def is_index(self) -> bool:
        return PurePosixPath(self.path).name == INDEX


@dataclass(frozen=True)
class Navigation:
    """file: as messages call it. entries: in order; links to other sites are left out."""

    file: str
    lines: list[str]
    entries: tuple[Entry, ...]

    def place(self, entry: Entry) -> str:
        return f"{self.file}:{entry.line}"

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """In order, the first that names a page."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(entry.path, entry)
        return found


def read_navigation(project: Project, language: str) -> Navigation:
    """Raises PaotongError where there is none."""
    file = CONFIGURATIONS[language]
    text = read_text(project.root / file, file)
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise PaotongError(f"{file}{line}", f"is not YAML: {error.problem}", cure="mend the line") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise PaotongError(file, f"is not YAML: {error}", cure="mend it") from None
    keys = root.value if isinstance(root, yaml.MappingNode) else []
    # Of two the last counts, as for every reader of YAML.
    nav = next((value for key, value in reversed(keys) if key.value == "nav"), None)
    if not isinstance(nav, yaml.SequenceNode):
        raise PaotongError(
            file,
            "has no `nav:`",
            expected="a list of all pages in this language, since its titles are",
            cure="write `nav:`, and below it a line `  - Title: course/lesson.md` for each page",
        )
    return Navigation(file, text.split("\n"), tuple(_entries(nav, (), {id(nav)})))


def _entries(node: yaml.Node, sections: tuple[int, ...], seen: set[int]) -> Iterator[Entry]:
    """seen: the lists that were read, since YAML can put a list into itself."""
    for item in node.value:
        pairs = item.value if isinstance(item, yaml.MappingNode) else [(None, item)]
        for key, value in pairs:
            start = (key or value).start_mark
            title = None if key is None else str(key.value)
            if isinstance(value, yaml.SequenceNode):
                if id(value) not in seen:
                    seen.add(id(value))
                    yield from _entries(value, (*sections, start.line + 1), seen)
            elif isinstance(value, yaml.ScalarNode) and not LINK.match(value.value):
                path = PurePosixPath(value.value).as_posix() if value.value else ""
                yield Entry(path, title, start.line + 1, node.start_mark.column, sections)
