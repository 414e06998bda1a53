"""What pages take from the checkout, each thing read once for as many pages as there are."""

from __future__ import annotations

from functools import cached_property

from paotong.cells.languages import localize
from paotong.cells.library import all_slugs, load_snippet
from paotong.cells.snippet import Snippet
from paotong.project import Project
from paotong.record.state import Standing, standing_of
from paotong.render.lesson import Lesson
from paotong.render.lesson_page import LessonPage, read_course_page, read_lesson_page


class Shelf:
    """Lessons and their pages as they are now: whoever keeps a shelf while files change sees what was."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._programs: dict[str, tuple[Snippet, Standing]] = {}
        self._lessons: dict[tuple[str, str], Lesson] = {}
        self._pages: dict[tuple[str, str], LessonPage] = {}

    def program(self, slug: str) -> tuple[Snippet, Standing]:
        """A lesson's program, and how its record stands. Raises PaotongError where it is missing or malformed."""
        if slug not in self._programs:
            snippet = load_snippet(self.project, slug)
            self._programs[slug] = snippet, standing_of(self.project, slug, snippet)
        return self._programs[slug]

    def lesson(self, slug: str, language: str) -> Lesson:
        """The same, as the pages of a language see it."""
        if (slug, language) not in self._lessons:
            snippet, standing = self.program(slug)
            self._lessons[slug, language] = Lesson(slug, localize(snippet, language), standing)
        return self._lessons[slug, language]

    def page(self, slug: str, language: str, place: str) -> LessonPage:
        """A lesson's page. place: what names it. Raises PaotongError where there is none, or its head is no YAML."""
        if (slug, language) not in self._pages:
            self._pages[slug, language] = read_lesson_page(self.project, language, slug, place)
        return self._pages[slug, language]

    def course_page(self, course: str, language: str, place: str) -> LessonPage:
        """The same of a course."""
        return read_course_page(self.project, language, course, place)

    @cached_property
    def slugs(self) -> list[str]:
        """Of all lessons that have a program."""
        return all_slugs(self.project)
