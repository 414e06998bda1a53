"""Where a reader is: what a lesson takes, below its title, and the box to tick when it is done.

The line is the one of its card on the course's page, from the same front matter. What is wrong with that, the check
tells; then the page goes without.
"""

from __future__ import annotations

from paotong.errors import PaotongError
from paotong.render import blocks
from paotong.render.directive import FENCE
from paotong.render.lesson_page import LessonPage
from paotong.render.page import Page

# Searching for "beginner" should not find every lesson.
UNSEARCHED = 'data-search-exclude="true"'


def needs_of(lesson: LessonPage, page: Page) -> tuple[tuple[str, str], ...]:
    """Slug and title of the lessons that it builds on. Raises PaotongError where one has no page."""
    return tuple((slug, page.lesson_page(slug, lesson.place_of("needs")).title) for slug in lesson.needs)


def told(minutes: int, level: int, needs: tuple[tuple[str, str], ...], page: Page) -> str:
    """In one line. needs: see needs_of."""
    links = [f"[{blocks.escaped(title)}]({page.link_to(slug)})" for slug, title in needs]
    facts = [page.words["minutes"].format(minutes=minutes), page.words[f"level_{level}"]]
    if links:
        facts.append(page.words["needs"].format(lessons=page.words["between"].join(links)))
    return " · ".join(facts)


def show_facts(page: Page) -> list[str]:
    """Of the lesson whose page it is; nothing on another page."""
    try:
        own = page.lesson_page(page.slug, page.name)
        line = told(own.minutes, own.level, needs_of(own, page), page)
    except PaotongError:
        return []
    return ["", line, f"{{ .facts {UNSEARCHED} }}", ""]


def below_title(lines: list[str], added: list[str]) -> list[str]:
    """The page with some lines more below its title; as it is where a fence comes first, or there is no title."""
    for number, line in enumerate(lines):
        if line.startswith("# "):
            return [*lines[: number + 1], *added, *lines[number + 1 :]]
        if FENCE.fullmatch(line):
            break
    return lines


def show_done(slug: str, page: Page) -> list[str]:
    """The box to tick. It stays hidden where no script can remember it."""
    box = f'<label><input type="checkbox"> {page.words["done"]}</label>'
    return [box, f'{{ .done data-done="{slug}" {UNSEARCHED} hidden }}', ""]


def show_count(page: Page) -> list[str]:
    """How many of a page's lessons are done, and the word for it: for the script to fill in."""
    done = page.words["done"]
    return [f"{done} <span></span>", f'{{ .done-count data-word="{done}" {UNSEARCHED} hidden }}', ""]
