"""The front matter of pages: can it be read, and does a lesson's say what its card on the course's page tells?"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from paotong.check.finding import Finding
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.render.lesson_page import LessonPage, as_lesson_page, split_front_matter

FACTS = ("description", "level", "minutes", "needs")
# What else it may say: to the check, and to the builder.
KNOWN = (*FACTS, "numbers", "title", "subtitle", "hide", "icon", "search", "status", "tags", "template")
# So that a word which only resembles one of these is none of them.
NEAR = 0.8
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


def wrong_facts(page: SourcePage) -> dict[str, PaotongError]:
    """What is wrong with what it says, by its keys. Raises PaotongError where it is not YAML."""
    lesson = lesson_page(page)
    found = {}
    left = [known for known in KNOWN if known not in lesson.facts]
    # To YAML a date or a number may be a key, too.
    for key in (key for key in lesson.facts if isinstance(key, str) and key not in KNOWN):
        if near := get_close_matches(key.casefold(), left, 1, NEAR):
            # What it was to be is missing for this reason alone.
            found[key] = found[near[0]] = PaotongError(
                lesson.place_of(key),
                f"`{key}` is unknown",
                expected=f"one of {', '.join(KNOWN)}",
                cure=f"write `{near[0]}:`",
            )
    for fact in FACTS if page.slug else ():
        try:
            getattr(lesson, fact)
        except PaotongError as error:
            found.setdefault(fact, error)
    return found


def _wrong_facts(page: SourcePage) -> Iterator[Finding]:
    try:
        yield from map(Finding, dict.fromkeys(wrong_facts(page).values()))
    except PaotongError as error:
        yield Finding(error)
