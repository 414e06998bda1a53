"""What somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# The page of a course is called so, in the folder of its lessons.
INDEX = "index"


@dataclass(frozen=True)
class Wanted:
    """A new lesson. Titles are by language.

    after: the slug of the lesson that it follows; None: it becomes the last of its course. course_titles: where the
    course is new as well.
    """

    course: str
    lesson: str
    titles: Mapping[str, str]
    after: str | None = None
    course_titles: Mapping[str, str] | None = None

    @property
    def slug(self) -> str:
        return f"{self.course}/{self.lesson}"

    @property
    def course_slug(self) -> str:
        """The course's own page."""
        return f"{self.course}/{INDEX}"
