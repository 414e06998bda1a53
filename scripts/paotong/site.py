"""Both languages of the site, built side by side, and the page at the root that offers them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from paotong.builders.builder import Builder, LanguageSite
from paotong.builders.mkdocs import MkDocs
from paotong.builders.zensical import Zensical
from paotong.heads import write_heads
from paotong.project import LANGUAGES, Project
from paotong.whole import locked

CONFIGURATIONS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
# With what they inherit.
CONFIGURATION_FILES = (*CONFIGURATIONS.values(), "mkdocs.shared.yml")
BUILDERS: dict[str, Builder] = {"mkdocs": MkDocs(), "zensical": Zensical()}
DEFAULT_BUILDER = "mkdocs"
# Material's notice on the end of its life is nothing that a build can act on.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}


def one_build_at_a_time(project: Project) -> AbstractContextManager[int | None]:
    """Wait until no other build of this checkout is going on, and let none begin; gives the lock.

    Two would get into each other's way where they put the figures: docs/*/figures.
    """
    return locked(project.root, wait=_tell_of_waiting)


def build_site(
    project: Project,
    folder: Path,
    *options: str,
    builder: str = DEFAULT_BUILDER,
    address: str = "",
    lock: int | None = None,
) -> dict[str, str]:
    """Build into a folder of one's own. options: more for the builder's command. builder: one of BUILDERS.

    address: where the site will be, if not as configured. lock: of one_build_at_a_time, where the caller has it.
    Returns what is to be mended in each language that did not build.
    """
    if lock is None:
        with one_build_at_a_time(project) as lock:
            return _build(project, folder, options, BUILDERS[builder], address, lock)
    return _build(project, folder, options, BUILDERS[builder], address, lock)


def _build(
    project: Project, folder: Path, options: tuple[str, ...], builder: Builder, address: str, lock: int | None
) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.root / "docs" / "index.html", folder / "index.html")
    sites = [
        LanguageSite(project, language, CONFIGURATIONS[language], folder / language, options) for language in LANGUAGES
    ]
    with ExitStack() as stack:
        commands = [stack.enter_context(builder.making(site)) for site in sites]
        running = [
            _start(project, command, site.language, address, lock)
            for site, command in zip(sites, commands, strict=True)
        ]
        try:
            said = [process.communicate()[0] for process in running]
        finally:
            for process in running:
                process.kill()  # nothing where it has ended
                process.wait()
    problems = {
        site.language: builder.problems(site, text, process.returncode)
        for site, text, process in zip(sites, said, running, strict=True)
    }
    write_heads(project, folder)
    return {language: text for language, text in problems.items() if text}


def _start(
    project: Project, command: list[str], language: str, address: str, lock: int | None
) -> subprocess.Popen[str]:
    addresses = {f"SITE_URL_{language.upper()}": f"{address}/{language}/"} if address else {}
    return subprocess.Popen(
        command,
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
