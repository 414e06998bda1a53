"""The Python-Markdown extension: `- paotong: {language: zh}` in mkdocs.yml.

A preprocessor between pymdownx.snippets (priority 32) and superfences (25), so
that a page's own includes come first, and superfences, admonitions, tabs and the
builder's link check see nothing but standard Markdown.

And a tree processor after inline Markdown (20) and attr_list (8), and before the
builder turns links to pages of Markdown into links to pages of the site (0).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from paotong.downloads.publish import publish_downloads
from paotong.project import LANGUAGES, Project
from paotong.render.behind import show_behind
from paotong.render.expand import expand
from paotong.render.facts import below_title, show_facts
from paotong.render.page import Page
from paotong.render.publish import publish_figures
from paotong.render.shelf import Shelf
from paotong.render.talk_back import show_talk_back
from paotong.render.terms import mark_terms

PRIORITY = 28
TERMS_PRIORITY = 4
# A child of MkDocs' logger: what it says counts as a warning there, which `--strict` does not forgive. Zensical passes
# it on to stderr, where our own build reads it.
log = logging.getLogger("mkdocs.paotong")


class PaotongExtension(Extension):  # type: ignore[misc]
    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "language": [LANGUAGES[0], f"The language of the pages: one of {LANGUAGES}"],
            "repository": ["", "The address of the repository, if pages are to lead there"],
            "root": [
                "",
                "The checkout whose snippets and outputs are meant; by default the one that the builder runs in",
            ],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name for it)
        root = self.getConfig("root")
        project = Project(Path(root).resolve()) if root else Project.around(Path.cwd())
        language = self.getConfig("language")
        # Builders load their extensions before they list the files of a site, so the figures are there in time.
        publish_figures(project, language)
        publish_downloads(project, language)
        md.preprocessors.register(
            SnippetPreprocessor(md, project, language, self.getConfig("repository")), "paotong", PRIORITY
        )
        md.treeprocessors.register(TermProcessor(md, project, language), "paotong-terms", TERMS_PRIORITY)


class SnippetPreprocessor(Preprocessor):  # type: ignore[misc]
    def __init__(self, md: Markdown, project: Project, language: str, repository: str) -> None:
        super().__init__(md)
        self._project = project
        self._language = language
        self._repository = repository.rstrip("/")

    def run(self, lines: list[str]) -> list[str]:
        page = self._page(lines)
        expanded = below_title(expand(lines, page), show_facts(page) + show_behind(page))
        expanded += show_talk_back(page)
        for problem in page.problems:
            log.warning("%s", problem)
        return expanded

    def _page(self, lines: list[str]) -> Page:
        """The page that is being rendered; where the builder does not tell, one at the depth of a lesson."""
        path = _path_of_page(self.md)
        # New for each page: between two of them somebody may have saved a file.
        shelf = Shelf(self._project)
        if path is None:
            return Page(shelf, self._language, "(page)", "course/lesson.md", repository=self._repository)
        file = self._project.docs(self._language) / path
        offset = _lines_of_front_matter(file, lines)
        return Page(shelf, self._language, self._project.place(file), path, offset, self._repository)


class TermProcessor(Treeprocessor):  # type: ignore[misc]
    def __init__(self, md: Markdown, project: Project, language: str) -> None:
        super().__init__(md)
        self._project = project
        self._language = language

    def run(self, root: Element) -> None:
        if path := _path_of_page(self.md):
            mark_terms(root, self._project, self._language, path)


def _path_of_page(md: Markdown) -> str | None:
    """None where the builder does not tell."""
    return _path_from_mkdocs(md) or _path_from_zensical(md)


def _path_from_mkdocs(md: Markdown) -> str | None:
    """MkDocs registers a processor for links that knows the file."""
    if "relpath" not in md.treeprocessors:
        return None
    path: str | None = getattr(getattr(md.treeprocessors["relpath"], "file", None), "src_uri", None)
    return path


def _path_from_zensical(md: Markdown) -> str | None:
    """Zensical registers a preprocessor that does nothing, and knows the page."""
    if "rendering_context" not in md.preprocessors:
        return None
    path: str | None = getattr(getattr(md.preprocessors["rendering_context"], "page", None), "path", None)
    return path


def _lines_of_front_matter(file: Path, lines: list[str]) -> int:
    """How many lines the builder took off the top of the file before it handed over the rest."""
    if not file.is_file():
        return 0
    whole = file.read_text(encoding="utf-8-sig", errors="replace").rstrip().split("\n")
    return max(0, len(whole) - len("\n".join(lines).rstrip().split("\n")))


def makeExtension(**kwargs: Any) -> PaotongExtension:  # noqa: N802 (Markdown's own name for it)
    return PaotongExtension(**kwargs)
