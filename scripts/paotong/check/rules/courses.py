"""Courses: each has a page that lists its lessons, readers find it, and no lesson needs a later one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import unquote

from paotong.check.finding import Finding
from paotong.check.nav import INDEX
from paotong.check.order import misplaced
from paotong.check.rules.front_matter import lesson_page, place_of
from paotong.check.rules.headings import title
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES


def contents(sources: Sources) -> Iterator[Finding]:
    """Each course has a page of its own, whose lists name all its lessons in the order of the navigation."""
    for language in LANGUAGES:
        for course in sorted({slug.partition("/")[0] for slug in sources.slugs}):
            path = f"{course}/{INDEX}"
            if path in sources.pages[language]:
                yield from _contents(sources, sources.pages[language][path], course)
            elif not (sources.project.docs(language) / path).is_file():
                yield Finding(
                    PaotongError(
                        f"docs/{language}/{path}",
                        "is not there",
                        expected=f"the page of the course {course}: what it is about, and a list of its lessons",
                        cure="write it, with a block ``` lessons that names one lesson a line, as `pytorch/variable`",
                    )
                )


def ways_in(sources: Sources) -> Iterator[Finding]:
    """The home page leads to every course."""
    for pages in sources.pages.values():
        home = pages.get(INDEX)
        if not home or not (markup := sources.renderings.of(home)):
            continue
        targets = {element.attributes.get("href", "").partition("#")[0] for element in markup.named("a")}
        linked = {posixpath.normpath(unquote(target)) for target in targets}
        for course in sorted({slug.partition("/")[0] for slug in sources.slugs}):
            page = pages.get(f"{course}/{INDEX}")
            if page and page.path not in linked:
                yield Finding(
                    PaotongError(
                        home.name,
                        f"does not lead to the course {course}",
                        expected="a link to every course, for here readers begin",
                        cure=_way_in(home, page, course),
                    ),
                    warning=True,
                )


def _way_in(home: SourcePage, page: SourcePage, course: str) -> str:
    """A line in its last list of courses, or a link where it has no such list."""
    lists = [block for block in home.blocks if block.kind == "courses"]
    if not lists:
        return f"add `[{title(page) or course}]({page.path})` to it"
    return f"add the line `{course}` to its list of courses, below {home.place(lists[-1].last - 1)}"


def own_titles(sources: Sources) -> Iterator[Finding]:
    """No two courses have the same title, and no two lessons of one course: nobody could tell them apart in a list."""
    for pages in sources.pages.values():
        first: dict[tuple[str, str], SourcePage] = {}
        for page in pages.values():
            course, _, name = page.path.rpartition("/")
            is_course = name == INDEX and course != ""
            if not (page.slug or is_course) or not (own := title(page)):
                continue
            other = first.setdefault(("" if is_course else course, own), page)
            if other is not page:
                yield Finding(
                    PaotongError(
                        page.place(page.headings[0].line),
                        f"has the title of {other.name}: {own}",
                        expected="a title of its own",
                        cure="rename one of the two, on its page and in the navigation",
                    )
                )


def needs(sources: Sources) -> Iterator[Finding]:
    """What a lesson needs is a lesson, and in its own course one that comes before it."""
    for page in sources.all_pages():
        yield from wrong_needs(sources, page)


def wrong_needs(sources: Sources, page: SourcePage) -> Iterator[Finding]:
    """The same, of one page."""
    try:
        needed = lesson_page(page).needs if page.slug else []
    except PaotongError:
        return  # told by the rule that reads it
    order = list(sources.order)
    course = page.path.partition("/")[0]
    not_before = order[order.index(page.path) :] if page.path in order else []
    for slug in needed:
        path, place = f"{slug}.md", place_of(page, "needs")
        try:
            sources.shelf.page(slug, page.language, place)
        except PaotongError as error:
            if error.place == place:
                near = None if slug in sources.slugs else _like(sources, slug, course)
                cure = f"write `{near}`, if that is what you mean" if near else error.cure
                yield Finding(PaotongError(place, error.found, expected=error.expected, cure=cure))
        if path in not_before and path.startswith(f"{course}/"):
            yield Finding(
                PaotongError(
                    place,
                    "needs itself" if path == page.path else f"needs {slug}, which comes later",
                    expected=f"lessons from above {sources.order[page.path]}; {slug} is at {sources.order[path]}",
                    cure=f"take {slug} out of `needs:`, or move one of the two in the navigation",
                )
            )


def _like(sources: Sources, slug: str, course: str) -> str | None:
    """The lesson whose name is nearest, of two courses that of the one at hand."""
    slugs = sorted(sources.slugs, key=lambda each: each.startswith(f"{course}/"))
    names = {each.rpartition("/")[2]: each for each in slugs}
    near = get_close_matches(slug.rpartition("/")[2], names, 1)
    return names[near[0]] if near else None


def _contents(sources: Sources, page: SourcePage, course: str) -> Iterator[Finding]:
    lessons = [slug for slug in sources.slugs if slug.startswith(f"{course}/")]
    order = [path.removesuffix(".md") for path in sources.order]
    # The line of each; one that is listed twice is told of where the list is read.
    listed: dict[str, int] = {}
    for block in page.blocks:
        for number, line in enumerate(block.body if block.kind == "lessons" else (), start=block.first + 2):
            if line.strip() in lessons:
                listed.setdefault(line.strip(), number)
    for slug in lessons:
        if slug not in listed and f"{slug}.md" in sources.pages[page.language]:
            above = order[: order.index(slug)] if slug in order else []
            before = next((other for other in reversed(above) if other in listed), None)
            where = f"below {page.place(listed[before])}, `{before}`" if before else "where it belongs there"
            yield Finding(
                PaotongError(
                    sources.pages[page.language][f"{slug}.md"].name,
                    "is not on its course's page",
                    expected=f"a line for it in a block ``` lessons of {page.name}",
                    cure=f"add the line `{slug}` {where}",
                )
            )
    for each in misplaced(list(listed), order):
        side = "before" if each.too_early else "after"
        yield Finding(
            PaotongError(
                page.place(listed[each.item]),
                f"lists {each.item} {side} {each.neighbour}",
                expected=f"the order of the navigation: {', then '.join(each.order)}",
                cure=f"move the line {each.side} line {listed[each.neighbour]}, `{each.neighbour}`",
            )
        )
