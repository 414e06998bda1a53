"""What to do with a new lesson, in a few lines."""

from __future__ import annotations

from paotong.new.templates import PLACEHOLDER
from paotong.new.wanted import Wanted
from paotong.new.writing import Changes
from paotong.project import Project
from paotong.site import CONFIGURATIONS


def next_steps(project: Project, wanted: Wanted, changes: Changes, ran: str) -> list[str]:
    """ran: a sentence on whether the program did."""
    made = f"the course {wanted.course} and its first lesson" if wanted.course_titles else wanted.slug
    links = "Link the course from docs/zh/index.md and docs/en/index.md, where readers begin."
    return [
        f"Made {made}. {ran}",
        f"Now replace whatever begins with {PLACEHOLDER} in",
        f"  {'  '.join(map(project.place, changes.made))}",
        "`make serve` shows both pages, and runs the program when you save it.",
        *([links] if wanted.course_titles else []),
        "`make check` says what is left to mend.",
        f"Commit all of it together: git add snippets docs outputs {' '.join(CONFIGURATIONS.values())}",
    ]
