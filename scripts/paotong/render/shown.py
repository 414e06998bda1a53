"""Which pages show a lesson: its own, and those that list it, borrow a figure of it or tell of its course."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from paotong.cells.library import all_slugs
from paotong.project import Project
from paotong.render.directive import TARGET, Block, find_blocks


def pages_by_lesson(project: Project, language: str) -> dict[str, list[str]]:
    """By slug the pages that have a block which names it, from their language's folder: "pytorch/variable.md"."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in project.pages(language):
        try:
            lines = file.read_text(encoding="utf-8-sig", errors="replace").split("\n")
        except OSError:
            continue  # it was removed meanwhile
        for slug in {slug for block in find_blocks(lines) for slug in _slugs_in(block, project)}:
            found[slug].append(file.relative_to(project.docs(language)).as_posix())
    return found


def _slugs_in(block: Block, project: Project) -> Iterator[str]:
    named = [line.strip() for line in block.body if line.strip()]
    if block.kind == "lessons":
        yield from named
    elif block.kind in ("courses", "ran-with"):
        # They tell of each lesson's record, and of what a course's own page says.
        yield from (slug for slug in all_slugs(project) if not named or slug.partition("/")[0] in named)
        yield from (f"{course}/index" for course in named)
    elif block.body and (target := TARGET.fullmatch(block.body[0].strip())):
        yield target["slug"]
