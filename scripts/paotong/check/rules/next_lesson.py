"""Where a lesson's page says which lesson is next, that is the one which follows it in the navigation."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.rules.headings import title
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError

# Up to the first link of the sentence, whose words may begin before it.
NEXT = re.compile(r"(?P<word>下一课：|\bNext: )[^\[\]。.]*\[[^\[\]]*\]\((?P<target>[^()\s#]+)[^()]*\)")


def next_lesson(sources: Sources) -> Iterator[Finding]:
    """“下一课：[…](x.md)” and “Next: […](x.md)” lead to the next lesson of the course."""
    for page in sources.all_pages():
        if not page.slug or page.path not in sources.order:
            continue  # that it is not in the navigation is told as such
        following = _following(sources, page)
        for number, line in page.written:
            for match in NEXT.finditer(line):
                path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), match["target"]))
                # Of a link that leads nowhere another rule tells; the last lesson may lead to another course.
                if path != following and path in sources.pages[page.language] and (following or _is_beside(page, path)):
                    yield _finding(sources, page, number, match, following)


def _following(sources: Sources, page: SourcePage) -> str:
    """The path of the lesson below it in its course; empty where it is the last."""
    lessons = [path for path in sources.order if path.removesuffix(".md") in sources.slugs and _is_beside(page, path)]
    return next(iter(lessons[lessons.index(page.path) + 1 :]), "")


def _is_beside(page: SourcePage, path: str) -> bool:
    return posixpath.dirname(path) == posixpath.dirname(page.path)


def _finding(sources: Sources, page: SourcePage, number: int, match: re.Match[str], following: str) -> Finding:
    expected = f"nothing, for at {sources.order[page.path]} it is the last of its course"
    cure = "remove it"
    if following:
        there = sources.pages[page.language].get(following)
        link = f"[{title(there) if there else '…'}]({posixpath.basename(following)})"
        expected = f"{following}, which {sources.order[following]} names below this page"
        cure = f"write `{match['word']}{link}`, and what that is about"
    return Finding(
        PaotongError(
            page.place(number), f"says that {match['target']} is the next lesson", expected=expected, cure=cure
        ),
        warning=True,
    )
