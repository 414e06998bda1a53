"""Puts what a reader may take home where both builders look for it: into the folder of its language.

docs/zh/downloads/, and the same in English:

    pytorch/variable.py         the program, with the comments of one language
    pytorch/variable.ipynb      the page, the program and its record as a notebook
    paotong-pytorch-zh.zip      both of all lessons, with the modules, data and style that they use

They are not committed. Each is made again when something changed that it is made of; .cache/downloads/zh.json tells of
what that was, by digests.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paotong.cells.library import all_slugs
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.render.publish import DOWNLOADS, MADE_FOLDERS
from paotong.whole import write_whole

# What a download depends on besides its lesson.
SETTINGS = ("requirements.lock", "pyproject.toml", "snippets/matplotlibrc", "LICENSE", "LICENSE-TEXT")
OWN_CODE = ("cells", "downloads", "record", "render")
# Where `mkdocs.yml` says the site is while nobody has said where it will be.
NOWHERE = ("127.0.0.1", "localhost")
_published: dict[Path, object] = {}


def publish_downloads(project: Project, language: str) -> None:
    """Bring the downloads level with pages, programs and records.

    In one process once, and again when a page, a program or a record came or went: builders ask this for every page.
    """
    docs = project.docs(language)
    target = docs / DOWNLOADS
    if not docs.is_dir():
        return
    trees = (docs, project.snippets, project.outputs)
    # Names are wanted and no paths: this is done for every page.
    state = [sorted(os.listdir(folder)) for tree in trees for folder in _in(tree)]  # noqa: PTH208
    if _published.get(target) == state and target.is_dir():
        return
    _Downloads(project, language, target).level()
    _published[target] = state


def site_address(language: str) -> str:
    """Where the site of a language will be, with a slash at its end; empty where nobody has said so."""
    address = os.environ.get(f"SITE_URL_{language.upper()}", "")
    return "" if urlsplit(address).hostname in (None, *NOWHERE) else f"{address.rstrip('/')}/"


@dataclass(frozen=True)
class _Made:
    """of: a digest of what it is made of. files: what it came to, by path from the folder of downloads."""

    of: str
    files: dict[str, str]


class _Downloads:
    def __init__(self, project: Project, language: str, target: Path) -> None:
        self._project = project
        self._language = language
        self._target = target
        self._address = site_address(language)
        self._kept = project.root / ".cache" / DOWNLOADS / f"{language}.json"
        self._before = _read(self._kept)
        self._now: dict[str, _Made] = {}

    def level(self) -> None:
        slugs = [slug for slug in all_slugs(self._project) if self._page(slug).is_file()]
        common = _digest(
            [_own_code(), self._address.encode(), *map(_content, self._settings()), *map(str.encode, slugs)]
        )
        courses: dict[str, list[str]] = defaultdict(list)
        for slug in slugs:
            of = self._made_of(slug, common)
            if not self._is_level(slug, of):
                self._make_lesson(slug, of, slugs)
            if slug in self._now:
                courses[slug.partition("/")[0]].append(slug)
        for course, lessons in courses.items():
            page = _content(self._page(f"{course}/index"))
            of = _digest([common.encode(), page, *(json.dumps(self._now[slug].files).encode() for slug in lessons)])
            if not self._is_level(course, of):
                self._make_course(course, lessons, of)
        self._clear()
        if self._now != self._before or not self._kept.is_file():
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            told = {name: {"of": made.of, "files": made.files} for name, made in self._now.items()}
            write_whole(self._kept, json.dumps(told, indent=1).encode())

    def _page(self, slug: str) -> Path:
        return self._project.docs(self._language) / f"{slug}.md"

    def _settings(self) -> list[Path]:
        return [self._project.root / name for name in SETTINGS]

    def _made_of(self, slug: str, common: str) -> str:
        """A digest of all that the lesson's downloads depend on."""
        folder = self._project.snippet(slug).parent
        # A module or data file of the course; which of them this lesson uses is not known before it is read.
        others = [path for path in sorted(folder.iterdir()) if path.is_file() and not self._page_beside(path)]
        record = self._project.outputs / slug / "record.json"
        contents = map(_content, [self._project.snippet(slug), self._page(slug), record, *others])
        return _digest([common.encode(), *contents])

    def _page_beside(self, snippet: Path) -> bool:
        return snippet.suffix == ".py" and self._page(f"{snippet.parent.name}/{snippet.stem}").is_file()

    def _is_level(self, name: str, of: str) -> bool:
        made = self._before.get(name)
        if not made or made.of != of:
            return False
        if any(_digest([_content(self._target / path)]) != digest for path, digest in made.files.items()):
            return False
        self._now[name] = made
        return True

    def _make_lesson(self, slug: str, of: str, slugs: list[str]) -> None:
        # Here, since it takes longer to import than to find that there is nothing to make.
        from paotong.downloads.lesson import lesson_files

        try:
            files = lesson_files(self._project, slug, self._language, self._address, frozenset(slugs))
        except PaotongError:
            return  # told by its page, or by the check
        self._write(slug, of, files)

    def _make_course(self, course: str, lessons: list[str], of: str) -> None:
        from paotong.downloads.course import course_files

        paths = sorted({path for slug in lessons for path in self._now[slug].files})
        files = {path: _content(self._target / path) for path in paths}
        try:
            made = course_files(self._project, course, self._language, self._address, files)
        except PaotongError:
            return  # told by a page, or by the check
        self._write(course, of, made)

    def _write(self, name: str, of: str, files: dict[str, bytes]) -> None:
        for path, content in files.items():
            place = self._target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, content)  # two builders may do this at once
        self._now[name] = _Made(of, {path: _digest([content]) for path, content in files.items()})

    def _clear(self) -> None:
        """Take away what no lesson has any more."""
        wanted = {self._target / path for made in self._now.values() for path in made.files}
        for path in sorted(self._target.rglob("*"), reverse=True):
            if path.is_file() and path not in wanted and path.name[0] != ".":
                path.unlink(missing_ok=True)
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        self._target.mkdir(exist_ok=True)


def _in(tree: Path) -> Iterable[Path]:
    """The folders of courses."""
    return sorted(path for path in tree.iterdir() if path.is_dir() and path.name not in MADE_FOLDERS)


def _read(kept: Path) -> dict[str, _Made]:
    try:
        told: dict[str, Any] = json.loads(kept.read_bytes())
        return {name: _Made(made["of"], dict(made["files"])) for name, made in told.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # then all are made anew


@cache
def _own_code() -> bytes:
    package = Path(__file__).resolve().parents[1]
    return _digest(file.read_bytes() for name in OWN_CODE for file in sorted((package / name).glob("*.py"))).encode()


def _content(path: Path) -> bytes:
    """Nothing where there is no file."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _digest(contents: Iterable[bytes]) -> str:
    digests = [hashlib.sha256(content).digest() for content in contents]
    return hashlib.sha256(b"".join(digests)).hexdigest()
