"""The place of a lesson in the list on its course's page."""

from __future__ import annotations

from paotong.errors import PaotongError
from paotong.new.lines import with_lines
from paotong.render.directive import find_blocks


def with_lesson(text: str, place: str, slug: str, after: str | None) -> str:
    """The page with the lesson below another, or at the end of its last list. Raises PaotongError."""
    blocks = [block for block in find_blocks(text.split("\n")) if block.kind == "lessons"]
    # Line, the indent of its block, slug.
    listed = [
        (number, block.indent, line.strip())
        for block in blocks
        for number, line in enumerate(block.body, start=block.first + 1)
        if line.strip()
    ]
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
    line, indent, _ = listed[-1]
    return with_lines(text, line, [f"{indent}{slug}"])
