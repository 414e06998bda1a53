"""The front matter of pages: can it be read, and does a lesson's say what its card on the course's page tells?"""

from __future__ import annotations

from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.render.lesson_page import LessonPage, as_lesson_page, split_front_matter

FACTS = ("description", "level", "minutes", "needs")
EXAMPLE = """\
---
description: in one sentence, what the reader can do at the end
level: 1
minutes: 8
needs: []
---"""


def front_matter(sources: Sources) -> Iterator[Finding]:
    """Front matter is YAML between two lines `---`, and that of a lesson is complete."""
    for page in sources.all_pages():
        head, rest = split_front_matter(page.lines)
        opened = page.lines[0].strip() == "---"
        if opened and rest is page.lines:
            yield Finding(
                PaotongError(
                    page.place(1),
                    "its front matter is never closed",
                    expected="a second line `---` below it",
                    cure="add the line `---` above the title",
                )
            )
        elif page.slug and not any(line.strip() for line in head):
            yield Finding(
                PaotongError(
                    page.name,
                    "has no front matter",
                    expected="its first line to be `---`, then what the lesson is about and what it takes, then `---`",
                    cure=f"put this above all else, and mend it:\n{EXAMPLE}",
                )
            )
        else:
            yield from _wrong_facts(page)


def lesson_page(page: SourcePage) -> LessonPage:
    """Any page, read as a lesson's. Raises PaotongError where its front matter is not YAML."""
    return as_lesson_page(page.lines, page.name)


def facts_of(page: SourcePage) -> dict[str, object]:
    """What its front matter says. Raises PaotongError where that is not YAML."""
    return lesson_page(page).facts


def place_of(page: SourcePage, fact: str) -> str:
    """The line on which the front matter says it, or the page where it does not."""
    return lesson_page(page).place_of(fact)


def _wrong_facts(page: SourcePage) -> Iterator[Finding]:
    try:
        lesson = lesson_page(page)
    except PaotongError as error:
        yield Finding(error)
        return
    for fact in FACTS if page.slug else ():
        try:
            getattr(lesson, fact)
        except PaotongError as error:
            yield Finding(error)
