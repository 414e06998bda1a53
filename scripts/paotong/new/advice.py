"""What to do with a new lesson, in a few lines."""

from __future__ import annotations

from paotong.new.templates import PLACEHOLDER
from paotong.new.wanted import INDEX, Wanted
from paotong.new.writing import Changes
from paotong.project import LANGUAGES, Project
from paotong.site import CONFIGURATIONS


def next_steps(project: Project, wanted: Wanted, changes: Changes, ran: str) -> list[str]:
    """ran: a sentence on whether the program did."""
    made = f"the course {wanted.course} and its first lesson" if wanted.course_titles else wanted.slug
    homes = [project.docs(language) / f"{INDEX}.md" for language in LANGUAGES]
    listed = not wanted.course_titles or changes.edited.keys() >= set(homes)
    links = f"Link the course from {' and '.join(map(project.place, homes))}, where readers begin."
    return [
        f"Made {made}. {ran}",
        f"Now replace whatever begins with {PLACEHOLDER} in",
        f"  {'  '.join(map(project.place, changes.made))}",
        "`make serve` shows both pages, and runs the program when you save it.",
        *([] if listed else [links]),
        "`make check` says what is left to mend.",
        f"Commit all of it together: git add snippets docs outputs {' '.join(CONFIGURATIONS.values())}",
    ]
