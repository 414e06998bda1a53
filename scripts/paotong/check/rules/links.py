"""Links: what a page leads to is there, at the very anchor, and a reader can tell what it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import SplitResult, unquote, urlsplit

from paotong.check.finding import Edit, Finding
from paotong.check.markup import Element, Markup
from paotong.check.rendered import FROM_MARKDOWN
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES
from paotong.render.publish import MADE_FOLDERS, PUBLISHED

# How the names of pages end; any other is that of a file.
OF_PAGES = ("", ".md", ".html")
# Of two files' names, whose folder may be the same.
NEAR = 0.8
# What an ordinary link to elsewhere may begin with.
SCHEMES = ("http", "https", "mailto")
# Between a link's text and its target stands nothing, and the brackets are half-width. Only where the target is one.
ALMOST = re.compile(
    r"\]([ \t]*)([(（])((?:https?://|\.{0,2}/|#)[^\s()（）]+|[^\s()（）]+\.md(?:#[^\s()（）]*)?)([)）])"
)
# Before a link's target, wherever one may stand: in Markdown; in Markdown, where it has no text; in HTML.
ANYWHERE = r"(?<![^\s(<\"'=:])"
WITHOUT_TEXT = r"(?<=\[\]\()|(?<=\[ \]\()"
IN_HTML = r"(?i:(?<=href=)|(?<=href=[\"']))"
# What Markdown shows as it stands, since nothing has this name.
UNDEFINED = re.compile(r"\[\^[^\[\]\s]+\]|\]\[[A-Za-z][\w -]*\]")


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a link. better: the target to write, where there is no doubt. before: stands before it."""

    found: str
    expected: str
    cure: str
    better: str = ""
    before: str = ANYWHERE


def links(sources: Sources) -> Iterator[Finding]:
    """Every link of a page, and every picture, leads to what there is, at an anchor that there is, and has a text."""
    for page in sources.all_pages():
        yield from _almost_links(page)
        if markup := sources.renderings.of(page):
            yield from _links_of(page, markup, sources)
            yield from _undefined(page, markup)
    yield from map(Finding, sources.renderings.problems)


def _links_of(page: SourcePage, markup: Markup, sources: Sources) -> Iterator[Finding]:
    told = set()
    for element in markup.named("a", "img"):
        # A figure that a block shows is the record's, and published when the site is built.
        if "drawn" in element.attributes.get("class", "").split():
            continue
        url = element.attributes.get("href" if element.name == "a" else "src")
        if url is None:
            continue
        if element.name == "a" and not element.text.strip():
            found = f"a link to `{url}` has no text"
            yield from _findings(page, url, Wrong(found, "[text](page.md)", "write its text", before=WITHOUT_TEXT))
        if (element.name, url) not in told and (wrong := _wrong(url, element, page, sources)):
            told.add((element.name, url))
            yield from _findings(page, url, wrong)


def _wrong(url: str, element: Element, page: SourcePage, sources: Sources) -> Wrong | None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return Wrong(f"`{url}` is no address: {error}", "[text](page.md)", "mend it")
    if parts.scheme or parts.netloc:
        return _wrong_elsewhere(url, parts, element, sources)
    if parts.path.startswith("/"):
        return Wrong(
            f"`{url}` begins at the root of a server",
            "a way from this page, for the site may lie anywhere",
            f"write it so: `{'../' * page.path.count('/')}{_in_this_language(parts.path, page)}`",
        )
    if element.name == "a" and parts.path and FROM_MARKDOWN not in element.attributes:
        return Wrong(
            f'`<a href="{url}">` is HTML, whose links no builder follows or checks',
            "a link in Markdown",
            f"write it so: `[text]({url})`",
            before=IN_HTML,
        )
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), unquote(parts.path)))
    target = sources.pages[page.language].get(path) if parts.path else page
    if target:
        return _wrong_anchor(url, parts, target, sources)
    if _is_file(path, page, sources):
        return None
    if element.name == "img":
        return _wrong_file(url, path, page, sources, "the picture")
    if posixpath.splitext(path)[1].lower() not in OF_PAGES:
        return _wrong_file(url, path, page, sources, "the link")
    return _wrong_path(url, path, page, sources)


def _wrong_elsewhere(url: str, parts: SplitResult, element: Element, sources: Sources) -> Wrong | None:
    if element.name == "img":
        return None  # told by the rule on other servers
    if parts.scheme and parts.scheme not in SCHEMES:
        return Wrong(f"`{url}` begins with `{parts.scheme}:`", f"one of {', '.join(SCHEMES)}", "mend it")
    sites = [str(sources.renderings.settings(language).get("site_url") or "") for language in LANGUAGES]
    if any(site and url.startswith(site) for site in sites):
        return Wrong(
            f"`{url}` is an absolute link into this site",
            "a way from this page, for the site may lie anywhere",
            "write it so: `[text](page.md)`, or `[text](../course/page.md)`",
        )
    return None


def _wrong_anchor(url: str, parts: SplitResult, target: SourcePage, sources: Sources) -> Wrong | None:
    markup = sources.renderings.of(target)
    anchor = unquote(parts.fragment)
    if not anchor or markup is None or anchor in markup.anchors:
        return None
    if anchor.startswith("fnref:"):
        name = anchor.removeprefix("fnref:")
        return Wrong(
            f"no text refers to the footnote [^{name}]", f"`[^{name}]` in the text", "add that, or remove the note"
        )
    near = get_close_matches(anchor, sorted(markup.anchors), n=1)
    shown = near or [heading.id for heading in target.headings if heading.id][:8]
    return Wrong(
        f"`{url}` leads to an anchor that {target.name} does not have",
        f"one that it has, as {', '.join(f'#{name}' for name in shown)}" if shown else "a heading with an id",
        f"write `{parts.path}#{near[0]}`" if near else f"give the heading its id there: `## … {{ #{anchor} }}`",
    )


