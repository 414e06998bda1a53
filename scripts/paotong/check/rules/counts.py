"""How many lessons a course has, where its page or the home page says so: as many as the page lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paotong.check.finding import Finding
from paotong.check.prose import without_code
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError

# "21 课", "21 个小程序", "21 lessons", "21 small programs". What is written in letters, as "these five", is a choice.
COUNT = re.compile(r"(?<![\d.])(?P<count>\d+) ?(?:课|节课|个小?程序|(?:small )?(?:lessons|programs)\b)")


def counts(sources: Sources) -> Iterator[Finding]:
    """The number of lessons that a course's page and the home page tell is that of the lessons listed."""
    for pages in sources.pages.values():
        lists = {path: page.expanded for path, page in pages.items() if page.expanded.contents}
        if any(page.problems for page in lists.values()):
            continue  # a list that cannot be read to its end is told as such
        listed = {path: len(page.contents) for path, page in lists.items()}
        # The home page may tell of one course, or of all together.
        right = {path: {count} for path, count in listed.items()}
        if listed and "index.md" not in listed:
            right["index.md"] = {*listed.values(), sum(listed.values())}
        for path in filter(pages.__contains__, right):
            if wrong := list(_wrong(pages[path], right[path])):
                lessons = " or ".join(map(str, sorted(right[path])))
                yield Finding(
                    PaotongError(
                        pages[path].place(wrong[0][0]),
                        "says " + ", ".join(f"“{said}” on line {line}" for line, said in wrong),
                        expected=f"{lessons}, as there are lessons in the lists of the course's page",
                        cure="leave the number out, for a block ``` courses or ``` ran-with tells it; "
                        f"or write {lessons}, and a choice of them in letters, as “these five”",
                    ),
                    warning=True,
                )


def _wrong(page: SourcePage, right: set[int]) -> Iterator[tuple[int, str]]:
    """Line, and what it says."""
    # The front matter is read too: its description is what search engines show.
    head = list(enumerate(page.lines[: page.first_line - 1], start=1))
    for line, text in head + page.prose:
        for match in COUNT.finditer(without_code(text)):
            if int(match["count"]) not in right:
                yield line, match[0]
