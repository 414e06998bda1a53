"""Other servers: nothing on a page comes from one. A link that a reader may follow is no such thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paotong.cells.source import read_text
from paotong.check.finding import Edit, Finding
from paotong.check.markup import ELSEWHERE, Element, read_markup
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES
from paotong.render.publish import PUBLISHED
from paotong.site import CONFIGURATIONS

# A browser loads what these name, on any element but a link.
LOADING = ("src", "srcset", "href", "xlink:href", "data", "poster", "background", "imagesrcset")
LINKS = ("a", "area")
# What `<link rel=…>` only tells of, and loads nothing.
TELLING = {"alternate", "author", "canonical", "help", "license", "me", "next", "prev", "search"}
# In a style sheet: what it loads, and what is none of its text.
STYLE = re.compile(r"(?:@import\s+|url\(\s*)[\"']?((?:(?:https?:)?//)[^\"')\s;]+)", re.IGNORECASE)
TEMPLATE_COMMENT = re.compile(r"<!--.*?-->|\{#.*?#\}", re.DOTALL)
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
EMOJI = "twemoji"


def servers(sources: Sources) -> Iterator[Finding]:
    """Nothing on a page comes from another server: no picture, script, frame, style sheet or font."""
    for page in sources.all_pages():
        yield from _in_page(page, sources)
    for file in _beside_the_pages(sources):
        name = sources.project.place(file)
        try:
            text = read_text(file, name)
        except PaotongError as error:
            yield Finding(error)
            continue
        for line, what in _in_style(text) if file.suffix == ".css" else _in_html(text):
            yield _finding(f"{name}:{line}", what)
    for language in LANGUAGES:
        for what in _in_settings(sources.renderings.settings(language)):
            yield _finding(CONFIGURATIONS[language], what)


def _in_page(page: SourcePage, sources: Sources) -> Iterator[Finding]:
    if not (markup := sources.renderings.of(page)):
        return
    emoji = {}
    for element in markup.elements:
        attributes = element.attributes
        if element.name == "img" and EMOJI in attributes.get("class", "").split():
            emoji[attributes.get("title", "")] = attributes.get("alt", "")
            continue
        for url in _loaded_by(element):
            lines = [page.place(number) for number, line in page.written if url in line]
            for place in lines or [page.name]:
                yield _finding(place, f"<{element.name}> loads {url}")
    for name, sign in emoji.items():
        yield from _emoji(page, name, sign)


def _emoji(page: SourcePage, name: str, sign: str) -> Iterator[Finding]:
    """`:smile:` becomes a picture from a server; the sign itself is text."""
    for number, line in page.written:
        written = page.lines[number - 1]
        columns = [match.start() for match in re.finditer(re.escape(name), line)]
        for column in reversed(columns):
            written = written[:column] + sign + written[column + len(name) :]
        if columns:
            yield Finding(
                PaotongError(
                    page.place(number),
                    f"`{name}` becomes a picture from another server",
                    expected=f"the sign itself, {sign}, or an icon of the theme's, as `:material-star:`",
                    cure=f"write {sign}",
                ),
                edit=Edit(page.file, number, number, (written,)),
            )


def _loaded_by(element: Element) -> Iterator[str]:
    attributes = element.attributes
    if element.name in LINKS or (element.name == "link" and set(attributes.get("rel", "").lower().split()) & TELLING):
        return
    for name in LOADING:
        # Several addresses, each with a width, may stand in a `srcset`.
        for url in attributes.get(name, "").split(","):
            if ELSEWHERE.match(url):
                yield url.split()[0]
    for style in (attributes.get("style", ""), element.text if element.name == "style" else ""):
        yield from STYLE.findall(_blanked(STYLE_COMMENT, style))


def _beside_the_pages(sources: Sources) -> Iterator[Path]:
    for folder in ("docs", "theme"):
        for file in sorted((sources.project.root / folder).rglob("*.*")):
            # The figures are the records', and a picture in a page loads nothing.
            if (
                file.suffix in (".css", ".html", ".svg")
                and PUBLISHED not in file.relative_to(sources.project.root).parts
            ):
                yield file


def _in_style(text: str) -> Iterator[tuple[int, str]]:
    """Line and what is wrong there."""
    shown = _blanked(STYLE_COMMENT, text)
    for match in STYLE.finditer(shown):
        yield shown.count("\n", 0, match.start()) + 1, f"the style sheet loads {match[1]}"


def _in_html(text: str) -> Iterator[tuple[int, str]]:
    for element in read_markup(_blanked(TEMPLATE_COMMENT, text)).elements:
        for url in _loaded_by(element):
            yield element.line, f"<{element.name}> loads {url}"


def _in_settings(settings: dict[str, Any]) -> Iterator[str]:
    for name in ("extra_css", "extra_javascript"):
        for entry in settings.get(name) or []:
            url = entry.get("path", "") if isinstance(entry, dict) else entry
            if ELSEWHERE.match(str(url)):
                yield f"`{name}` loads {url}"
    theme = settings.get("theme")
    theme = theme if isinstance(theme, dict) else {"name": theme}
    if theme.get("name") == "material" and theme.get("font", True):
        yield "`theme` has no `font: false`, so it loads fonts from fonts.googleapis.com"
    if settings.get("repo_url"):
        yield "`repo_url` makes each page ask the repository's server for its stars"


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text)


def _finding(place: str, what: str) -> Finding:
    return Finding(
        PaotongError(
            place,
            what,
            expected="a file of this site: a page also opens without a net, and tells nobody who reads it",
            cure="put the file beside the page and write its path, as `![…](picture.webp)`, or remove it",
        )
    )
