"""MkDocs, with Material for MkDocs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from paotong.builders.builder import LanguageSite

# jieba's four lines are nothing that anybody can act on.
JIEBA = ("Building prefix dict", "Loading model", "Prefix dict has been", "Dumping model")


class MkDocs:
    """It looks at links and navigation itself: with --strict it fails on what it warns of."""

    @contextmanager
    def making(self, site: LanguageSite) -> Iterator[list[str]]:
        yield [sys.executable, "-m", "mkdocs", "build", "-f", site.configuration, "-d", str(site.folder), *site.options]

    def problems(self, site: LanguageSite, said: str, status: int) -> str:
        return "\n".join(line for line in said.splitlines() if not line.startswith(JIEBA)) if status else ""
