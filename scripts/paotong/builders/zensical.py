"""Zensical, which succeeds Material for MkDocs and reads the same configuration.

It keeps what it has rendered in .cache/ beside the configuration, and cannot know
that a page depends on other pages, on locked versions and on our own code; and
where it is told to begin anew, it removes all of .cache/, ours included. So it
works on copies, in a folder of its own, and begins anew each time.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paotong.builders.builder import LanguageSite
from paotong.builders.built import flaws
from paotong.downloads.publish import publish_downloads
from paotong.errors import PaotongError
from paotong.render.publish import publish_figures

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# What it says of every build; and how it ends where it has told of something, after having told of it.
ORDINARY = re.compile(r"Build started|No issues found|\d+ issues? found|Build finished in .*")
ABORTED = re.compile(r"Traceback \(most recent call last\):\n(?: .*\n)*RuntimeError: Aborted because --strict .*\n?")


class Zensical:
    """With --strict it fails on links in Markdown that lead nowhere, and on nothing else: the rest is found here."""

    @contextmanager
    def making(self, site: LanguageSite) -> Iterator[list[str]]:
        if importlib.util.find_spec("zensical") is None:
            raise PaotongError("zensical", "is not installed", cure="make setup, which installs what tests need too")
        # It lists the files before it loads our extension, which would publish them too late.
        publish_figures(site.project, site.language)
        publish_downloads(site.project, site.language)
        with tempfile.TemporaryDirectory(prefix=f".{site.language}-", dir=site.folder.parent) as name:
            copy = Path(name)
            _copy(site, copy)
            yield [sys.executable, "-m", "zensical", "build", "-f", str(copy / site.configuration), *site.options]
            # As the configurations call it.
            made = copy / "site" / site.language
            if made.is_dir():
                made.rename(site.folder)

    def problems(self, site: LanguageSite, said: str, status: int) -> str:
        told = ABORTED.sub("", COLOUR.sub("", said))
        lines = "\n".join(line.rstrip() for line in told.splitlines() if not ORDINARY.fullmatch(line))
        if status or not site.folder.is_dir():
            return lines or f"Zensical ended with status {status}."
        if not site.strict:
            return ""
        # What our extension finds it passes on, without counting it.
        return lines or "\n\n".join(map(str, flaws(site)))


def _copy(site: LanguageSite, folder: Path) -> None:
    """All that the configuration leads to; what pages show of programs and records our extension reads in its place."""
    root = site.project.root
    for file in root.glob("mkdocs*.yml"):
        shutil.copyfile(file, folder / file.name)
    for tree in (root / "theme", site.project.docs(site.language)):
        shutil.copytree(tree, folder / tree.relative_to(root))
