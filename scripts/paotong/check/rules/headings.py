"""Headings: one title a page, and below it headings that links can name in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paotong.check.finding import Edit, Finding
from paotong.check.prose import Heading
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Attributes that Markdown takes for text, since no blank stands before them.
STUCK = re.compile(r"(?<![ \t])(?=\{[^{}]*#[^{}]*\}\s*$)")
UNDERLINE = re.compile(r"(?:=+|-+) *")
IDS = "an id in small letters, digits and hyphens, the same in both languages, so that links to it hold"


def title(page: SourcePage) -> str:
    """What its first heading of the first level says; empty where there is none."""
    return next((heading.text for heading in page.headings if heading.level == 1 and heading.text), "")


def titles(sources: Sources) -> Iterator[Finding]:
    """Every page has one title, and it is the first heading."""
    for page in sources.all_pages():
        found = [heading for heading in page.headings if heading.level == 1 and heading.text]
        if not found:
            yield Finding(PaotongError(page.name, "has no title", expected="a line `# …`", cure="add it"))
            continue
        for extra in found[1:]:
            yield _finding(
                page,
                extra.line,
                f"is a second title, {_shown(page, extra)}",
                f"one title; it is on line {found[0].line}",
                f"make it a section: `#{page.lines[extra.line - 1]}`",
            )
        if page.headings[0].line < found[0].line:
            yield _finding(
                page,
                page.headings[0].line,
                f"has {_shown(page, page.headings[0])} above the title",
                "the title to be the first heading",
                f"move it below line {found[0].line}, `# {found[0].text}`",
            )


def headings(sources: Sources) -> Iterator[Finding]:
    """Every heading below the title has an id of its own, and is written so that it is seen for one."""
    for page in sources.all_pages():
        yield from _underlined(page)
        first: dict[str, Heading] = {}
        for number, heading in enumerate(page.headings):
            line = page.lines[heading.line - 1]
            if (mended := _with_blanks(line, heading.level)) != line:
                yield _finding(
                    page,
                    heading.line,
                    f"lacks a blank after its signs or before its braces: {_shown(page, heading)}",
                    "both, or readers see the braces",
                    f"write `{mended}`; if it is no heading, begin it with `\\#`",
                    mended,
                )
            elif heading.level > 1 and not heading.id:
                yield _without_id(sources, page, number)
            elif heading.id and not ID.fullmatch(heading.id):
                cure = f"rename it in both languages, as to `#{_id_of(heading.id)}`"
                yield _finding(page, heading.line, f"the id `#{heading.id}` is hard to type or to link to", IDS, cure)
            elif heading.id and first.setdefault(heading.id, heading) is not heading:
                found = f"is a second heading with the id `#{heading.id}`"
                expected = f"an id of its own; the first is on line {first[heading.id].line}"
                yield _finding(page, heading.line, found, expected, "rename one of them, in both languages")


def _without_id(sources: Sources, page: SourcePage, number: int) -> Finding:
    heading = page.headings[number]
    twin = next((sources.pages[each].get(page.path) for each in LANGUAGES if each != page.language), None)
    # The same heading of the other page, if one can tell.
    levels = [[each.level for each in either.headings] for either in (page, twin) if either]
    same = twin.headings[number] if twin and levels[0] == levels[1] else None
    taken = {each.id for each in page.headings}
    proposals = [same.id if same else "", _id_of(heading.text), _id_of(same.text) if same else ""]
    id_ = next((each for each in proposals if ID.fullmatch(each) and each not in taken), "name-it")
    line = page.lines[heading.line - 1].rstrip()
    if braces := re.search(r"(?<=\s\{)(?=[^{}]*\}$)", line):
        mended = f"{line[: braces.end()]} #{id_}{line[braces.end() :]}"
    else:
        mended = f"{line} {{ #{id_} }}"
    found = f"has no id: {_shown(page, heading)}"
    if twin and same and same.id == id_:
        found += f"; {twin.place(same.line)} has `#{id_}`"
        return _finding(page, heading.line, found, IDS, f"write `{mended}`", mended)
    return _finding(page, heading.line, found, IDS, f"write `{mended}`, and the same id in the other language")


def _underlined(page: SourcePage) -> Iterator[Finding]:
    lines = dict(page.prose)
    for number, line in page.prose:
        text = lines.get(number - 1, "")
        if UNDERLINE.fullmatch(line) and re.match(r"[^\s#]", text) and not lines.get(number - 2, "").strip():
            level = "#" if line[0] == "=" else "##"
            found = f"`{line.strip()}` right below a line makes that a heading"
            cure = f"write `{level} {text.strip()}`, or leave a line blank between the two if it is none"
            yield _finding(page, number, found, "headings that begin with `#`", cure)


def _with_blanks(line: str, level: int) -> str:
    signs, text = line[:level], STUCK.sub(" ", line[level:])
    return f"{signs}{text}" if text[:1] in ("", " ", "\t") else f"{signs} {text}"


def _id_of(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _shown(page: SourcePage, heading: Heading) -> str:
    return f"`{page.lines[heading.line - 1].strip()}`"


def _finding(page: SourcePage, line: int, found: str, expected: str, cure: str, mended: str | None = None) -> Finding:
    """mended: the line as it is to be, where that is safe."""
    edit = None if mended is None else Edit(page.file, line, line, (mended,))
    return Finding(PaotongError(page.place(line), found, expected=expected, cure=cure), edit=edit)
