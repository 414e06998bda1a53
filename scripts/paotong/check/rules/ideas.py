"""ideas.yml: it can be read, and what it names are lessons that there are or will be."""

from __future__ import annotations

from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.check.spelling import is_mistyped
from paotong.errors import PaotongError
from paotong.ideas import IDEAS, read_ideas


def ideas(sources: Sources) -> Iterator[Finding]:
    """Nobody can tell a lesson that is not written yet from one that never will be, but slips are seen."""
    try:
        listed = read_ideas(sources.project)
    except PaotongError as error:
        yield Finding(error)
        return
    for idea in listed:
        for slug, line in idea.lessons.items():
            course = slug.partition("/")[0]
            left = (other for other in sources.slugs if other.partition("/")[0] == course and other not in idea.lessons)
            near = next((other for other in left if is_mistyped(slug, other)), None)
            if slug not in sources.slugs and near:
                yield Finding(
                    PaotongError(
                        f"{IDEAS}:{line}",
                        f"{slug} is no lesson",
                        expected=f"{near}, or a lesson that is still to be written",
                        cure=f"write {near}, if that is what you mean",
                    ),
                    warning=True,
                )
