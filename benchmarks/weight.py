"""How heavy a built site is: by kind of file, and what the first visit to a lesson loads.

Text is counted as a server sends it, compressed by gzip at level 6. A visit is a
lesson's HTML, the styles and scripts that it names, and its images; of an animation
and its still a browser loads only the one that it shows, so the still does not count.
The search index loads besides, once for all pages, in the background.

Example:
  make build && python benchmarks/weight.py

Exit status: 0, or 1 where an image is over the limit.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
from collections import Counter, defaultdict
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PIL import Image

from measure import table
from paotong.project import LANGUAGES, Project

TEXT = (".html", ".css", ".js", ".json", ".map", ".svg", ".txt", ".xml")
PICTURES = (".svg", ".webp", ".avif", ".png", ".jpg", ".gif", ".webm", ".mp4")
KINDS = {".html": "HTML", ".css": "CSS", ".js": "JS", ".svg": "SVG", ".map": "source maps (for debugging only)"}
PIXELS = {".webp": "WebP", ".avif": "AVIF"}
FONTS = (".woff", ".woff2", ".ttf")


class Needed(HTMLParser):
    """The files that a page names and a browser loads to show it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self._folder = page.parent
        self.files: set[Path] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "link" and told.get("rel") in ("stylesheet", "icon"):
            self._add(told.get("href", ""))
        elif tag in ("script", "img", "source", "video") and "still" not in told.get("class", "").split():
            self._add(told.get("src", ""))

    def _add(self, link: str) -> None:
        path = self._folder / unquote(urlsplit(link).path)
        if link and path.is_file():
            self.files.add(path.resolve())


@cache
def kind_of(path: Path) -> str:
    if path.stem == "search_index":
        return "search index"
    if path.suffix in PIXELS:
        with Image.open(path) as image:
            moves = getattr(image, "is_animated", False)
        return f"{PIXELS[path.suffix]}, {'animated' if moves else 'still'}"
    if path.suffix in FONTS:
        return "fonts"
    return KINDS.get(path.suffix, "other")


@cache
def sent(path: Path) -> int:
    """Bytes as a server sends them."""
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in TEXT else len(content)


def whole_site(site: Path) -> str:
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in site.rglob("*"):
        if path.is_file():
            kinds[kind_of(path)].append(path)
    totals = {kind: (len(p), sum(f.stat().st_size for f in p), sum(map(sent, p))) for kind, p in kinds.items()}
    files, size, small = (sum(column) for column in zip(*totals.values(), strict=True))
    totals["all"] = (files, size, small)
    rows = sorted(totals.items(), key=lambda row: row[1][1])
    return table(["kind", "files", "kB", "kB sent"], [[k, str(n), kb(size), kb(small)] for k, (n, size, small) in rows])


def visits(site: Path) -> str:
    """The median lesson and the heaviest, as a first visit loads them."""
    weights: dict[str, Counter[str]] = {}
    for language in LANGUAGES:
        for page in sorted((site / language).glob("*/*.html")):
            if page.stem != "index":
                loaded: Counter[str] = Counter()
                for file in {page, *Needed(page).files}:
                    loaded[kind_of(file)] += sent(file)
                loaded["all"] = loaded.total()
                weights[page.relative_to(site).as_posix()] = loaded
    kinds = sorted({kind for loaded in weights.values() for kind in loaded}, key=lambda kind: (kind == "all", kind))
    heaviest = max(weights, key=lambda page: weights[page]["all"])
    medians = [statistics.median(loaded[kind] for loaded in weights.values()) for kind in kinds]
    rows = [["median of each", *map(kb, medians)], [heaviest, *(kb(weights[heaviest][kind]) for kind in kinds)]]
    return table([f"kB sent ({len(weights)} lessons)", *kinds], rows)


def kb(size: float) -> str:
    return f"{size / 1000:,.0f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=Project().root / "site", help="the site (default: this one's)")
    parser.add_argument("--limit", type=int, default=300, help="kB that no image is over (default: %(default)s)")
    arguments = parser.parse_args()
    site = arguments.site.resolve()
    if not (site / LANGUAGES[0]).is_dir():
        print(f"{arguments.site}: is no built site; make build", file=sys.stderr)
        return 1
    print(whole_site(site), visits(site), sep="\n\n")
    indexes = [f"{kb(sent(site / language / 'search/search_index.json'))} kB ({language})" for language in LANGUAGES]
    print(f"\nThe search index besides: {', '.join(indexes)}")
    pictures = [path for path in site.rglob("*") if path.suffix in PICTURES]
    heavy = [path for path in pictures if path.stat().st_size > arguments.limit * 1000]
    print(f"\nImages over {arguments.limit} kB: {len(heavy)} of {len(pictures)}")
    for path in sorted(heavy):
        print(f"  {path.relative_to(site)}: {kb(path.stat().st_size)} kB")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
