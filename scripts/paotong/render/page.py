"""A page while it is expanded: where it is, what it asks for, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from paotong.errors import PaotongError
from paotong.render.directive import Block, Directive
from paotong.render.lesson import Lesson
from paotong.render.lesson_page import LessonPage
from paotong.render.publish import DOWNLOADS, PUBLISHED
from paotong.render.shelf import Shelf
from paotong.render.words import WORDS


@dataclass
class Page:
    """
    shelf: several pages may share one. name: as messages call its file. path: from its language's folder, as
    "pytorch/variable.md". offset: how many lines of the file came before the text.
    repository: its address, without a slash at the end; empty where the site does not know it.
    """

    shelf: Shelf
    language: str
    name: str
    path: str
    offset: int = 0
    repository: str = ""
    problems: list[PaotongError] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    # The slugs that its lists of lessons name, in order.
    contents: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Of the lesson, if it is one's page."""
        return self.path.removesuffix(".md")

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def lesson(self, slug: str) -> Lesson:
        return self.shelf.lesson(slug, self.language)

    def lesson_page(self, slug: str, place: str) -> LessonPage:
        """The page of a lesson, in this page's language. place: what names it."""
        return self.shelf.page(slug, self.language, place)

    def course_page(self, course: str, place: str) -> LessonPage:
        """The page of a course, in this page's language. place: what names it."""
        return self.shelf.course_page(course, self.language, place)

    def link_to(self, slug: str) -> str:
        """The way from this page to a lesson's."""
        return f"{self._up}{slug}.md"

    def link_to_figure(self, slug: str, file: str) -> str:
        """The way from this page to a published figure."""
        return f"{self._up}{PUBLISHED}/{slug}/{file}"

    def link_to_download(self, path: str) -> str:
        """The way from this page to a file of the folder below."""
        return f"{self._up}{DOWNLOADS}/{path}"

    @property
    def downloads(self) -> Path:
        """Where what readers may take home is, in this page's language."""
        return self.shelf.project.docs(self.language) / DOWNLOADS

    def link_to_twin(self, language: str) -> str:
        """The way from this page, as it is built, to the same one in another language."""
        return f"../{self._up}{language}/{self.slug}.html"

    @property
    def _up(self) -> str:
        return "../" * self.path.count("/")

    def tell(self, problem: PaotongError) -> None:
        """Keep a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)


def refuse_filled(block: Block, page: Page, found: str, expected: str) -> None:
    """Raises PaotongError where something stands in a block that is only a place."""
    if any(line.strip() for line in block.body):
        place = f"{page.name}:{block.first + page.offset + 2}"
        raise PaotongError(place, found, expected=expected, cure="remove what is in it")
