"""What a page tells those who find it and share it: written into the head of each page when a builder has made it.

The addresses of the page and of its twin, the card that shows where somebody
shares it, and what it teaches as schema.org has it. All of it is taken from the
built page and its front matter, so that both builders' pages say the same. A
builder that is run by itself leaves it out, and nothing that a reader sees.
"""

from __future__ import annotations

import html
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from paotong.builders.built import ATTRIBUTE, NOT_FOUND
from paotong.cards import HEIGHT, WIDTH, card_of
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.lesson_page import LessonPage, as_lesson_page
from paotong.render.words import WORDS
from paotong.whole import write_whole

LOCALES = {"zh": "zh_CN", "en": "en_US"}
# The page of those who read neither language. The root offers both; a lesson has no such page.
DEFAULT_LANGUAGE = "en"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# Those of the theme are relative, and lead to the home pages.
ALTERNATES = re.compile(r'\s*<link rel="alternate" href="[^"]*" hreflang="[^"]*">')
# To HTML the space means nothing. Without it the theme's script would ask for a sitemap beside each of these pages.
ALTERNATE = "alternate "
IMAGE = re.compile(r"<img\s[^>]*>")
END = "</head>"
MISSING = '<p>没有这一页。<span lang="en">There is no such page.</span></p>'


@dataclass(frozen=True)
class Picture:
    """A figure of a page, as a file of the built site. text: what it shows."""

    file: Path
    text: str


@dataclass(frozen=True)
class Head:
    """A built page. path: from the folder of its language. root: the address of the site, with both languages.

    site: its name. lesson: its front matter, where it is a lesson's page. course: the title of the course that it
    belongs to.
    """

    language: str
    path: str
    root: str
    site: str
    title: str
    description: str
    lesson: LessonPage | None
    course: str
    picture: Picture | None

    def address(self, path: str) -> str:
        return f"{self.root}{self.language}/{path}"


def write_heads(project: Project, folder: Path) -> None:
    """Into the pages of both languages that are built in a folder, and into the page at its root.

    Not where a page does not know its address.
    """
    roots = set()
    home = None
    for language in LANGUAGES:
        for file in sorted((folder / language).rglob("*.html")):
            text = file.read_text(encoding="utf-8")
            bare = ALTERNATES.sub("", text)
            if file.name == NOT_FOUND:
                told = ['<meta name="robots" content="noindex">']
            elif head := _read(project, folder, language, file, text):
                roots.add(head.root)
                if (head.language, head.path) == (DEFAULT_LANGUAGE, "index.html"):
                    home = head
                told = _told(head, folder, project.root / ".cache")
            else:
                continue
            _write(file, bare, told)
    # Each language may be told another address; then there is none for both.
    if len(roots) == 1:
        card = card_of(home.picture.file, folder, project.root / ".cache") if home and home.picture else ""
        _write_root(folder, roots.pop(), card)


def _read(project: Project, folder: Path, language: str, file: Path, text: str) -> Head | None:
    canonical = CANONICAL.search(text)
    path = file.relative_to(folder / language).as_posix()
    if not canonical or not (address := html.unescape(canonical[1])).endswith(f"{language}/{path}"):
        return None
    site = _title(folder / language / "index.html")
    course = file.parent / "index.html"
    return Head(
        language=language,
        path=path,
        root=address.removesuffix(f"{language}/{path}"),
        site=site,
        title=_title(file).removesuffix(f" - {site}"),
        description=_found(DESCRIPTION, text),
        lesson=_lesson(project.docs(language) / Path(path).with_suffix(".md")),
        course=_title(course).removesuffix(f" - {site}") if "/" in path and course.is_file() else "",
        picture=_picture(file, text),
    )


def _title(file: Path) -> str:
    return _found(TITLE, file.read_text(encoding="utf-8"))


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return " ".join(html.unescape(match[1]).split()) if match else ""


def _lesson(file: Path) -> LessonPage | None:
    """None where it is no lesson's page; what is wrong with its front matter is the check's to tell."""
    try:
        page = as_lesson_page(file.read_text(encoding="utf-8-sig").split("\n"), file.name)
        return page if page.level and page.minutes else None
    except (PaotongError, OSError):
        return None


def _picture(file: Path, text: str) -> Picture | None:
    """The first figure; of one that moves its still, which comes next."""
    for tag in IMAGE.findall(text):
        values = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}
        classes = values.get("class", "").split()
        if "drawn" in classes and "moving" not in classes:
            return Picture(Path(os.path.normpath(file.parent / values["src"])), values.get("alt", ""))
    return None


def _told(head: Head, folder: Path, cache: Path) -> list[str]:
    card = card_of(head.picture.file, folder, cache) if head.picture else ""
    image = f"{head.root}{card}" if card else ""
    return [
        *_alternates(head.root, head.path, folder),
        *_shared(head, image, folder),
        f'<script type="application/ld+json">{_json(_described(head, image))}</script>',
    ]


