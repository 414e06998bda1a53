"""The whole built site as one zip that works from file://, search included.

A browser neither fetches a search index nor starts a worker from there. So in the zip, and only there, the index is a
script as well, which the theme looks for where it is read from a file, and each page loads a small script that stands
in for the worker. Both builders' sites are made so.
"""

from __future__ import annotations

import re
from pathlib import Path

from paotong.downloads.archive import zipped
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.words import WORDS

ARCHIVE = "paotong-site.zip"
# In the zip all lies in one folder, so that unpacking it strews nothing about.
TOP = "paotong"
# Of paotong.cards, which needs more to be imported than this does.
CARDS = "cards"
# Where a page offers the zip, if there is one; a comment in its Markdown. The pages in the zip do not.
PLACE = "<!-- whole-site -->"
LICENCES = ("LICENSE", "LICENSE-TEXT")
# Only a server shows these, and others show the cards where a page is shared.
FOR_SERVERS = re.compile(rf"(.*/)?404\.html|(.*/)?sitemap\.xml(\.gz)?|robots\.txt|{CARDS}/.*")
# Material's index, and Zensical's; the theme looks for a script of the same name.
INDICES = ("search/search_index.json", "search.json")
STAND_IN = "assets/javascripts/iframe-worker.js"
# Our script, which wraps the worker, or else the theme's own, which starts it: what stands in for it comes before.
FIRST_SCRIPT = re.compile(r'<script src="(?P<base>[^"]*?)(?:javascripts/paotong\.js"|assets/javascripts/bundle\.)')
# What a page says of itself in other languages, for search engines. The theme asks each such address for its sitemap.
ALTERNATE = re.compile(r'[ \t]*<link\b[^>]*\brel="alternate ?"[^>]*>\n?')
MEGA = 1_000_000


def pack_site(project: Project, site: Path) -> Path:
    """Put the zip into a site that is built, and links to it: on the page that offers the languages, and on each page
    that has a place for it.

    Raises PaotongError where the site is not as this expects it.
    """
    files = {f"{TOP}/{path}": content for path, content in _offline(site).items()}
    files |= {
        f"{TOP}/{name}": (project.root / name).read_bytes() for name in LICENCES if (project.root / name).is_file()
    }
    archive = site / ARCHIVE
    archive.write_bytes(zipped(files))
    size = f"{archive.stat().st_size / MEGA:.1f} MB"
    _offer(site / "index.html", size)
    for language in LANGUAGES:
        for page in (site / language).rglob("*.html"):
            _offer_in_place(page, "../" * len(page.relative_to(site).parents[1:]), WORDS[language]["whole_site"], size)
    return archive


def _offline(site: Path) -> dict[str, bytes]:
    """The files of the zip, by their path from its folder."""
    paths = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    files = {path: file.read_bytes() for path, file in paths.items() if not FOR_SERVERS.fullmatch(path)}
    files.pop(ARCHIVE, None)
    for path in list(files):
        if path.endswith(".html") and path.partition("/")[0] in LANGUAGES:
            files[path] = _for_files(files[path].decode(), path).encode()
    stand_in = (Path(__file__).parent / "iframe-worker.js").read_bytes()
    for language in LANGUAGES:
        index = next((f"{language}/{name}" for name in INDICES if f"{language}/{name}" in files), None)
        if index is None:
            raise _unexpected(language, "has no search index", f"one of {', '.join(INDICES)}")
        files[f"{index.removesuffix('.json')}.js"] = b"var __index = " + files.pop(index)
        files[f"{language}/{STAND_IN}"] = stand_in
    return files


def _for_files(page: str, path: str) -> str:
    """A page as it is in the zip."""
    shown, count = FIRST_SCRIPT.subn(
        lambda match: f'<script src="{match["base"]}{STAND_IN}"></script>{match[0]}', page, count=1
    )
    if not count:
        raise _unexpected(path, "does not load the theme's script", '`<script src="…assets/javascripts/bundle.…`')
    return ALTERNATE.sub("", shown)


def _offer(page: Path, size: str) -> None:
    offer = (
        f'<nav aria-label="离线 / Offline"><a href="{ARCHIVE}" download="{ARCHIVE}">'
        f'<span lang="zh">把整个网站带回家</span> · <span lang="en">Take the whole site home</span>'
        f" ({size})</a></nav>\n"
    )
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{offer}</body>"), encoding="utf-8")


def _offer_in_place(page: Path, up: str, words: str, size: str) -> None:
    """up: the way from the page's folder to that of the zip."""
    text = page.read_text(encoding="utf-8")
    if PLACE in text:
        link = f'href="{up}{ARCHIVE}" download="{ARCHIVE}"'
        page.write_text(text.replace(PLACE, f"<p>{words.format(link=link, size=size)}</p>"), encoding="utf-8")


def _unexpected(place: str, found: str, expected: str) -> PaotongError:
    cure = "build with search (not SEARCH=false); after an update of the theme, mend scripts/paotong/offline"
    return PaotongError(f"site/{place}", found, expected=expected, cure=cure)
