"""The plugin that makes `mkdocs serve` quick, and has it run what is saved. In `mkdocs build` it does nothing.

    plugins:
      paotong-preview: {}

A builder that does not know it gives the same pages.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from paotong.preview.built import Built
from paotong.preview.quick import QuickBuilder
from paotong.project import LANGUAGES, Project
from paotong.record.attempts import folder_of_attempts


class NoOptions(Config):  # type: ignore[no-untyped-call]
    """Nothing about it can be set."""


class PreviewPlugin(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]
    """MkDocs keeps one instance for all builds of a server, since it has on_startup."""

    NAME = "paotong-preview"

    def __init__(self) -> None:
        self.built: Built | None = None
        self._navigation: Navigation | None = None
        self._serves = False
        self._build_all: Callable[[], None] | None = None
        self._quick: QuickBuilder | None = None
        self._until_the_end = ExitStack()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self._serves = command == "serve" and not dirty

    def on_config(self, config: MkDocsConfig) -> None:
        """A build begins: what is saved from here on may be missing in it."""
        if self._serves and self._quick is None:
            language = config.mdx_configs.get("paotong", {}).get("language", LANGUAGES[0])
            self._quick = QuickBuilder(_project_of(config), language, self._built_by_mkdocs)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        self._navigation = nav

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        assert self._navigation  # MkDocs has told of it before
        self.built = Built(config, files, self._navigation, env)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        if not self._quick or not self.built:
            return server
        from paotong.watching import running_what_is_saved  # here, since a build has no need of it

        project = _project_of(config)
        self._build_all = builder
        self._quick.built = self.built
        server.builder = self._quick
        # Their pages tell of runs that go on or have failed.
        attempts = folder_of_attempts(project)
        attempts.mkdir(parents=True, exist_ok=True)
        server.watch(str(attempts))
        self._until_the_end.enter_context(running_what_is_saved(project))
        return server

    def on_shutdown(self) -> None:
        self._until_the_end.close()

    def _built_by_mkdocs(self) -> Built:
        assert self._build_all
        self._build_all()
        assert self.built
        return self.built


def _project_of(config: MkDocsConfig) -> Project:
    return Project.around(Path(config.docs_dir))
