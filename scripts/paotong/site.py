"""Both languages of the site, built side by side by MkDocs, and the page at the root that offers them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from paotong.project import LANGUAGES, Project
from paotong.whole import locked

CONFIGURATIONS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
# Material's notice on the end of its life, and jieba's four lines, are nothing that a builder can act on.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
JIEBA = ("Building prefix dict", "Loading model", "Prefix dict has been", "Dumping model")


def one_build_at_a_time(project: Project) -> AbstractContextManager[int | None]:
    """Wait until no other build of this checkout is going on, and let none begin; gives the lock.

    Two would get into each other's way where they put the figures: docs/*/figures.
    """
    return locked(project.root, wait=_tell_of_waiting)


def build_site(
    project: Project, folder: Path, *options: str, address: str = "", lock: int | None = None
) -> dict[str, str]:
    """Build into a folder. options: more for `mkdocs build`. address: where the site will be, if not as configured.

    lock: of one_build_at_a_time, where the caller has it. Returns what MkDocs said of each language that did not build.
    """
    if lock is None:
        with one_build_at_a_time(project) as lock:
            return _build(project, folder, options, address, lock)
    return _build(project, folder, options, address, lock)


def _build(project: Project, folder: Path, options: tuple[str, ...], address: str, lock: int | None) -> dict[str, str]:
    builders = {
        language: _start(project, language, folder / language, options, address, lock) for language in LANGUAGES
    }
    try:
        said = {language: builder.communicate()[0] for language, builder in builders.items()}
    finally:
        for builder in builders.values():
            builder.kill()  # nothing where it has ended
            builder.wait()
    for language in LANGUAGES:
        told = [line for line in said[language].splitlines() if not line.startswith(JIEBA)]
        said[language] = "\n".join(told)
    shutil.copyfile(project.root / "docs" / "index.html", folder / "index.html")
    return {language: said[language] for language, builder in builders.items() if builder.returncode}


def _start(
    project: Project, language: str, folder: Path, options: tuple[str, ...], address: str, lock: int | None
) -> subprocess.Popen[str]:
    folder.mkdir(parents=True)
    addresses = {f"SITE_URL_{language.upper()}": f"{address}/{language}/"} if address else {}
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "-f", CONFIGURATIONS[language], "-d", folder, *options],
        cwd=project.root,
        env=os.environ | ENVIRONMENT | addresses,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        # It holds the lock too: where we are killed it may go on for a while, and the next build is to wait for it.
        pass_fds=() if lock is None else [lock],
    )


def _tell_of_waiting() -> None:
    print("Another build of this checkout is going on; waiting for it.", file=sys.stderr, flush=True)
