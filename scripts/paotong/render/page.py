"""A page while it is expanded: where it is, what it asks for, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from paotong.errors import PaotongError
from paotong.render.directive import Directive
from paotong.render.lesson import Lesson
from paotong.render.lesson_page import LessonPage
from paotong.render.publish import PUBLISHED
from paotong.render.shelf import Shelf
from paotong.render.words import WORDS


@dataclass
class Page:
    """
    shelf: several pages may share one. name: as messages call its file. path: from its language's folder, as
    "pytorch/variable.md". offset: how many lines of the file came before the text.
    """

    shelf: Shelf
    language: str
    name: str
    path: str
    offset: int = 0
    problems: list[PaotongError] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    # The slugs that its lists of lessons name, in order.
    contents: list[str] = field(default_factory=list)

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def lesson(self, slug: str) -> Lesson:
        return self.shelf.lesson(slug, self.language)

    def lesson_page(self, slug: str, place: str) -> LessonPage:
        """The page of a lesson, in this page's language. place: what names it."""
        return self.shelf.page(slug, self.language, place)

    def link_to(self, slug: str) -> str:
        """The way from this page to a lesson's."""
        return f"{self._up}{slug}.md"

    def link_to_figure(self, slug: str, file: str) -> str:
        """The way from this page to a published figure."""
        return f"{self._up}{PUBLISHED}/{slug}/{file}"

    @property
    def _up(self) -> str:
        return "../" * self.path.count("/")

    def tell(self, problem: PaotongError) -> None:
        """Keep a problem, once."""
        if problem not in self.problems:
            self.problems.append(problem)
