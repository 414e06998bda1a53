"""A page's prose as Markdown that reads well in a notebook: nothing of what only our site's extensions know.

Boxes become quotations, folds become `<details>`, tabs follow one another; attributes and icons go; links lead to the
site, or where its address is not known, to the notebook beside this one, or nowhere.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from paotong.render.blocks import INLINE_CODE
from paotong.render.directive import fences

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# `!!! tip "Title"`, `??? question "Title"`, `=== "Title"`: what is in it is indented by four.
BOX = re.compile(r'(?P<kind>!!!|\?\?\?\+?|===!?\+?)[ ]*[\w\- ]*(?:"(?P<title>.*)")?[ ]*')
# `/// caption` and what closes it.
MARK = re.compile(r"/{3,}(?:[ ]+\S.*)?")
ATTRIBUTE = r'(?:[#.][\w-]+|[\w-]+=(?:"[^"]*"|[\w.-]+))'
# Behind what they belong to, and not the braces of anything else.
ATTRIBUTES = re.compile(rf"(?:(?<=[)\]*\x00])|(?:^|[ \t]+))\{{:?[ \t]*{ATTRIBUTE}(?:[ \t]+{ATTRIBUTE})*[ \t]*\}}")
ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[\w-]+:")
LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]*)(?:[ ]+\"[^\"]*\")?\)")
STRONG = re.compile(r"\*\*(?P<text>[^*\s](?:[^*]*[^*\s])?)\*\*")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
INDENT = "    "


@dataclass(frozen=True)
class Surroundings:
    """Where a page is. path: from its language's folder, as "pytorch/variable.md".

    address: of the site of its language, ending in a slash; empty where it is not known. lessons: the slugs of those
    that have a notebook.
    """

    path: str
    address: str
    lessons: frozenset[str]

    def target(self, url: str) -> str:
        """Where a link may lead from a notebook; empty where nowhere."""
        if ELSEWHERE.match(url):
            return url
        path, _, anchor = url.partition("#")
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), path)) if path else self.path
        if self.address and not whole.startswith("../"):
            page = f"{whole.removesuffix('.md')}.html" if whole.endswith(".md") else whole
            return f"{self.address}{page}{'#' if anchor else ''}{anchor}"
        slug = whole.removesuffix(".md")
        if path and whole.endswith(".md") and slug in self.lessons:
            return posixpath.relpath(f"{slug}.ipynb", posixpath.dirname(self.path))
        return ""


def portable(lines: list[str], around: Surroundings) -> str:
    """lines: whole blocks of a page's prose, without front matter and without blocks of ours."""
    shown = "\n".join(_converted(_without_comments(lines), around))
    return re.sub(r"\n{3,}", "\n\n", shown).strip("\n")


def _converted(lines: list[str], around: Surroundings) -> Iterator[str]:
    code = {first: (lines[first + 1 : last], last) for first, last, _ in fences(lines)}
    number = 0
    while number < len(lines):
        line = lines[number]
        if number in code:
            inside, last = code[number]
            indent = line[: len(line) - len(line.lstrip())]
            fence = line.strip()[: len(line.strip()) - len(line.strip().lstrip("`~"))]
            yield f"{indent}{fence}{_language(line.strip()[len(fence) :])}"
            yield from inside
            yield f"{indent}{fence}"
            number = len(lines) if last is None else last + 1
        elif box := BOX.fullmatch(line):
            inside, number = _indented(lines, number + 1)
            yield from _boxed(box["kind"], box["title"] or "", list(_converted(inside, around)), around)
        else:
            if not MARK.fullmatch(line):
                yield inline(line, around)
            number += 1


def boxes(lines: list[str]) -> Iterator[tuple[int, int, str, list[str]]]:
    """The boxes of a page, not those in a box or in code: their first line, the line behind, the title of a fold
    (empty for a box that is open), and what is in them, without the indent."""
    skipped = 0
    code = {first: len(lines) if last is None else last + 1 for first, last, _ in fences(lines)}
    for number, line in enumerate(lines):
        if number in code:
            skipped = max(skipped, code[number])
        if number >= skipped and (box := BOX.fullmatch(line)):
            inside, skipped = _indented(lines, number + 1)
            yield number, skipped, (box["title"] or "") if box["kind"].startswith("???") else "", inside


def inline(line: str, around: Surroundings) -> str:
    """A line of prose."""
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[0])
        return f"\x00{len(codes) - 1}\x00"

    hidden = INLINE_CODE.sub(keep, line)
    hidden = ATTRIBUTES.sub("", ICON.sub("", hidden))
    hidden = LINK.sub(lambda match: _link(match, around), hidden)
    hidden = STRONG.sub(_strong, hidden)
    return re.sub(r"\x00(\d+)\x00", lambda match: codes[int(match[1])], hidden).rstrip()


def plain(text: str) -> str:
    """A line where no Markdown is read: in a tag, or in a plain text."""
    return text.replace("`", "").replace("**", "")


def _link(match: re.Match[str], around: Surroundings) -> str:
    target = around.target(match["target"])
    if match["image"]:
        return f"![{match['text']}]({target})" if ELSEWHERE.match(target) else f"*{match['text']}*"
    return f"[{match['text']}]({target})" if target else match["text"]


def _strong(match: re.Match[str]) -> str:
    """CommonMark, which notebooks are read as, takes no `**` between a letter and a sign for the end of strong text."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    text = match["text"]
    stuck = (before.isalnum() and not text[0].isalnum()) or (after.isalnum() and not text[-1].isalnum())
    return f"<strong>{text}</strong>" if stuck else match[0]


def _boxed(kind: str, title: str, inside: list[str], around: Surroundings) -> Iterator[str]:
    title = inline(title.replace("**", ""), around)
    if kind.startswith("==="):
        yield from ["", f"**{title}**", "", *inside, ""]
    elif kind.startswith("???"):
        yield from details(title, inside)
    else:
        heading = [f"**{title}**", ""] if title else []
        text = "\n".join([*heading, *inside]).strip("\n").split("\n")
        yield from ["", *(f"> {line}".rstrip() for line in text), ""]


def details(title: str, inside: list[str]) -> list[str]:
    """A fold. Blank lines, so that what is in it is read as Markdown."""
    return ["<details>", f"<summary>{html.escape(title, quote=False)}</summary>", "", *inside, "", "</details>", ""]


def _indented(lines: list[str], first: int) -> tuple[list[str], int]:
    """The lines from there on that are indented, or blank between such, without the indent; and where they end."""
    last = first
    for number in range(first, len(lines)):
        if lines[number].startswith(INDENT):
            last = number + 1
        elif lines[number].strip():
            break
    return [line.removeprefix(INDENT) for line in lines[first:last]], last


def _language(info: str) -> str:
    """What a fence says of its language: `python title="a.py"` and `{ .python hl_lines="1" }` as `python`."""
    word = re.match(r"[\s{.]*([\w+#-]*)", info)
    return word[1] if word else ""


def _without_comments(lines: list[str]) -> list[str]:
    return COMMENT.sub("", "\n".join(lines)).split("\n")
