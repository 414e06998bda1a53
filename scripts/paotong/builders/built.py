"""What must hold of a site that is built, for builders that do not look themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from paotong.builders.builder import LanguageSite
from paotong.errors import PaotongError
from paotong.project import LANGUAGES

TAG = re.compile(r"<([a-zA-Z][\w-]*)(\s[^<>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# Any address will do from which relative links can be followed.
HOME = "http://site.invalid/"
# A server may show it at any address, so its links are absolute, and it is in no navigation.
NOT_FOUND = "404.html"


@dataclass(frozen=True)
class Built:
    """A page that is built. links: what it leads to and what it shows. anchors: where links to it may lead.

    neighbours: whether it has a page before it or after it, as all have that are in the navigation.
    """

    links: tuple[str, ...]
    anchors: frozenset[str]
    neighbours: bool


def flaws(site: LanguageSite) -> Iterator[PaotongError]:
    """Links, pictures and files that are not there, each told once, and pages outside the navigation."""
    around = site.folder.parent
    # That a language did not build is told once, and not by each page of the other.
    unbuilt = tuple(f"{HOME}{language}/" for language in LANGUAGES if not (around / language).is_dir())
    read = cache(_read)
    seen = set()
    for file in sorted(site.folder.rglob("*.html")):
        if file.name == NOT_FOUND:
            continue
        path = file.relative_to(around).as_posix()
        for link in read(file).links:
            target = urljoin(f"{HOME}{path}", link)
            if target in seen or not target.startswith(HOME) or target.startswith(unbuilt):
                continue
            seen.add(target)
            if not _is_there(around, target, read):
                yield PaotongError(path, f"leads to {link}, which the site does not have", cure="mend the link")
        if not read(file).neighbours:
            source = site.project.docs(site.language) / file.relative_to(site.folder).with_suffix(".md")
            yield PaotongError(
                site.project.place(source),
                "is not in the navigation",
                expected=f"its line below `nav:` in {site.configuration}",
                cure="add it",
            )


def _is_there(around: Path, target: str, read: Callable[[Path], Built]) -> bool:
    parts = urlsplit(target)
    file = around / unquote(parts.path).lstrip("/")
    if file.is_dir():
        file /= "index.html"
    if not file.is_file():
        return False
    return not parts.fragment or file.suffix != ".html" or unquote(parts.fragment) in read(file).anchors


def _read(file: Path) -> Built:
    links, anchors, neighbours = [], set(), False
    for tag, attributes in TAG.findall(file.read_text(encoding="utf-8")):
        values = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        links += [values[name] for name in ("href", "src") if name in values]
        anchors |= {values[name] for name in ("id", "name") if name in values}
        neighbours |= tag == "link" and values.get("rel") in ("prev", "next")
    return Built(tuple(links), frozenset(anchors), neighbours)
