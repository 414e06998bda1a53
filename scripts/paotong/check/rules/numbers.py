"""Numbers in the prose: each was printed by the program that the page is about, or stands in it.

The description of a page, which search engines show, is read like prose.

What no program of ours prints needs no record: a small whole number, a year, a version, a sum that is written out.
For what else is right, such as a number that only an animation shows, a page says in its front matter, which no
reader sees, where it comes from:

    numbers:
      - 0.51 2.5e-05 (written in the animation)
      - 46 (103 - 57)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paotong.check.evidence import Evidence, evidence_of, rough, together
from paotong.check.finding import Finding
from paotong.check.numerals import Number, numbers, sums, worked_out
from paotong.check.prose import without_code
from paotong.check.rules.front_matter import facts_of, lesson_page, place_of
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError

FACT = "numbers"
ENTRY = re.compile(r"(?P<numbers>[^()（）]+)[(（](?P<source>.+)[)）]\s*", re.DOTALL)
# What a person is to write in the brackets.
SOURCE = "where they come from"
# To make an example of a sum.
OTHER = 66
EXAMPLE = f"numbers:\n  - {{}} ({SOURCE})"

SMALL = 10
YEARS = range(1900, 2100)
PROJECTS = "Python|PyTorch|Torch|NumPy|TensorFlow|Keras|Matplotlib|scikit-learn|Gymnasium|gym|CUDA|Windows|macOS|Ubuntu"
VERSION = re.compile(
    rf"(?:{PROJECTS}) \d+(?:\.\d+)*|\b(?i:since|before|until) \d+\.\d+"
    r"|(?<![\d.])\d{1,3}\.\d{1,3}(?=\s?(?:起|之前|以前|以后))"
)
# The part of a lesson that tells of versions in passing, by the id of its heading.
HISTORY = "then-and-now"
SHORT_VERSION = re.compile(r"\d{1,2}\.\d{1,2}")
# How many lessons there are is for another rule.
COUNT = re.compile(r"(?<![\d.])\d{1,4}(?= 课| 个小程序| lessons| small programs)")
# Addresses, mathematics, attributes, signs of footnotes, the number of a list's entry, references of HTML.
NO_NUMBERS = re.compile(r"https?://\S+|\$[^$\s][^$]*\$|\{[ :]*[#.][^{}]*\}|\[\^[^\]]*\]|^\s*\d+[.)](?=\s)|&#?\w+;")


@dataclass(frozen=True)
class Line:
    """A line that is read, with spaces for what holds no number. section: the id of the heading above it."""

    line: int
    text: str
    section: str


def prose_numbers(sources: Sources) -> Iterator[Finding]:
    """A number in the prose of a page was printed by a program that it shows, or the page says where it comes from."""
    known: dict[tuple[str, str], Evidence] = {}
    for page in sources.all_pages():
        # Where a block or a record is wrong, that is what is to be mended first.
        if page.expanded.problems:
            continue
        lessons = {directive.slug: page.expanded.lesson(directive.slug) for directive in page.directives}
        for slug, lesson in lessons.items():
            if (slug, page.language) not in known and (record := lesson.standing.shown):
                known[slug, page.language] = evidence_of(lesson, record)
        shown = [known[slug, page.language] for slug in lessons if (slug, page.language) in known]
        if shown and len(shown) == len(lessons):
            yield from _in_page(page, together(shown))


def _in_page(page: SourcePage, evidence: Evidence) -> Iterator[Finding]:
    told, wrong = _told(page, evidence)
    yield from wrong
    said = set()
    for line in _lines(page):
        found = list(numbers(line.text))
        said |= {rough(number.value) for number in found}
        written_out = list(sums(line.text)) if found else []
        for start, end, right in written_out:
            if not right:
                yield _wrong_sum(page, line, line.text[start:end].strip())
        right_ones = [range(start, end) for start, end, right in written_out if right]
        unknown = [
            number
            for number in found
            if not (rough(number.value) in told or evidence.has(number) or _needs_no_record(number, line, right_ones))
        ]
        if unknown:
            yield _unknown(page, line, unknown, evidence)
    for value, number in told.items():
        if value not in said:
            yield _in_head(page, f"tells of {number.text}, which the page does not say", f"remove {number.text} there")


def _lines(page: SourcePage) -> Iterator[Line]:
    """All that is read, in order; search engines show the description."""
    ids = {heading.line: heading.id for heading in page.headings}
    section = ""
    described = list(_description(page))
    for line, text in sorted(described + page.prose + [(text.line, text.text) for text in page.block_texts]):
        section = ids.get(line, section)
        yield Line(line, NO_NUMBERS.sub(lambda match: " " * len(match[0]), without_code(text)), section)


def _description(page: SourcePage) -> Iterator[tuple[int, str]]:
    try:
        lesson = lesson_page(page)
    except PaotongError:
        return  # told by the rule on front matter
    line, text = lesson.line_of("description"), lesson.facts.get("description")
    if line is not None and isinstance(text, str):
        yield line, text


def _told(page: SourcePage, evidence: Evidence) -> tuple[dict[float, Number], list[Finding]]:
    """The numbers of which its front matter says where they come from, and what is wrong with that."""
    try:
        entries = facts_of(page).get(FACT, [])
    except PaotongError:
        return {}, []  # told by the rule on front matter
    told: dict[float, Number] = {}
    sources: list[tuple[list[Number], str]] = []
    wrong = []
    for entry in entries if isinstance(entries, list) else [entries]:
        match = ENTRY.fullmatch(entry) if isinstance(entry, str) else None
        if match and (found := list(numbers(match["numbers"]))):
            told |= {rough(number.value): number for number in found}
            sources.append((found, match["source"]))
        else:
            wrong.append(_in_head(page, f"has {entry!r}", _as_entry(entry)))
    for found, source in sources:
        wrong += _wrong_source(page, found, source, evidence, told)
    return told, wrong


def _wrong_source(
    page: SourcePage, found: list[Number], source: str, evidence: Evidence, told: dict[float, Number]
) -> Iterator[Finding]:
    """The source is told; and where a number is worked out from others, it is right, and these were printed."""
    if source.strip() == SOURCE:
        yield _in_head(page, f"does not say where {found[0].text} comes from", _as_entry(found[0].text))
    value = worked_out(source)
    if value is None:
        return
    for number in found:
        if not number.stands_for(value):
            yield _in_head(page, f"has {number.text} ({source}), which is {value:g}", "work it out again")
    for number in numbers(source):
        if not (_is_free(number) or rough(number.value) in told or evidence.has(number)):
            yield _in_head(page, f"has {source}, of which no program of this page printed {number.text}", "mend it")


def _as_entry(entry: object) -> str:
    """What to write for one without its source."""
    first = next(numbers(str(entry)), None)
    if first is None:
        return f"write it so:\n{EXAMPLE.format('28 60000')}"
    told = f"`- {first.text} (written in the animation)`"
    if first.whole:
        told = f"`- {first.text} ({first.value + OTHER:.0f} - {OTHER})` if two numbers were printed, or {told}"
    return f"say where it comes from, as {told}"


def _needs_no_record(number: Number, line: Line, right_sums: list[range]) -> bool:
    if _is_free(number) or (line.section == HISTORY and SHORT_VERSION.fullmatch(number.text)):
        return True
    others = [range(*match.span()) for pattern in (VERSION, COUNT) for match in pattern.finditer(line.text)]
    return any(number.start in span for span in right_sums + others)


def _is_free(number: Number) -> bool:
    return number.whole and (number.value <= SMALL or number.value in YEARS)


def _wrong_sum(page: SourcePage, line: Line, written: str) -> Finding:
    error = PaotongError(
        page.place(line.line), f"{written}: that is not so", expected="a sum that is right", cure="work it out again"
    )
    return Finding(error, warning=True)


def _unknown(page: SourcePage, line: Line, unknown: list[Number], evidence: Evidence) -> Finding:
    texts = list(dict.fromkeys(number.text for number in unknown))
    nearest = evidence.nearest(unknown[0])
    near = "" if nearest is None else f"; the nearest to {texts[0]} is {nearest:g}"
    return Finding(
        PaotongError(
            page.place(line.line),
            f"no program of this page printed {', '.join(texts)}",
            expected=f"a number that was printed, perhaps rounded{near}",
            cure=f"mend it; or, if it is right, say so in the front matter:\n{EXAMPLE.format(' '.join(texts))}",
        ),
        warning=True,
    )


def _in_head(page: SourcePage, found: str, cure: str) -> Finding:
    expected = "numbers that stand on the page, and in brackets where they come from"
    return Finding(PaotongError(place_of(page, FACT), f"`{FACT}:` {found}", expected=expected, cure=cure))