def _alternates(root: str, path: str, folder: Path) -> list[str]:
    there = _languages_of(path, folder)
    links = [(language, f"{root}{language}/{path}") for language in there]
    if path == "index.html":
        links.append(("x-default", root))
    elif DEFAULT_LANGUAGE in there:
        links.append(("x-default", f"{root}{DEFAULT_LANGUAGE}/{path}"))
    return [f'<link rel="{ALTERNATE}" hreflang="{language}" href="{_quoted(link)}">' for language, link in links]


def _languages_of(path: str, folder: Path) -> list[str]:
    """Those that have the page."""
    return [language for language in LANGUAGES if (folder / language / path).is_file()]


def _shared(head: Head, image: str, folder: Path) -> list[str]:
    told = {
        "og:title": head.title,
        "og:description": head.description,
        "og:type": "article" if head.lesson else "website",
        "og:url": head.address(head.path),
        "og:site_name": head.site,
        "og:locale": LOCALES[head.language],
    }
    lines = _open_graph(told, image, (head.picture and head.picture.text) or head.title)
    others = [language for language in _languages_of(head.path, folder) if language != head.language]
    lines += [f'<meta property="og:locale:alternate" content="{LOCALES[language]}">' for language in others]
    return lines


def _open_graph(told: dict[str, str], image: str, text: str) -> list[str]:
    """image: the address of a card, if there is one. text: what it shows."""
    if image:
        told = told | {
            "og:image": image,
            "og:image:type": "image/png",
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": text,
        }
    lines = [f'<meta property="{name}" content="{_quoted(value)}">' for name, value in told.items() if value]
    return [*lines, f'<meta name="twitter:card" content="{"summary_large_image" if image else "summary"}">']


def _described(head: Head, image: str) -> dict[str, object]:
    """As schema.org has it: a lesson, a course, or the site."""
    home = {"@type": "WebSite", "name": head.site, "url": head.address("index.html")}
    described: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": head.title,
        "description": head.description,
        "url": head.address(head.path),
        "inLanguage": head.language,
        "license": LICENCE,
        "isAccessibleForFree": True,
    }
    if image:
        described["image"] = image
    if head.path == "index.html":
        return described | home
    if head.path.endswith("/index.html"):
        provider = {"@type": "Organization", "name": head.site, "url": home["url"]}
        return described | {"@type": "Course", "provider": provider}
    if not head.lesson:
        return described | {"isPartOf": home}
    course = {"@type": "Course", "name": head.course, "url": urljoin(head.address(head.path), "index.html")}
    return described | {
        "@type": "LearningResource",
        "learningResourceType": "tutorial",
        "educationalLevel": WORDS[head.language][f"level_{head.lesson.level}"],
        "timeRequired": f"PT{head.lesson.minutes}M",
        "isPartOf": course if head.course else home,
    }


def _json(value: dict[str, object]) -> str:
    """Nothing in it ends the script."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _quoted(value: str) -> str:
    return html.escape(value)


def _write(file: Path, text: str, told: list[str]) -> None:
    before, end, after = text.partition(END)
    write_whole(file, "".join([before, *(f"{line}\n" for line in told), end, after]).encode())


def _write_root(folder: Path, root: str, card: str) -> None:
    """The page that offers both languages, the same for those who ask for a page that is not there, and what tells
    machines that read sites of the sitemaps. card: of the home page; empty where it has none."""
    index = folder / "index.html"
    text = index.read_text(encoding="utf-8")
    title, description = _found(TITLE, text), _found(DESCRIPTION, text)
    image = f"{root}{card}" if card else ""
    site: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": title,
        "url": root,
        "inLanguage": LANGUAGES,
    }
    shared = {"og:title": title, "og:description": description, "og:type": "website", "og:url": root}
    told = [
        f'<link rel="canonical" href="{_quoted(root)}">',
        *_alternates(root, "index.html", folder),
        *_open_graph(shared, image, title),
        f'<script type="application/ld+json">{_json(site)}</script>',
    ]
    # A server shows it at any address, so its links need to be told where they begin.
    missing = text.replace("<head>", f'<head>\n<base href="{_quoted(root)}">', 1).replace(
        "</h1>", f"</h1>\n{MISSING}", 1
    )
    _write(folder / NOT_FOUND, missing, ['<meta name="robots" content="noindex">'])
    _write(index, text, told)
    sitemaps = [f"Sitemap: {root}{language}/sitemap.xml\n" for language in LANGUAGES]
    write_whole(folder / "robots.txt", f"User-agent: *\nAllow: /\n\n{''.join(sitemaps)}".encode())
