"""A lesson's page tells its program: the result first, then cell by cell, and the whole of it last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from paotong.cells.snippet import Snippet
from paotong.check.finding import Finding
from paotong.check.order import misplaced
from paotong.check.prose import without_code
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.check.visible import HAN
from paotong.errors import PaotongError
from paotong.render.directive import Directive

# How much a reader can hold until there is something to see, by language, and how messages call it.
MOST_WORDS = {"zh": (120, "Chinese characters"), "en": (90, "words")}
WORDS = {"zh": HAN, "en": re.compile(r"\S*\w\S*")}
# A task is no step: by the id of its heading.
EXERCISE = "exercise"


def order(sources: Sources) -> Iterator[Finding]:
    """A lesson's page shows the code of each cell once, in the order of the program."""
    for page, program in _lessons(sources):
        shown: dict[str, Directive] = {}
        for directive in page.directives:
            cell = directive.cell or ""
            if directive.slug == page.slug and cell in program.names and "code" in directive.show:
                first = shown.setdefault(cell, directive)
                if first is not directive:
                    yield Finding(
                        PaotongError(
                            directive.place,
                            f'shows the code of the cell "{cell}" a second time',
                            expected=f"the code of each cell once; this stands at {first.place} already",
                            cure="show only its result here, with a line `show: output` or `show: figure`",
                        ),
                        warning=True,
                    )
        for each in misplaced(list(shown), program.names):
            side = "before" if each.too_early else "after"
            other = shown[each.neighbour].place
            yield Finding(
                PaotongError(
                    shown[each.item].place,
                    f'shows the code of the cell "{each.item}" {side} that of "{each.neighbour}"',
                    expected=f"the order of {program.place}: {', then '.join(each.order)}",
                    cure=f"move the block {each.side} the one at {other}, or show only its figure here: `show: figure`",
                )
            )


def steps(sources: Sources) -> Iterator[Finding]:
    """A step says little before its cell: 120 Chinese characters, or 90 English words."""
    for page, _ in _lessons(sources):
        most, what = MOST_WORDS[page.language]
        # A block that cannot be read is told of as such.
        shown = page.snippets or ()
        cells = [block.first + 1 for block, directive in shown if directive.cell and "code" in directive.show]
        sections = [heading for heading in page.headings if heading.level > 1]
        for heading, following in zip_longest(sections, sections[1:]):
            end = following.line if following else len(page.lines)
            cell = next((line for line in cells if heading.line < line < end), None)
            if cell is None or heading.id == EXERCISE:
                continue
            said = " ".join(without_code(line) for number, line in page.prose if heading.line < number < cell)
            if (count := len(WORDS[page.language].findall(said))) > most:
                yield Finding(
                    PaotongError(
                        page.place(heading.line),
                        f"says {count} {what} before the cell",
                        expected=f"at most {most}, then what there is to see",
                        cure="say less here, and the rest below the cell",
                    ),
                    warning=True,
                )


def foot(sources: Sources) -> Iterator[Finding]:
    """What a lesson's page ran with, and its whole program, is the last block of the page."""
    for page, program in _lessons(sources):
        whole = [directive for directive in page.directives if directive.cell is None]
        own = [directive for directive in whole if directive.slug == page.slug]
        for directive in whole:
            if directive.slug != page.slug:
                yield Finding(
                    PaotongError(
                        directive.place,
                        f"shows the whole of snippets/{directive.slug}.py, and says that this page was made by it",
                        expected=f"the whole of {program.place} alone",
                        cure=f"name one of its cells, as `{directive.slug}.py:cell`, or link to its lesson",
                    )
                )
        for directive in own[:-1]:
            yield Finding(
                PaotongError(
                    directive.place,
                    "shows the whole program a first time",
                    expected=f"it once, at the foot of the page, as at {own[-1].place}",
                    cure="remove this block",
                )
            )
        last = page.blocks[-1] if page.blocks else None
        if own and last and last.body[:1] and last.body[0].strip() != f"{page.slug}.py":
            yield Finding(
                PaotongError(
                    own[-1].place,
                    "shows the whole program, and is not the last block of the page",
                    expected=f"it at the foot of the page; the last block is at {page.place(last.first + 1)}",
                    cure="move the block to the end of the page",
                )
            )


def opening(sources: Sources) -> Iterator[Finding]:
    """A lesson opens with its result: above its first section stands a figure that its program drew."""
    for page, program in _lessons(sources):
        if page.snippets is None:
            continue  # which of its blocks is the first, nobody can tell
        sections = [heading.line for heading in page.headings if heading.level > 1]
        opens = page.directives and _shows_a_figure(page, page.directives[0])
        if page.directives and not (opens and page.blocks[0].first < min(sections, default=len(page.lines))):
            drawn = [name for name in program.names if _draws(page, name)]
            yield Finding(
                PaotongError(
                    page.directives[0].place,
                    "is the first block, and shows no figure above the first section",
                    expected="the result first: a figure of the program, right below the sentence under the title",
                    cure=f"put this there: ``` snippet, `{program.place.removeprefix('snippets/')}:{drawn[0]}`, "
                    "`show: figure`, `alt: …` and ```, one a line"
                    if drawn
                    else f"let a cell of {program.place} draw one",
                ),
                warning=True,
            )


def _lessons(sources: Sources) -> Iterator[tuple[SourcePage, Snippet]]:
    """The pages of lessons, each with its program; of one that cannot be read another rule tells."""
    for page in sources.all_pages():
        if page.slug in sources.programs:
            yield page, sources.programs[page.slug]


def _shows_a_figure(page: SourcePage, directive: Directive) -> bool:
    own = directive.slug == page.slug and directive.cell is not None
    return own and "figure" in directive.show and _draws(page, str(directive.cell))


def _draws(page: SourcePage, name: str) -> bool:
    """Whether a cell of the page's program left a figure; True where nobody knows."""
    lesson = page.expanded.lesson(str(page.slug))
    result = lesson.result(name) if name in lesson.program.names else None
    return result is None or bool(result.figures)
