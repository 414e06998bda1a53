"""A site that MkDocs has built, and building some of its pages once more.

MkDocs itself either builds every page again, which takes seconds, or forgets what the others are called. Here all
that it knew of the site is kept: the pages that are not built again stay as they are, with their anchors for the
check of links. The search and the titles in the navigation stay as they were until the next whole build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# These two are MkDocs' own steps for one page. It has had its last release, so they stay as they are.
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from paotong.project import Project
from paotong.render.publish import PUBLISHED, publish_figures


@dataclass(frozen=True)
class Built:
    """What MkDocs knew when it had built a site. environment: Jinja's, with the theme's templates."""

    config: MkDocsConfig
    files: Files
    navigation: Navigation
    environment: Any

    def rebuild(self, project: Project, language: str, paths: Sequence[str]) -> None:
        """Build these pages again. What is wrong with them is logged, as by a whole build."""
        publish_figures(project, language)
        self._add_figures()
        pages = [file.page for path in paths if (file := self.files.get_file_from_path(path)) and file.page]
        everything = self.files.documentation_pages()
        for page in pages:
            _populate_page(page, self.config, self.files)
        for page in pages:
            _build_page(page, self.config, everything, self.navigation, self.environment)
        for page in pages:
            page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)

    def _add_figures(self) -> None:
        """Those that were drawn since then are files of the site, too."""
        docs = Path(self.config.docs_dir)
        for path in (docs / PUBLISHED).rglob("*"):
            if path.is_file() and path.name[0] != ".":
                uri = path.relative_to(docs).as_posix()
                file = self.files.get_file_from_path(uri)
                if file is None:
                    file = File(uri, str(docs), self.config.site_dir, self.config.use_directory_urls)
                    self.files.append(file)
                file.copy_file(dirty=True)
