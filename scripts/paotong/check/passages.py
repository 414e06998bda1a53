"""What people read in one language, wherever it is written: pages, programs, the site's settings, the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from paotong.cells.snippet import Snippet
from paotong.cells.source import read_text
from paotong.check.finding import Edit
from paotong.check.source_page import SourcePage
from paotong.check.visible import Run, runs
from paotong.errors import PaotongError
from paotong.glossary import GLOSSARY
from paotong.project import Project
from paotong.render.lesson_page import LOADER
from paotong.site import CONFIGURATIONS

# What may hold lines that are indented: a list, an admonition, a tab, a footnote.
HOLDER = re.compile(r"[ \t>]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|\[\^[^\[\]]+\]:)")
# As Markdown counts.
TAB = 4
# The title of an admonition or of a tab.
TITLED = re.compile(r"""[ \t>]*(?:!!!|\?\?\?\+?|===[!+]*)[^"]*"(?P<title>.*)"[ \t]*""")
# By language: what the glossary says in it.
TERM_KEYS = {"zh": ("zh", "note_zh"), "en": ("en", "note_en")}
# Signs at which the search cuts words, and no sentence.
NO_TEXT = "separator"


@dataclass(frozen=True)
class Passage:
    """The part of a line from `start` to `end`, which count from 0. name: as messages call its file. line: from 1."""

    file: Path
    name: str
    line: int
    whole: str
    start: int
    end: int
    in_yaml: bool = False

    @property
    def place(self) -> str:
        return f"{self.name}:{self.line}"

    @property
    def text(self) -> str:
        return self.whole[self.start : self.end]

    @cached_property
    def runs(self) -> list[Run]:
        return runs(self.text)

    @property
    def is_title(self) -> bool:
        """Whether it may have capital letters as titles have."""
        return self.in_yaml or self.text.lstrip().startswith("#") or TITLED.fullmatch(self.whole) is not None

    def edited(self, text: str) -> Edit | None:
        """None where YAML could take the new text for something else."""
        if self.in_yaml and any(sign in text and sign not in self.text for sign in (" #", ": ")):
            return None
        line = f"{self.whole[: self.start]}{text}{self.whole[self.end :]}"
        return Edit(self.file, self.line, self.line, (line,))


def passages(
    project: Project, language: str, pages: Iterable[SourcePage], programs: Mapping[str, Snippet]
) -> Iterator[Passage]:
    """pages: of this language. programs: by slug."""
    for page in pages:
        yield from _on_page(page)
    for slug, snippet in programs.items():
        lines = snippet.text.split("\n")
        for number, (spoken, text) in snippet.paired.items():
            if spoken == language:
                line = lines[number - 1]
                file = project.snippet(slug)
                yield Passage(file, snippet.place, number, line, len(line) - len(text), len(line))
    for name, keys in ((CONFIGURATIONS[language], None), (GLOSSARY, TERM_KEYS[language])):
        file = project.root / name
        if file.is_file():
            try:
                lines = read_text(file, name).split("\n")
            except PaotongError:
                continue  # told by the rules that need it
            yield from _in_yaml(file, name, lines, keys)


def _on_page(page: SourcePage) -> Iterator[Passage]:
    # Without the line that ends it, behind which YAML would expect more.
    front_matter = page.lines[: max(0, page.first_line - 2)]
    yield from _in_yaml(page.file, page.name, front_matter)
    for number, shown in _without_indented_code(page.prose):
        line = page.lines[number - 1]
        for start, end in _shown_parts(line, shown):
            yield Passage(page.file, page.name, number, line, start, end)
    for block_text in page.block_texts:
        line = page.lines[block_text.line - 1]
        end = len(line.rstrip())
        yield Passage(page.file, page.name, block_text.line, line, end - len(block_text.text), end)


def _shown_parts(line: str, shown: str) -> Iterator[tuple[int, int]]:
    """Without what frames a title, and without comments of HTML, which are blank in `shown`."""
    if titled := TITLED.fullmatch(line):
        yield titled.span("title")
    elif line == shown:
        yield 0, len(line)
    else:
        hidden = [position for position, (one, other) in enumerate(zip(line, shown, strict=True)) if one != other]
        yield 0, hidden[0]
        yield hidden[-1] + 1, len(line)


def _without_indented_code(prose: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines that have a text, but for those that are code because they are indented, and stand in nothing else."""
    held = False
    for number, line in prose:
        if line.strip():
            indented = line.expandtabs(TAB).startswith(" " * TAB)
            if not indented:
                held = HOLDER.match(line) is not None
            if held or not indented:
                yield number, line


def _in_yaml(file: Path, name: str, lines: list[str], keys: tuple[str, ...] | None = None) -> Iterator[Passage]:
    """Its texts; keys: only those that these stand before."""
    try:
        root = yaml.compose("\n".join(lines), Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError):
        return  # told by the rules that need it
    for key, node in _scalars(root, "", set()):
        if key == NO_TEXT or (keys is not None and key not in keys):
            continue
        first, last = node.start_mark, node.end_mark
        quotes = node.style in ("'", '"')
        # A block begins below its sign.
        for number in range(first.line + (node.style in ("|", ">")), min(last.line, len(lines) - 1) + 1):
            line = lines[number]
            start = first.column + quotes if number == first.line else len(line) - len(line.lstrip())
            end = last.column - quotes if number == last.line else len(line)
            if start < end:
                yield Passage(file, name, number + 1, line, start, end, in_yaml=True)


def _scalars(node: yaml.Node | None, key: str, seen: set[int]) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Each text with the key before it, and the keys too. seen: what was read, since YAML can refer to itself."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield key, node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item, key, seen)
    else:
        for name, value in node.value:
            yield from _scalars(name, key, seen)
            yield from _scalars(value, str(name.value), seen)
