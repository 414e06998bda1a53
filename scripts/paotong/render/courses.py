"""The courses on the home page, and what all programs ran with.

    ``` courses
    pytorch
    ```

    ``` ran-with
    ```

A course's card is taken from its own page, which lists its lessons, and from their records. `ran-with` tells of the
records of all lessons; with names of courses in it, one a line, of theirs. So no number is typed that a new lesson
or a newer package would make wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paotong.errors import PaotongError
from paotong.render import blocks
from paotong.render.contents import first_figure
from paotong.render.directive import Block, find_blocks
from paotong.render.lesson_page import LessonPage
from paotong.render.page import Page
from paotong.render.words import PACKAGE_NAMES
from paotong.run.result import Figure

# Every course draws; what a course is about stands before.
DRAWS = ("matplotlib", "pillow")
# From so many minutes on, hours are told.
LONG = 100
# As many on a card at most.
PICTURES = 3


@dataclass(frozen=True)
class RanWith:
    """What programs ran with: by package its versions, of which there may be several, and in how many programs."""

    programs: int
    seconds: float
    versions: dict[str, tuple[str, ...]]
    used: dict[str, int]

    @property
    def main(self) -> dict[str, tuple[str, ...]]:
        """The packages that at least every second program uses."""
        often = [name for name in self.versions if name != "python" and 2 * self.used[name] >= self.programs]
        return {name: self.versions[name] for name in often}


@dataclass(frozen=True)
class CourseCard:
    """figures: a few, each with the slug of its lesson."""

    slug: str
    title: str
    description: str
    lessons: int
    minutes: int
    ran: RanWith
    figures: tuple[tuple[str, Figure], ...]


def read_courses(block: Block, page: Page) -> list[CourseCard]:
    """Raises PaotongError where a course has no page, or that does not say what it must."""
    cards = [_read_card(course, place, page) for course, place in _named(block, page)]
    if not cards:
        raise PaotongError(
            f"{page.name}:{block.first + page.offset + 1}",
            "an empty list of courses",
            expected="one course a line, as `pytorch`",
            cure="add the lines, or remove the block",
        )
    return cards


def read_ran_with(block: Block, page: Page) -> RanWith:
    """Raises PaotongError where it names what is no course, or a program cannot be read."""
    named = list(_named(block, page))
    if not named:
        return _ran_with(page.shelf.slugs, page)
    slugs = [slug for course, place in named for slug in _listed(page.course_page(course, place), page)]
    return _ran_with(slugs, page)


def show_courses(cards: list[CourseCard], page: Page) -> list[str]:
    """Like the cards of lessons, but wider."""
    lines = ["/// html | div.lessons.courses", ""]
    for card in cards:
        # The title beside them is the link's name.
        pictures = [
            blocks.image(
                page.link_to_figure(slug, (figure.still or figure.path).name), "", figure.width, figure.height, ".drawn"
            )
            for slug, figure in card.figures
        ]
        facts = [_counted("lessons", card.lessons, page), _time(card.minutes, page)]
        if card.ran.main:
            facts.append(_told(card.ran.main, page))
        lines += [
            f"-   [{''.join(pictures)}{blocks.escaped(card.title)}]({page.link_to(f'{card.slug}/index')})",
            "",
            f"    {blocks.escaped(card.description)}",
            "",
            f"    {' · '.join(facts)}",
            "    { .facts }",
            "",
        ]
    return [*lines, "///"]


def show_ran_with(ran: RanWith, page: Page) -> list[str]:
    """One sentence; nothing where there is no record to be shown, for then no output is shown either."""
    if not ran.programs:
        return []
    programs = _counted("programs", ran.programs, page)
    told = page.words["all_ran"].format(programs=programs, versions=_told(ran.versions, page), seconds=ran.seconds)
    return [told, "{ .ran-with }"]


def _counted(word: str, count: int, page: Page) -> str:
    return page.words[f"{word}_1" if count == 1 else word].format(count=count)


def _time(minutes: int, page: Page) -> str:
    if minutes < LONG:
        return page.words["minutes"].format(minutes=minutes)
    return page.words["hours"].format(hours=round(minutes / 60))


def _told(versions: dict[str, tuple[str, ...]], page: Page) -> str:
    each = (f"{PACKAGE_NAMES.get(name, name)} {' / '.join(several)}" for name, several in versions.items())
    return page.words["between"].join(each)


def _named(block: Block, page: Page) -> Iterator[tuple[str, str]]:
    """The courses that a block names, and where."""
    seen = set()
    for number, line in enumerate(block.body, start=block.first + page.offset + 2):
        if course := line.strip():
            place = f"{page.name}:{number}"
            if course in seen:
                raise PaotongError(place, f"{course} stands twice", cure="remove one of them")
            seen.add(course)
            yield course, place


def _read_card(course: str, place: str, page: Page) -> CourseCard:
    own = page.course_page(course, place)
    lessons = _listed(own, page)
    figures = [(slug, figure) for slug, lesson in lessons.items() if (figure := first_figure(lesson, page))]
    return CourseCard(
        course,
        own.title,
        own.description,
        len(lessons),
        sum(lesson.minutes for lesson in lessons.values()),
        _ran_with(lessons, page),
        tuple(_spread(figures)),
    )


def _spread(figures: list[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    """A few of them, from all over the course."""
    few = min(PICTURES, len(figures))
    return [figures[len(figures) * (2 * number + 1) // (2 * few)] for number in range(few)]


def _listed(course_page: LessonPage, page: Page) -> dict[str, LessonPage]:
    """The lessons that a course's page lists, in order."""
    # Its first line stands below the two lines of `---`, if it has them.
    offset = len(course_page.head) + 2 if course_page.head else 0
    lessons = {
        line.strip(): page.lesson_page(line.strip(), f"{course_page.name}:{number}")
        for block in find_blocks(course_page.lines)
        if block.kind == "lessons"
        for number, line in enumerate(block.body, start=block.first + offset + 2)
        if line.strip()
    }
    if not lessons:
        raise PaotongError(
            course_page.name,
            "lists no lessons",
            expected="a block ``` lessons with one slug a line",
            cure="write it, or take the course off the home page",
        )
    return lessons


def _ran_with(slugs: Iterable[str], page: Page) -> RanWith:
    """Of those whose record may be shown."""
    standings = (page.shelf.program(slug)[1] for slug in slugs)
    runs = [standing.shown.run for standing in standings if standing.shown]
    versions: dict[str, list[str]] = defaultdict(list)
    for run in runs:
        for name, version in run.versions.items():
            versions[name].append(version)
    order = sorted(versions, key=lambda name: (name != "python", name in DRAWS, -len(versions[name]), name))
    return RanWith(
        len(runs),
        sum(run.seconds for run in runs),
        {name: tuple(sorted(set(versions[name]), key=_by_number)) for name in order},
        {name: len(versions[name]) for name in order},
    )


def _by_number(version: str) -> tuple[list[int], str]:
    """3.9 comes before 3.10."""
    return [int(digits) for digits in re.findall(r"\d+", version)], version
