"""What the rules look at: all that people wrote in a checkout, each file read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from paotong.cells.library import all_slugs
from paotong.cells.snippet import Snippet
from paotong.cells.source import read_text
from paotong.check.nav import Navigation, read_navigation
from paotong.check.passages import Passage, passages
from paotong.check.prose import BlockText, Heading, block_texts, headings, prose
from paotong.check.rendered import Renderings
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.blocks import INLINE_CODE
from paotong.render.directive import Block, Directive, find_blocks
from paotong.render.expand import expand
from paotong.render.lesson_page import split_front_matter
from paotong.render.page import Page
from paotong.render.shelf import Shelf


@dataclass(frozen=True)
class SourcePage:
    """A page's file. path: from its language's folder, as "pytorch/variable.md". lines: the whole of it.

    slug: of the lesson whose page it is, None for any other page.
    """

    file: Path
    language: str
    path: str
    slug: str | None
    lines: list[str]
    shelf: Shelf
    name: str

    def place(self, line: int) -> str:
        return f"{self.name}:{line}"

    @property
    def expanded(self) -> Page:
        """The page after its blocks were replaced: what they ask for, and what is wrong with them."""
        return self._expansion[0]

    @property
    def markdown(self) -> list[str]:
        """The page as a builder gets it: without its front matter, its blocks replaced."""
        return self._expansion[1][self.first_line - 1 :]

    @cached_property
    def _expansion(self) -> tuple[Page, list[str]]:
        page = Page(self.shelf, self.language, self.name, self.path)
        return page, expand(self.lines, page)

    @property
    def directives(self) -> list[Directive]:
        """Its snippet blocks, in order."""
        return self.expanded.directives

    @cached_property
    def first_line(self) -> int:
        """The first line after its front matter; lines count from 1."""
        return len(self.lines) - len(split_front_matter(self.lines)[1]) + 1

    @cached_property
    def blocks(self) -> list[Block]:
        """Its blocks as they are written, in order."""
        return list(find_blocks(self.lines))

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines that are read as text, with their numbers: no front matter, no fence, no comment of HTML."""
        return prose(self.lines, self.first_line)

    @cached_property
    def block_texts(self) -> list[BlockText]:
        """What its blocks say to readers, in order."""
        return list(block_texts(self.lines))

    @cached_property
    def written(self) -> list[tuple[int, str]]:
        """The lines of both as they stand in the file, with their numbers, and with spaces for inline code."""
        lines = self.prose + [(text.line, self.lines[text.line - 1]) for text in self.block_texts]
        return [(number, INLINE_CODE.sub(lambda code: " " * len(code[0]), line)) for number, line in lines]

    @cached_property
    def headings(self) -> list[Heading]:
        return headings(self.prose)


class Sources:
    """slugs: of all lessons. unreadable: what is wrong with pages that are no text."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.shelf = Shelf(project)
        self.renderings = Renderings(project)
        self.slugs = all_slugs(project)
        self.unreadable: list[PaotongError] = []
        # By language, and by path.
        self.pages = {language: dict(self._read_pages(language)) for language in LANGUAGES}

    @cached_property
    def programs(self) -> dict[str, Snippet]:
        """By slug; those that are no programs are left out, for another rule tells of them."""
        found = {}
        for slug in self.slugs:
            try:
                found[slug] = self.shelf.program(slug)[0]
            except PaotongError:
                pass  # told by the rules of blocks.py
        return found

    @cached_property
    def navigation(self) -> dict[str, Navigation]:
        """By language; one that cannot be read is left out, for another rule tells of it."""
        found = {}
        for language in LANGUAGES:
            try:
                found[language] = read_navigation(self.project, language)
            except PaotongError:
                pass  # told by the rules of navigation.py
        return found

    @cached_property
    def order(self) -> dict[str, str]:
        """The path of each page in the Chinese navigation, which the other follows, in order, and where it names it."""
        nav = next(iter(self.navigation.values()), None)
        return {path: nav.place(entry) for path, entry in nav.by_path.items()} if nav else {}

    @cached_property
    def passages(self) -> dict[str, list[Passage]]:
        """By language: what people read in it, wherever it is written."""
        return {language: list(passages(self, language)) for language in LANGUAGES}

    def all_pages(self) -> Iterator[SourcePage]:
        for pages in self.pages.values():
            yield from pages.values()

    def twins(self) -> Iterator[tuple[SourcePage, SourcePage]]:
        """Every page that there is in both languages, the Chinese first."""
        first, second = (self.pages[language] for language in LANGUAGES)
        for path in first:
            if path in second:
                yield first[path], second[path]

    def _read_pages(self, language: str) -> Iterator[tuple[str, SourcePage]]:
        lessons = set(self.slugs)
        for file in self.project.pages(language):
            path = file.relative_to(self.project.docs(language)).as_posix()
            slug = path.removesuffix(".md")
            name = self.project.place(file)
            try:
                lines = read_text(file, name).split("\n")
            except PaotongError as error:
                self.unreadable.append(error)
                continue
            yield path, SourcePage(file, language, path, slug if slug in lessons else None, lines, self.shelf, name)
