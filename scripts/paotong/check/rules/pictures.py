"""Pictures: each says in words what it shows, in the words of its page's language, and lies beside the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

from paotong.check.finding import Finding
from paotong.check.markup import ELSEWHERE
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError

# With this a picture says of itself that it shows nothing: `![](line.svg){ role=presentation }`.
DECORATIVE = ("presentation", "none")
FILE_NAME = re.compile(r"\S+\.(?:svg|png|jpe?g|gif|webp|avif)", re.IGNORECASE)
# In columns of a terminal, of which a Chinese character takes two.
SHORTEST = 8
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it. of: what both languages know it by. text: None where it is marked as decorative."""

    of: str
    text: str | None
    place: str


def pictures(sources: Sources) -> Iterator[Finding]:
    """Every picture has an alternative text that says what it shows, and is a file of the site."""
    for page in sources.all_pages():
        for picture in [*_in_blocks(page), *_in_text(page, sources)]:
            if ELSEWHERE.match(picture.of):
                continue  # told by the rule on other servers
            yield from _text_of(picture)
            if picture.of.startswith("data:"):
                yield Finding(
                    PaotongError(
                        picture.place,
                        "a picture that is written into the page, of which each reader loads both languages",
                        expected="a file beside the page",
                        cure="save it as a file, and write `![…](picture.webp)`",
                    )
                )


def translated(sources: Sources) -> Iterator[Finding]:
    """The alternative texts of a picture differ between the languages."""
    for chinese, english in sources.twins():
        first, second = (_by_name([*_in_blocks(page), *_in_text(page, sources)]) for page in (chinese, english))
        for name in filter(second.__contains__, first):
            text = first[name].text
            if text and text == second[name].text and any(map(str.isalpha, text)):
                # The page whose language it is not.
                wrong, language = (second[name], "English") if CHINESE.search(text) else (first[name], "Chinese")
                yield Finding(
                    PaotongError(
                        wrong.place,
                        f"the alternative text is that of the other language: {text}",
                        expected=f"what the picture shows, in {language}",
                        cure="translate it",
                    )
                )


def _in_blocks(page: SourcePage) -> Iterator[Shown]:
    """The figures of a page's blocks. Where a block is wrong, another rule tells of it."""
    if page.expanded.problems:
        return
    lines = iter([text.line for text in page.block_texts if text.option == "alt"])
    for directive in page.directives:
        for number, text in enumerate(directive.alt, start=1):
            yield Shown(f"{directive.slug}:{directive.cell}:{number}", text, page.place(next(lines)))


def _in_text(page: SourcePage, sources: Sources) -> Iterator[Shown]:
    """The pictures of a page's own Markdown or HTML."""
    markup = sources.renderings.of(page)
    for element in markup.named("img") if markup else []:
        attributes = element.attributes
        if {"drawn", "twemoji"} & set(attributes.get("class", "").split()):
            continue
        source, text = attributes.get("src", ""), attributes.get("alt", "")
        decorative = attributes.get("role") in DECORATIVE and not text
        yield Shown(source, None if decorative else text, _place_of(page, source, text))


def _place_of(page: SourcePage, source: str, text: str) -> str:
    """Of two pictures from one file, that with this text."""
    lines = [(number, line) for number, line in page.written if source in line]
    same = [(number, line) for number, line in lines if f"[{text}]({source}" in line]
    return page.place((same or lines)[0][0]) if lines else page.name


def _by_name(pictures: list[Shown]) -> dict[tuple[str, int], Shown]:
    """By what both languages know them by, and the how manieth of that it is."""
    seen: Counter[str] = Counter()
    found = {}
    for picture in pictures:
        seen[picture.of] += 1
        found[picture.of, seen[picture.of]] = picture
    return found


def _text_of(picture: Shown) -> Iterator[Finding]:
    text = picture.text
    if text is None:
        return
    if not text.strip():
        yield Finding(
            PaotongError(
                picture.place,
                f"the picture {picture.of} has no alternative text",
                expected="what it shows, for those who cannot see it",
                cure=f"write `![what it shows]({picture.of})`, or, where it shows nothing: "
                f"`![]({picture.of}){{ role=presentation }}`",
            )
        )
    elif FILE_NAME.fullmatch(text.strip()) or _columns(text) < SHORTEST:
        yield Finding(
            PaotongError(
                picture.place,
                f'"{text}" hardly says what the picture shows',
                expected="what one would say of it on the telephone",
                cure="say what there is to see, and what it shows",
            ),
            warning=True,
        )


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text.strip())
