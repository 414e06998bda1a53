"""Both pages of a pair say the same in two languages: the same parts in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from reprlib import Repr
from textwrap import shorten

from paotong.check import parts
from paotong.check.alignment import Part, align
from paotong.check.finding import Finding
from paotong.check.rules.courses import wrong_needs
from paotong.check.rules.front_matter import facts_of, place_of, wrong_facts
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES

# What front matter says in words, and what it says of this page's own prose.
IN_WORDS = ("description", "title")
OWN = ("numbers",)
# Bounded, since YAML can say in one line what would fill the memory.
REPR = Repr()
REPR.maxlevel, REPR.maxlist, REPR.maxdict, REPR.maxstring, REPR.maxother = 3, 100, 100, 10_000, 10_000


def twin_pages(sources: Sources) -> Iterator[Finding]:
    """Every page has a twin; that a lesson's is missing is told by another rule."""
    for page in sources.all_pages():
        for language in LANGUAGES:
            twin = sources.project.docs(language) / page.path
            if page.slug is None and not twin.is_file():
                yield Finding(
                    PaotongError(
                        page.name,
                        f"has no twin in {language}",
                        expected=sources.project.place(twin),
                        cure="write that page, or remove this one",
                    )
                )


def twin_parts(sources: Sources) -> Iterator[Finding]:
    """Twins have the same headings, blocks, lists, quizzes and pictures, and as a rule the same boxes and tables."""
    for pair in sources.twins():
        if any(page.has_unclosed_block for page in pair):
            continue
        # Of an id that is missing another rule tells.
        ids = all(heading.id or heading.level == 1 for page in pair for heading in page.headings)
        yield from _alike(pair, partial(parts.headings, ids=ids))
        # A block that cannot be read is told of as such.
        if all(page.snippets is not None for page in pair):
            yield from _alike(pair, parts.snippets)
        yield from _alike(pair, parts.listed)
        yield from _alike(pair, parts.quizzes)
        yield from _alike(pair, parts.pictures)
        for read in (parts.boxes, parts.tables, parts.code):
            yield from _alike(pair, read, warning=True)


def twin_facts(sources: Sources) -> Iterator[Finding]:
    """Twins have the same front matter, but for what it says in words."""
    for pair in sources.twins():
        try:
            told = [facts_of(page) for page in pair]
            wrong = {fact for page in pair for fact in wrong_facts(page)}
        except PaotongError:
            continue  # told by the rule that reads it
        # What is wrong on a page, or missing there, is told as such.
        if any(any(wrong_needs(sources, page)) for page in pair):
            wrong.add("needs")
        for fact in dict.fromkeys([*told[0], *told[1]]):
            if fact in OWN or fact in wrong:
                continue
            one, other = (_fact(page, fact, facts) for page, facts in zip(pair, told, strict=True))
            if one.key != other.key:
                yield _changed(one, other)


def _fact(page: SourcePage, fact: object, facts: dict[str, object]) -> Part:
    place = place_of(page, str(fact))
    if fact not in facts:
        return Part(None, f"no `{fact}:`", place)
    value = REPR.repr(facts[fact])
    value_shown = shorten(value.replace("'", ""), 80, placeholder=" …")
    shown = f"`{fact}: {value_shown}`"
    if fact in IN_WORDS:
        return Part("in words", shown, place, written=f"`{fact}:`")
    return Part(value, shown, place, written=shown)


def _alike(
    pair: tuple[SourcePage, SourcePage], read: Callable[[SourcePage], Iterable[Part]], *, warning: bool = False
) -> Iterator[Finding]:
    chinese, english = pair
    aligned = align(list(read(chinese)), list(read(english)))
    # Where one side is wrong in itself, the other cannot be blamed.
    for one, other in aligned.alike:
        for detail, its_twin in zip(one.details, other.details, strict=True):
            if detail.key != its_twin.key and not (one.is_wrong or other.is_wrong):
                yield _changed(detail, its_twin, warning=warning)
    for one, other in aligned.changed:
        if not (one.is_wrong or other.is_wrong):
            yield _changed(one, other, warning=warning)
    for one, other in aligned.moved:
        yield _finding(
            one.place, f"has {one.shown} in another order than {other.place}", "move one of the two", warning
        )
    for part, above in aligned.alone:
        if part.is_wrong:
            continue
        twin = english if part.place.startswith(chinese.name) else chinese
        without = f"{above.place} goes on without it" if above else f"{twin.name} has none there"
        yield _finding(part.place, f"has {part.shown}; {without}", "write it there too, or remove it here", warning)


def _changed(one: Part, other: Part, warning: bool = False) -> Finding:
    """The Chinese page, which has the one, is the original."""
    if one.written:
        cure = f"write {one.written} there" + ("" if other.written else " too")
    elif other.written:
        cure = f"remove {other.written} there, or write it here too"
    else:
        cure = "make the two alike"
    return _finding(one.place, f"has {one.shown}; {other.place} has {other.shown}", cure, warning)


def _finding(place: str, found: str, cure: str, warning: bool) -> Finding:
    return Finding(PaotongError(place, found, expected="the same in both languages", cure=cure), warning)
