"""What a text says, apart from how it is set.

Two texts of the same words and numbers are the same here, however their lines are broken, whatever their punctuation,
and wherever their links lead.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from paotong.render.blocks import INLINE_CODE

TAG = re.compile(r"""</?[a-zA-Z][\w-]*(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*\s*/?>""")
ADDRESS = re.compile(r"(?:https?|mailto):[^\s<>()（），。；：、！？“”]+")
# The target of a link or an image, or its reference; the mark of a footnote; attributes; an icon.
TARGET = re.compile(
    r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|(?<=\])\[[^\[\]]*\]|\[\^[^\[\]]*\]"
)
ATTRIBUTES = re.compile(r"\{:?\s*[#.][^{}]*\}")
ICON = re.compile(r"(?<![A-Za-z0-9]):[a-z0-9_]+(?:-[a-z0-9_]+)+:")
# What a box begins with, before its title; a definition of a link; a line below a heading or between two paragraphs.
BOX = re.compile(r"\s*(?:!!!|\?\?\?\+?|///)\s*[\w-]*(?:[ |]+[\w-]+(?=\s|$))*|\s*===[!+]*(?=\s*\")")
DEFINITION = re.compile(r"\s*\[(?!\^)[^\[\]]+\]:\s*\S+.*")
RULE = re.compile(r"\s*(?:=+|(?:[-*_]\s*){3,})")
# The signs of lists and quotations. A number with a dot is none in the middle of a paragraph.
MARKER = re.compile(r"(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s))+\s*")
# Soft hyphens, and what joins, parts or turns signs.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# A Chinese character is a word: where its line is broken says nothing. A number has its sign and its dots.
HAN = "\\u3400-\\u9fff\\uf900-\\ufaff"
WORD = re.compile(rf"[{HAN}]|(?:(?<![a-z0-9)\]])-)?\d+(?:\.\d+)*|[^\W_{HAN}]+|[%=≠≈<>≤≥×÷±√∞\ue000-\ue003]")
# In prose these set it; in code they say something, and are kept as signs that no text has.
OPERATORS = str.maketrans("+-*/", "\ue000\ue001\ue002\ue003")
LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
# So much of a SHA-256 is plenty to tell two texts apart.
LENGTH = 16


def without_links(text: str) -> str:
    """A line of Markdown that can itself be a link."""
    return re.sub(r"[\[\]]", "", LINK.sub(r"\1", text))


def digest(lines: Iterable[str]) -> str:
    """The same for texts that say the same."""
    return hashlib.sha256(" ".join(words(lines)).encode()).hexdigest()[:LENGTH]


def words(lines: Iterable[str]) -> list[str]:
    """The words and numbers of Markdown, in order, in small letters and half-width signs."""
    return WORD.findall(_plain("\n".join(_without_markers(lines))))


def _without_markers(lines: Iterable[str]) -> Iterator[str]:
    """The lines without what makes them items, quotations, or boxes."""
    begins = True
    for line in lines:
        text = line
        marker = MARKER.match(line)
        if marker and (begins or not line.lstrip()[0].isdigit()):
            text = text[marker.end() :]
        # Below an item may stand another one.
        begins = not line.strip() or (begins and marker is not None)
        if not (DEFINITION.fullmatch(text) or RULE.fullmatch(text)):
            yield BOX.sub("", text, count=1) if BOX.match(text) else text


def _plain(text: str) -> str:
    text = INLINE_CODE.sub(lambda code: code[0].translate(OPERATORS), text)
    for pattern in (TARGET, ATTRIBUTES, ADDRESS, TAG, ICON):
        text = pattern.sub(" ", text)
    text = unicodedata.normalize("NFKC", html.unescape(text).casefold()).replace("−", "-")
    return THOUSANDS.sub("", UNSEEN.sub("", text))
