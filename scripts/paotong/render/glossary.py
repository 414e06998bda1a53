"""The page of all terms: what each means, how the other language calls it, and which lessons explain it.

    ``` glossary
    ```

All of it is taken from glossary.yml, and from the lessons: one explains a term where it has it in bold type.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from paotong.errors import PaotongError
from paotong.glossary import GLOSSARY, Section, Term, read_sections
from paotong.project import LANGUAGES
from paotong.render import blocks
from paotong.render.directive import Block, fences, listed_lessons
from paotong.render.page import Page, refuse_filled

# The page that holds the block, from its language's folder. Lessons lead there.
PATH = "glossary.md"
BOLD = re.compile(r"\*\*(.+?)\*\*")
HEADING = re.compile(r"#{2,6} .*\{ *#(?P<id>[\w-]+) *\}")
# So that the entry of a term and the heading of a field never have the same id.
SECTION_ID = "field-"
# What is only there to jump from is not to be found.
INDEX = '{ .glossary-index data-search-exclude="true" }'


def show_glossary(block: Block, page: Page) -> list[str]:
    """Raises PaotongError where something stands in the block, or where glossary.yml cannot be used."""
    found = "a glossary block has nothing in it"
    refuse_filled(block, page, found, f"``` glossary and ```, for all of it comes from {GLOSSARY}")
    sections = read_sections(page.shelf.project)
    terms = [term for section in sections for term in section.terms]
    _check(terms, page.language)
    explained = _explained(terms, page)
    lines = _fields(sections, page.language)
    for section in sections:
        lines += _heading(section, page.language)
        lines += ["//// html | dl.glossary", ""]
        for term in section.terms:
            lines += _entry(term, explained[term.slug], page)
        lines += ["////", ""]
    return lines


def spellings(term: Term, language: str) -> tuple[str, ...]:
    """How pages of a language write it. What stands in brackets tells it from another of the same name."""
    names = [re.sub(r" \(.*\)", "", term.name(language)), *term.also(language)]
    return tuple(names if language == "zh" else [each for name in names for each in (name, _plural(name))])


def _plural(name: str) -> str:
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(s|x|ch|sh)$", name) else f"{name}s"


def _check(terms: list[Term], language: str) -> None:
    slugs: set[str] = set()
    for term in terms:
        place = f"{GLOSSARY}:{term.line}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", term.slug):
            raise PaotongError(
                place, f"{term.en} has no slug", expected="such as `slug: learning-rate`", cure="give it one"
            )
        if term.slug in slugs:
            raise PaotongError(place, f"the slug {term.slug} stands twice", cure="give each term its own")
        if not term.note(language):
            raise PaotongError(
                place, f"{term.en} has no `note_{language}`", expected="what it means, in a sentence", cure="write it"
            )
        slugs.add(term.slug)


def _heading(section: Section, language: str) -> list[str]:
    if not section.names:
        return []
    terms = (f"[{blocks.escaped(term.name(language))}](#{term.slug})" for term in section.terms)
    heading = f"## {blocks.escaped(section.names[language])} {{ #{_anchor(section)} }}"
    return [heading, "", " · ".join(terms), INDEX, ""]


def _fields(sections: list[Section], language: str) -> list[str]:
    """The way to each field, since a phone shows no table of contents."""
    named = [section for section in sections if section.names]
    links = (f"[{blocks.escaped(section.names[language])}](#{_anchor(section)})" for section in named)
    return [" · ".join(links), INDEX, ""] if named else []


def _anchor(section: Section) -> str:
    return SECTION_ID + re.sub(r"[^a-z0-9]+", "-", section.names["en"].lower()).strip("-")


def _entry(term: Term, lessons: dict[str, str], page: Page) -> list[str]:
    """lessons: see _explained."""
    (other,) = (language for language in LANGUAGES if language != page.language)
    names = {language: blocks.escaped(term.name(language)) for language in LANGUAGES}
    if term.abbreviation:
        names["en"] += f" ({blocks.escaped(term.abbreviation)})"
    links = [f"[{blocks.escaped(title)}]({link})" for link, title in lessons.items()]
    told = [page.words["explained"].format(lessons=page.words["between"].join(links))] if links else []
    note = page.words["after_note"].join([blocks.paragraph(term.note(page.language)), *told])
    return [
        f"/// html | dt#{term.slug}",
        "",
        f'{names[page.language]} <span lang="{other}">{names[other]}</span>',
        "",
        "///",
        "",
        "/// html | dd",
        "",
        note,
        "",
        "///",
        "",
    ]


def _explained(terms: list[Term], page: Page) -> dict[str, dict[str, str]]:
    """By slug of a term: links to the places that explain it, in the order of the lessons, with the lesson's title."""
    slugs = {
        _bare(written): term.slug
        for term in terms
        for written in (term.abbreviation, *spellings(term, page.language))
        if written
    }
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for slug in _lessons_in_order(page):
        lesson = page.lesson_page(slug, page.name)
        told = set()
        for heading, text in _bold(lesson.lines):
            term = slugs.get(_bare(text))
            if term and term not in told:
                told.add(term)
                found[term][page.link_to(slug) + (f"#{heading}" if heading else "")] = lesson.title
    return found


def _lessons_in_order(page: Page) -> Iterator[str]:
    """As the courses' pages list them."""
    for file in sorted(page.shelf.project.docs(page.language).glob("*/index.md")):
        yield from listed_lessons(file.read_text(encoding="utf-8-sig", errors="replace").split("\n"))


def _bold(lines: list[str]) -> Iterator[tuple[str, str]]:
    """What stands in bold type in a page's text, and the id of the heading above it."""
    fenced = {
        number for first, last, _ in fences(lines) for number in range(first, len(lines) if last is None else last + 1)
    }
    heading = ""
    for number, line in enumerate(lines):
        if number not in fenced:
            if match := HEADING.fullmatch(line.rstrip()):
                heading = match["id"]
            for bold in BOLD.finditer(line):
                yield heading, bold[1]


def _bare(text: str) -> str:
    """The letters of a word, so that `Mini-batch` is `mini-batch`."""
    return re.sub(r"[\W_]", "", text).casefold()