def _is_file(path: str, page: SourcePage, sources: Sources) -> bool:
    """Whether the built site has such a file, beside its pages."""
    project = sources.project
    if path.startswith(f"{PUBLISHED}/"):
        return (project.outputs / path.removeprefix(f"{PUBLISHED}/")).is_file()
    folders = (project.docs(page.language), project.root / "theme")
    return not path.startswith("../") and any((folder / path).is_file() for folder in folders)


def _wrong_file(url: str, path: str, page: SourcePage, sources: Sources, what: str) -> Wrong:
    """what: leads to it, as messages say."""
    docs = f"docs/{page.language}"
    if path.startswith("../"):
        return Wrong(f"`{url}` leads out of {docs}", f"a file in {docs}", f"put it there, or remove {what}")
    found = f"`{url}` leads to {docs}/{path}, which is not there"
    if path.startswith(f"{PUBLISHED}/"):
        cure = f"show the figure with a block ``` snippet that names its cell, or remove {what}"
        return Wrong(found, "a figure that a program drew", cure)
    root = sources.project.docs(page.language)
    files = [file.relative_to(root) for file in root.rglob("*.*") if file.suffix != ".md"]
    near = get_close_matches(path, [file.as_posix() for file in files if file.parts[0] not in MADE_FOLDERS], 1, NEAR)
    if near:
        return Wrong(found, f"a file such as {docs}/{near[0]}", f"write `{_relative(near[0], page)}`")
    return Wrong(found, "a file that there is", f"add the file {docs}/{path}, or remove {what}")


def _wrong_path(url: str, path: str, page: SourcePage, sources: Sources) -> Wrong:
    pages = sources.pages[page.language]
    if path.startswith("../"):
        return Wrong(
            f"`{url}` leads out of docs/{page.language}",
            "a page of the same language: the switch at the top of each page leads to the other one",
            f"link to a page in docs/{page.language}",
        )
    stem = path.removesuffix(".html")
    by_case = {other.casefold(): other for other in pages}
    for guess in (f"{stem}.md", f"{path}/index.md", "index.md" if path == "." else path):
        if there := by_case.get(guess.casefold()):
            better = _relative(there, page) + url[len(url.partition("#")[0]) :]
            return Wrong(f"`{url}` is no page", f"its file, {pages[there].name}", f"write `{better}`", better)
    name = posixpath.basename(stem)
    near = [other for other in pages if posixpath.basename(other) == f"{name.removesuffix('.md')}.md"]
    near = near or get_close_matches(path, pages, n=1)
    return Wrong(
        f"`{url}` leads to docs/{page.language}/{path}, which is not there",
        f"a page such as {pages[near[0]].name}" if near else "a page or file that there is",
        f"write `{_relative(near[0], page)}`" if near else "mend the path, or write the page",
    )


def _relative(path: str, page: SourcePage) -> str:
    return posixpath.relpath(path, posixpath.dirname(page.path) or ".")


def _in_this_language(path: str, page: SourcePage) -> str:
    return path.lstrip("/").removeprefix(f"{page.language}/").replace(".html", ".md") or "index.md"


def _findings(page: SourcePage, url: str, wrong: Wrong) -> Iterator[Finding]:
    """Once for each line that has this target."""
    target = re.compile(rf"(?:{wrong.before}){re.escape(url)}(?![^\s)>\"'])")
    better = wrong.better
    lines = [(number, line) for number, line in page.written if target.search(line)]
    for number, line in lines:
        edit = _edit(page, number, line, target, lambda _: better) if better else None
        yield Finding(_error(page.place(number), wrong), edit=edit)
    if not lines:
        yield Finding(_error(page.name, wrong))


def _almost_links(page: SourcePage) -> Iterator[Finding]:
    for number, line in page.written:
        for match in ALMOST.finditer(line):
            gap, opening, url, closing = match.groups()
            if gap or (opening, closing) != ("(", ")"):
                yield Finding(
                    PaotongError(
                        page.place(number),
                        f"`{match[0]}` is shown as it stands, and is no link",
                        expected=f"`]({url})`: no space, and half-width brackets",
                        cure=f"write `]({url})`",
                    ),
                    edit=_edit(page, number, line, ALMOST, lambda found: f"]({found[3]})"),
                )


def _undefined(page: SourcePage, markup: Markup) -> Iterator[Finding]:
    for written in dict.fromkeys(match[0] for match in UNDEFINED.finditer(markup.prose)):
        name = written.lstrip("]")
        line = next((number for number, line in page.written if written in line), None)
        yield Finding(
            PaotongError(
                page.name if line is None else page.place(line),
                f"`{name}` is shown as it stands, for nothing on the page has this name",
                expected=f"a line that begins `{name}:`",
                cure=f"add `{name}: …`, or put it between backticks if it is code",
            )
        )


def _edit(
    page: SourcePage, number: int, line: str, pattern: re.Pattern[str], better: Callable[[re.Match[str]], str]
) -> Edit:
    """line: that of the page with spaces for its inline code, in which to look."""
    written = page.lines[number - 1]
    for match in reversed(list(pattern.finditer(line))):
        written = written[: match.start()] + better(match) + written[match.end() :]
    return Edit(page.file, number, number, (written,))


def _error(place: str, wrong: Wrong) -> PaotongError:
    return PaotongError(place, wrong.found, expected=wrong.expected, cure=wrong.cure)
