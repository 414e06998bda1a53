"""Standard Markdown for the parts of a cell.

Whatever a program printed stands in a fence that is longer than any run of
backticks in it, so that it is text and nothing else.
"""

from __future__ import annotations

import html
import re

from paotong.cells.signs import visible

# The signs that Markdown lets a backslash escape, and no others: it would show the backslash.
ESCAPABLE = "\\`*_{}[]()>#+-.!"
# With those that mean something to HTML, to extensions of Markdown, or in a title between quotation marks.
SIGN = re.compile(rf'[{re.escape(ESCAPABLE)}&<"$^|]|:(?! )|([/=?~])(?=\1)')
# Inline code that every version of Python-Markdown takes for the same, in which nothing else means anything.
INLINE_CODE = re.compile(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)")
# At its start a line with these would not be a paragraph: a heading, a list, a rule, a fence, a definition, a block.
START_OF_BLOCK = re.compile(r"[#>|:+=/?~-]|\*(?=\s|$)|[*_](?=[*_\s]*$)|`(?=``)|\[(?=[^\]]*\]:)|!(?=!!)|\d(?=\d*[.)])")


def fenced(text: str, attributes: str) -> list[str]:
    """A fence of superfences. attributes: what stands in its braces, as `.python hl_lines="1"`."""
    runs = [len(run) for run in re.findall(r"`+", text)]
    fence = "`" * max(3, *(length + 1 for length in runs)) if runs else "```"
    return [f"{fence} {{ {attributes} }}", *text.split("\n"), fence]


def folded(title: str, kind: str, lines: list[str]) -> list[str]:
    """A block of pymdownx.details that is closed at first."""
    # One blank line and no more: in a footnote a second one would end it.
    inside = "\n".join(lines).strip("\n").split("\n")
    return [f'??? {kind} "{escaped(title)}"', "", *(f"    {line}" if line else "" for line in inside)]


def boxed(title: str, kind: str, lines: list[str]) -> list[str]:
    """An admonition."""
    return [f'!!! {kind} "{title}"', "", *(f"    {line}" if line else "" for line in lines)]


def image(link: str, alt: str, width: int, height: int, classes: str) -> str:
    size = f'width="{width}" height="{height}" loading="lazy"'
    return f"![{escaped(alt)}]({link}){{ {classes} {size} }}"


def figure(images: list[str], caption: str) -> list[str]:
    """Images in one paragraph, below which a caption may stand (pymdownx.blocks.caption)."""
    lines = ["", " ".join(images)]
    return [*lines, "", "/// caption", paragraph(caption), "///"] if caption else lines


def escaped(text: str) -> str:
    """Text of a person that is to be shown as it stands, whatever Markdown or HTML would make of its signs."""
    return SIGN.sub(lambda match: f"\\{match[0]}" if match[0] in ESCAPABLE else _reference(match), visible(text))


def paragraph(text: str) -> str:
    """A line of Markdown that stays one paragraph: no tags, and nothing that begins a block."""
    rest = visible(text)
    shown = ""
    if match := START_OF_BLOCK.match(rest):
        shown, rest = _reference(match), rest[1:]
    position = 0
    for code in INLINE_CODE.finditer(rest):
        shown += f"{_without_tags(rest[position : code.start()])}{code[0]}"
        position = code.end()
    return shown + _without_tags(rest[position:])


def _without_tags(text: str) -> str:
    """Markdown that is no inline code."""
    signs = {"&": "&amp;", "<": "&lt;", "\\`": "`", "`": "&#96;", "[TOC]": "[TOC&#93;"}
    for sign, shown in signs.items():
        text = text.replace(sign, shown)
    return text


def _reference(match: re.Match[str]) -> str:
    """As HTML writes the sign so that it is itself."""
    named = html.escape(match[0])
    return named if named != match[0] else f"&#{ord(match[0])};"
