"""Standard Markdown for the parts of a cell.

Whatever a program printed stands in a fence that is longer than any run of
backticks in it, so that it is text and nothing else.
"""

from __future__ import annotations

import re

# The signs that Markdown lets a backslash escape, and no others: it would show the backslash.
PUNCTUATION = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")


def fenced(text: str, attributes: str) -> list[str]:
    """A fence of superfences. attributes: what stands in its braces, as `.python hl_lines="1"`."""
    runs = [len(run) for run in re.findall(r"`+", text)]
    fence = "`" * max(3, *(length + 1 for length in runs)) if runs else "```"
    return [f"{fence} {{ {attributes} }}", *text.split("\n"), fence]


def folded(title: str, kind: str, lines: list[str]) -> list[str]:
    """A block of pymdownx.details that is closed at first."""
    quoted = title.replace('"', "&quot;")
    return [f'??? {kind} "{quoted}"', "", *(f"    {line}" if line else "" for line in lines)]


def boxed(title: str, kind: str, lines: list[str]) -> list[str]:
    """An admonition."""
    return [f'!!! {kind} "{title}"', "", *(f"    {line}" if line else "" for line in lines)]


def image(link: str, alt: str, width: int, height: int, classes: str) -> str:
    size = f'width="{width}" height="{height}" loading="lazy"'
    return f"![{escaped(alt)}]({link}){{ {classes} {size} }}"


def figure(images: list[str], caption: str) -> list[str]:
    """Images in one paragraph, below which a caption may stand (pymdownx.blocks.caption)."""
    lines = ["", " ".join(images), ""]
    return [*lines, "/// caption", caption, "///", ""] if caption else lines


def escaped(text: str) -> str:
    """Text of a person that is to be shown as it stands, whatever Markdown would make of its signs."""
    return PUNCTUATION.sub(r"\\\1", text)
