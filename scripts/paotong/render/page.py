"""A page while it is expanded: where it is, what it asks for, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from paotong.errors import PaotongError
from paotong.project import Project
from paotong.render.directive import Directive
from paotong.render.lesson import Lesson, load_lesson
from paotong.render.lesson_page import LessonPage, read_lesson_page
from paotong.render.publish import PUBLISHED
from paotong.render.words import WORDS


@dataclass
class Page:
    """
    name: as messages call its file. path: from its language's folder, as
    "pytorch/variable.md". offset: how many lines of the file came before the text.
    """

    project: Project
    language: str
    name: str
    path: str
    offset: int = 0
    problems: list[PaotongError] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    # The slugs that its lists of lessons name, in order.
    contents: list[str] = field(default_factory=list)
    _lessons: dict[str, Lesson] = field(default_factory=dict)
    _lesson_pages: dict[str, LessonPage] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def lesson(self, slug: str) -> Lesson:
        if slug not in self._lessons:
            self._lessons[slug] = load_lesson(self.project, slug, self.language)
        return self._lessons[slug]

    def lesson_page(self, slug: str, place: str) -> LessonPage:
        """The page of a lesson, in this page's language. place: what names it."""
        if slug not in self._lesson_pages:
            self._lesson_pages[slug] = read_lesson_page(self.project, self.language, slug, place)
        return self._lesson_pages[slug]

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
