"""A lesson asks its reader something before it sets an exercise."""

from __future__ import annotations

from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.rules.lesson_shape import EXERCISE
from paotong.check.sources import Sources
from paotong.errors import PaotongError

# By the id of its heading.
SECTION = "check-yourself"


def quizzes(sources: Sources) -> Iterator[Finding]:
    """A lesson's page has quizzes in a section of their own, right above the exercise."""
    for page in sources.all_pages():
        # A page with an exercise is a whole lesson; what else is missing, other rules tell.
        exercise = next((heading for heading in page.headings if heading.id == EXERCISE), None)
        if page.slug is None or exercise is None:
            continue
        above = [heading for heading in page.headings if heading.line < exercise.line][-1:]
        lines = range(above[0].line, exercise.line) if above and above[0].id == SECTION else range(0)
        if not any(block.kind == "quiz" and block.first in lines for block in page.blocks):
            yield Finding(
                PaotongError(
                    page.place(exercise.line),
                    "has no question above the exercise",
                    expected=f"two or three blocks ``` quiz in a section `{{ #{SECTION} }}` right above it",
                    cure="ask what this lesson's program does, with a beginner's mistakes as wrong choices",
                ),
                warning=True,
            )
