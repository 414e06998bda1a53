"""What the rules look at: all that people wrote in a checkout, each file read once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from paotong.cells.library import all_slugs
from paotong.cells.snippet import Snippet
from paotong.cells.source import read_text
from paotong.check.nav import Navigation, read_navigation
from paotong.check.passages import Passage, passages
from paotong.check.rendered import Renderings
from paotong.check.source_page import SourcePage
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.shelf import Shelf


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
        return {
            language: list(passages(self.project, language, self.pages[language].values(), self.programs))
            for language in LANGUAGES
        }

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
