"""Which pages show a lesson: its own, and those that list it or borrow a figure of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

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
        for slug in {slug for block in find_blocks(lines) for slug in _slugs_in(block)}:
            found[slug].append(file.relative_to(project.docs(language)).as_posix())
    return found


def _slugs_in(block: Block) -> Iterator[str]:
    if block.kind == "lessons":
        yield from filter(None, (line.strip() for line in block.body))
    elif block.body and (target := TARGET.fullmatch(block.body[0].strip())):
        yield target["slug"]
