"""HTML as a browser meets it: its elements, and the text between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

# An address on another server.
ELSEWHERE = re.compile(r"\s*((?:https?|wss?|ftp):)?//", re.IGNORECASE)
# What stands in these is shown as it is, or is no text at all.
NO_PROSE = ("code", "pre", "script", "style", "svg")


@dataclass
class Element:
    """line: where it begins, counted from 1. text: what is read in it, the alternative texts of its pictures too.

    Of other elements than links and style sheets the text is not kept.
    """

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""


@dataclass(frozen=True)
class Markup:
    """prose: all text that is neither code nor part of a drawing."""

    elements: tuple[Element, ...]
    prose: str

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link may lead to with `#`."""
        names = {element.attributes.get("name", "") for element in self.named("a")}
        return frozenset(names | {element.attributes.get("id", "") for element in self.elements})

    def named(self, *names: str) -> list[Element]:
        return [element for element in self.elements if element.name in names]


def read_markup(html: str) -> Markup:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markup(tuple(reader.elements), "".join(reader.prose))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.prose: list[str] = []
        # Those around this place whose text is read, and how many that hold no prose.
        self._open: list[Element] = []
        self._no_prose = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._begin(tag, attrs)
        if tag in ("a", "style"):
            element.text = element.attributes.get("aria-label", "")
            self._open.append(element)
        self._no_prose += tag in NO_PROSE

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].name == tag:
            self._open.pop()
        if tag in NO_PROSE and self._no_prose:
            self._no_prose -= 1

    def handle_data(self, data: str) -> None:
        self._say(data)
        if not self._no_prose:
            self.prose.append(data)

    def _begin(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self.getpos()[0])
        self.elements.append(element)
        self._say(attributes.get("alt", ""))
        return element

    def _say(self, text: str) -> None:
        for element in self._open:
            element.text += text
