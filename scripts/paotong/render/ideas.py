"""The same idea in other courses: links at a lesson's foot, from ideas.yml, to lessons that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paotong.errors import PaotongError
from paotong.ideas import IDEAS, read_ideas
from paotong.render import blocks
from paotong.render.page import Page


def show_ideas(slug: str, page: Page) -> list[str]:
    """A line for each idea of the lesson that another course has a lesson on."""
    try:
        ideas = read_ideas(page.shelf.project)
    except PaotongError as error:
        page.tell(error)
        return []
    course = slug.partition("/")[0]
    lines: list[str] = []
    for idea in ideas:
        others = [other for other in idea.lessons if other.partition("/")[0] != course]
        if slug in idea.lessons and (links := list(_links(others, page))):
            name = blocks.escaped(idea.names[page.language])
            lines += [page.words["elsewhere"].format(idea=name, lessons=" · ".join(links)), "{ .elsewhere }", ""]
    return lines


def _links(slugs: Iterable[str], page: Page) -> Iterator[str]:
    """To those that have a page in this language."""
    for slug in slugs:
        try:
            title = page.lesson_page(slug, IDEAS).title
        except PaotongError:
            continue  # it is not written yet, or its own page tells what is wrong with it
        course = _title_of_course(slug.partition("/")[0], page)
        text = page.words["lesson_of"].format(course=blocks.escaped(course), title=blocks.escaped(title))
        yield f"[{text}]({page.link_to(slug)})"


def _title_of_course(course: str, page: Page) -> str:
    """Its page's, without the word that all of these end in; its slug where that has none."""
    try:
        return page.course_page(course, IDEAS).title.removesuffix(page.words["tutorial"])
    except PaotongError:
        return course
