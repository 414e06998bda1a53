"""What the rules look at: all that people wrote in a checkout, each file read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from paotong.cells.library import all_slugs
from paotong.cells.snippet import Snippet
from paotong.cells.source import read_text
from paotong.check.prose import Heading, headings, prose
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.directive import Directive
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

    @cached_property
    def expanded(self) -> Page:
        """The page after its blocks were replaced: what they ask for, and what is wrong with them."""
        page = Page(self.shelf, self.language, self.name, self.path)
        expand(self.lines, page)
        return page

    @property
    def directives(self) -> list[Directive]:
        """Its snippet blocks, in order."""
        return self.expanded.directives

    @cached_property
    def first_line(self) -> int:
        """The first line after its front matter; lines count from 1."""
        head, rest = split_front_matter(self.lines)
        return len(self.lines) - len(rest) + 1 if head else 1

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines that are read as text, with their numbers: no front matter, no fence, no comment of HTML."""
        return prose(self.lines, self.first_line)

    @cached_property
    def headings(self) -> list[Heading]:
        return headings(self.prose)


class Sources:
    """slugs: of all lessons. unreadable: what is wrong with pages that are no text."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.shelf = Shelf(project)
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
