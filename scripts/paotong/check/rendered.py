"""Pages as their readers get them: the HTML that the site's own Markdown makes of each.

The extensions and their options are those of mkdocs.yml, so that what counts as
a link, a heading or a picture here is what the builder takes for one.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import yaml
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.utils.yaml import yaml_load

from paotong.check.markup import Markup, read_markup
from paotong.check.source_page import SourcePage
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.site import CONFIGURATIONS

# MkDocs always has these.
BUILT_IN = ("toc", "tables", "fenced_code")
NO_YAML = (yaml.reader.ReaderError, yaml.scanner.ScannerError, yaml.parser.ParserError, yaml.composer.ComposerError)
# An attribute of links that are Markdown, and no HTML in it: the builder leads only these to the built page.
FROM_MARKDOWN = "data-from-markdown"


class Renderings:
    """Each page is rendered once, when it is first asked for. problems: what is wrong with those that cannot be."""

    def __init__(self, project: Project) -> None:
        self.problems: list[PaotongError] = []
        self._project = project
        self._settings: dict[str, dict[str, Any]] = {}
        self._markdown: dict[str, Markdown | None] = {}
        self._rendered: dict[str, Markup | None] = {}

    def of(self, page: SourcePage) -> Markup | None:
        """None where it cannot be rendered, or where a checkout has no mkdocs.yml."""
        if page.name not in self._rendered:
            self._rendered[page.name] = self._render(page)
        return self._rendered[page.name]

    def settings(self, language: str) -> dict[str, Any]:
        """What mkdocs.yml says for a language; nothing where there is none, or where it cannot be read."""
        if language not in self._settings:
            self._settings[language] = self._read_settings(language)
        return self._settings[language]

    def _read_settings(self, language: str) -> dict[str, Any]:
        file = self._project.root / CONFIGURATIONS[language]
        if not file.is_file():
            return {}
        try:
            with file.open(encoding="utf-8-sig") as opened:
                settings: Any = yaml_load(opened)
        except (OSError, UnicodeError):
            return {}  # told by the rule on the navigation
        except Exception as error:  # whatever it says to a name that it has to import, or to a file that it inherits
            if not isinstance(error.__context__, NO_YAML):  # which that rule tells too
                self._tell(self._project.place(file), f"cannot be read: {error}")
            return {}
        return settings if isinstance(settings, dict) else {}

    def _render(self, page: SourcePage) -> Markup | None:
        if page.language not in self._markdown:
            self._markdown[page.language] = self._markdown_for(page.language)
        markdown = self._markdown[page.language]
        if markdown is None:
            return None
        try:
            markdown.reset()
            return read_markup(markdown.convert("\n".join(page.markdown)))
        except Exception as error:  # as of lists nested a thousand deep
            self._tell(page.name, f"Markdown fails on it: {error or type(error).__name__}")
            return None

    def _markdown_for(self, language: str) -> Markdown | None:
        configured = self.settings(language).get("markdown_extensions")
        if not isinstance(configured, dict):
            return None
        options: dict[str, Any] = {name: given or {} for name, given in configured.items()}
        # A page comes with its blocks replaced; and colours for its code would take half of the time.
        options.pop("paotong", None)
        options["pymdownx.highlight"] = options.get("pymdownx.highlight", {}) | {"use_pygments": False}
        try:
            return Markdown(extensions=[*BUILT_IN, *options, _Marks()], extension_configs=options)
        except Exception as error:  # of whatever they import
            self._tell(CONFIGURATIONS[language], f"its markdown_extensions do not load: {error}")
            return None

    def _tell(self, place: str, found: str) -> None:
        self.problems.append(PaotongError(place, found, cure="mend it, and see what `make build` says"))


class _Marks(Extension):  # type: ignore[misc]
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name for it)
        md.treeprocessors.register(_Mark(md), "paotong-marks", -100)


class _Mark(Treeprocessor):  # type: ignore[misc]
    def run(self, root: Element) -> None:
        for element in root.iter("a"):
            element.set(FROM_MARKDOWN, "")
