"""One language's site in a process of its own, which keeps what MkDocs knows of it from one save to the next.

The process is one of concurrent.futures': begin() once, then level_with_saved() after each save.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path

import jieba
from mkdocs.commands.build import build
from mkdocs.config import load_config

from paotong.preview.built import Built
from paotong.preview.plugin import PreviewPlugin
from paotong.preview.quick import QuickBuilder, log
from paotong.project import Project
from paotong.run.kernel import signal_when_parent_dies
from paotong.site import CONFIGURATIONS

_update: QuickBuilder | None = None
_told: set[str] = set()


def begin(root: Path, language: str, folder: Path, address: str) -> None:
    """At the start of the process. The site of the checkout at root is to be folder/zh, and at the address.

    address: without the language.
    """
    global _update
    # An interrupt is for the command that started this, and this ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        signal_when_parent_dies(signal.SIGKILL)
    os.chdir(root)  # as for the `mkdocs` command
    _tell(language)
    _update = QuickBuilder(Project(root), language, partial(_build, root, language, folder, address))


def level_with_saved() -> str:
    """Build the site, or what was saved since the last time. Gives what went wrong, empty where nothing did."""
    assert _update
    try:
        _update()
    except (Exception, SystemExit) as error:  # MkDocs ends so where a page or its configuration cannot be read
        return str(error) or type(error).__name__
    return ""


def _build(root: Path, language: str, folder: Path, address: str) -> Built:
    """Beside the old site, which then gives way to it: who reads meanwhile never meets half a site."""
    made = Path(tempfile.mkdtemp(prefix=f"{language}-", dir=folder))
    config = load_config(str(root / CONFIGURATIONS[language]), site_dir=str(made), site_url=f"{address}/{language}/")
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    preview = config.plugins[PreviewPlugin.NAME]
    assert isinstance(preview, PreviewPlugin)
    assert preview.built
    link = folder / f".{language}"
    link.symlink_to(made.name)
    old = (folder / language).resolve()
    link.replace(folder / language)
    if old != folder / language:
        shutil.rmtree(old)
    return preview.built


def _tell(language: str) -> None:
    """What MkDocs warns of, and what was built after a save, goes to the terminal."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(f"{language}: %(message)s"))
    handler.addFilter(_is_news)
    mkdocs = logging.getLogger("mkdocs")
    mkdocs.addHandler(handler)
    mkdocs.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)
    jieba.setLogLevel(logging.WARNING)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether it was not told before. What is wrong with programs and records their pages say, and who runs them."""
    message = record.getMessage()
    if message in _told or message.startswith(("outputs/", "snippets/")):
        return False
    if record.levelno >= logging.WARNING:
        _told.add(message)
    return True
