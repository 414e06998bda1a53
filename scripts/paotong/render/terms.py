"""Links the words of the glossary, where a lesson first uses them, to what the glossary says of them.

A link, and no `<abbr>`: the keyboard reaches it, a finger that taps it comes to the entry, and it needs no script.
Its title is the note, which Material shows under a mouse and to the keyboard (`content.tooltips`).

It works on the tree that Markdown has made of a page, before the builder turns links to pages of Markdown into links
to pages of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from paotong.errors import PaotongError
from paotong.glossary import GLOSSARY, Term, read_glossary
from paotong.project import Project
from paotong.render.glossary import PATH, spellings

# More, and a page looks like lace.
MOST = 8
# Running text: paragraphs, and items of a list that are none.
PROSE = ("p", "li")
# No running text, or marked already.
NEVER = ("h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "strong", "figcaption", "summary", "table", "fieldset")
NEVER_CLASSES = {"admonition-title", "lessons", "footnote", "quiz", "ran-with", "facts"}
# A paragraph with as many links tells where to go on.
SEVERAL = 2
# Words that somebody else says, or that are only mentioned.
QUOTED = re.compile('“[^“”]*”|"[^"]*"|‘[^‘’]*’')
# A short one may mean something else.
SHORTEST_ABBREVIATION = 3


@dataclass(frozen=True)
class Words:
    """How a language writes the terms: which term each spelling is, and what finds them in a text."""

    terms: dict[str, Term]
    pattern: re.Pattern[str]

    def find(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        """Longest first, so that no word is found inside another of the glossary."""
        quoted = [match.span() for match in QUOTED.finditer(text)]
        for match in self.pattern.finditer(text):
            if not any(start <= match.start() < end for start, end in quoted):
                written = " ".join(match[0].split())
                term = self.terms.get(written) or self.terms.get(written.lower())
                if term:
                    yield match, term


@dataclass(frozen=True)
class Use:
    """A word in a text of the tree: the text of `element`, or where `child` is one of its children, what follows it."""

    element: Element
    child: Element | None
    start: int
    end: int
    term: Term


def mark_terms(root: Element, project: Project, language: str, path: str) -> None:
    """Does nothing where there is no glossary, and on pages that are no lessons. path: as "pytorch/variable.md"."""
    if "/" not in path or path.endswith("/index.md") or not (project.docs(language) / PATH).is_file():
        return
    words = _words_of(project, language)
    if words is None:
        return
    own = {term.slug for strong in root.iter("strong") for _, term in words.find("".join(strong.itertext()))}
    first: dict[str, Use] = {}
    last: Use | None = None
    for use in _uses(root, words, in_prose=False):
        if use.term.slug not in own and use.term.slug not in first and not _touches(last, use):
            first[use.term.slug] = last = use
        if len(first) == MOST:
            break
    up = "../" * path.count("/")
    # From the last to the first, so that the places of those before it stay.
    for use in reversed(first.values()):
        _link(use, f"{up}{PATH}#{use.term.slug}", language)


def _touches(one: Use | None, other: Use) -> bool:
    """Two links with a blank between them look like one."""
    if one is None or one.element is not other.element or one.child is not other.child:
        return False
    return not _text_of(other)[one.end : other.start].strip()


def _text_of(use: Use) -> str:
    return (use.element.text if use.child is None else use.child.tail) or ""


def _uses(element: Element, words: Words, *, in_prose: bool) -> Iterator[Use]:
    if element.tag in NEVER or NEVER_CLASSES & set(element.get("class", "").split()):
        return
    in_prose = (in_prose or element.tag in PROSE) and len(element.findall("a")) < SEVERAL
    if in_prose:
        yield from _uses_in(element.text, words, element, None)
    for child in element:
        yield from _uses(child, words, in_prose=in_prose)
        if in_prose:
            yield from _uses_in(child.tail, words, element, child)


def _uses_in(text: str | None, words: Words, element: Element, child: Element | None) -> Iterator[Use]:
    for match, term in words.find(text or ""):
        yield Use(element, child, *match.span(), term)


def _link(use: Use, target: str, language: str) -> None:
    text = _text_of(use)
    word = text[use.start : use.end]
    note = use.term.note(language)
    # A short form says what it is short for.
    colon = "：" if language == "zh" else ": "
    title = f"{use.term.name(language)}{colon}{note}" if word == use.term.abbreviation else note
    link = Element("a", {"class": "term", "href": target, "title": title})
    link.text = word
    link.tail = text[use.end :]
    if use.child is None:
        use.element.text = text[: use.start]
        use.element.insert(0, link)
    else:
        use.child.tail = text[: use.start]
        use.element.insert(list(use.element).index(use.child) + 1, link)


def _words_of(project: Project, language: str) -> Words | None:
    """None where there is no glossary that can be used: the check tells of that."""
    file = project.root / GLOSSARY
    try:
        return _read_words(project, language, file.stat().st_mtime_ns)
    except (OSError, PaotongError):
        return None


@lru_cache(maxsize=4)
def _read_words(project: Project, language: str, _changed: int) -> Words | None:
    terms = [term for term in read_glossary(project) if term.slug and term.note(language)]
    return make_words(terms, language) if terms else None


def make_words(terms: Iterable[Term], language: str) -> Words:
    known: dict[str, Term] = {}
    names: set[str] = set()
    abbreviations: set[str] = set()
    for term in terms:
        if len(term.abbreviation) >= SHORTEST_ABBREVIATION:
            abbreviations.add(term.abbreviation)
            known.setdefault(term.abbreviation, term)
        for written in spellings(term, language):
            # An everyday word is found, so that nothing inside it is, and then passed over.
            names.add(written)
            if language not in term.everyday:
                known.setdefault(written.lower(), term)
    # Chinese has no blanks between its words, but beside Latin letters.
    sign = r"[\w-]" if language == "en" else "[A-Za-z0-9-]"
    # A short form is written in its own capitals.
    pattern = f"(?<!{sign})(?:(?i:{_longest_first(names)})|{_longest_first(abbreviations)})(?!{sign})"
    return Words(known, re.compile(pattern))


def _longest_first(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or "(?!)"
