"""The place of a lesson in the list on its course's page, and of a course in that on the home page."""

from __future__ import annotations

from paotong.errors import PaotongError
from paotong.new.lines import with_lines
from paotong.render.directive import find_blocks


def with_lesson(text: str, place: str, slug: str, after: str | None) -> str:
    """The page with the lesson below another, or at the end of its last list. Raises PaotongError."""
    listed = _listed(text, "lessons")
    if doubled := [line for line, _, name in listed if name == slug]:
        raise PaotongError(f"{place}:{doubled[0] + 1}", f"lists {slug}, which is new", cure="remove the line")
    if after is not None:
        listed = [found for found in listed if found[2] == after]
    if not listed:
        raise PaotongError(
            place,
            "lists no lessons" if after is None else f"does not list {after}",
            expected="a block ``` lessons with one slug a line",
            cure="write it" if after is None else f"put {after} into its place there",
        )
    return _below(text, listed[-1], slug)


def with_course(text: str, course: str) -> str:
    """The home page with the course as the last of its list; as it is where it has no list, or lists the course."""
    listed = _listed(text, "courses")
    if not listed or course in [name for _, _, name in listed]:
        return text
    return _below(text, listed[-1], course)


def _listed(text: str, kind: str) -> list[tuple[int, str, str]]:
    """What the page's blocks of this kind list: its line, from 0, the indent of its block, and its name."""
    return [
        (number, block.indent, line.strip())
        for block in find_blocks(text.split("\n"))
        if block.kind == kind
        for number, line in enumerate(block.body, start=block.first + 1)
        if line.strip()
    ]


def _below(text: str, listed: tuple[int, str, str], name: str) -> str:
    line, indent, _ = listed
    return with_lines(text, line, [f"{indent}{name}"])
