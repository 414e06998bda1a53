"""A page as the site's builder makes it, and as a browser reads it."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache
from typing import Any

import html5lib
from markdown import Markdown
from mkdocs.config import load_config

from paotong.project import LANGUAGES, Project
from paotong.site import CONFIGURATIONS


@cache
def settings_of_site(language: str) -> tuple[list[str], dict[str, Any]]:
    """The Markdown extensions of the real site, and what they are set to."""
    site = load_config(str(Project().root / CONFIGURATIONS[language]))
    return site.markdown_extensions, site.mdx_configs


def markdown_of_site(project: Project, language: str = LANGUAGES[0]) -> Markdown:
    """What makes the pages of a checkout, as the builder makes it."""
    extensions, configuration = settings_of_site(language)
    ours = {"paotong": {"language": language, "root": str(project.root)}}
    return Markdown(extensions=extensions, extension_configs={**configuration, **ours})


@dataclass(frozen=True)
class Parsed:
    """A page as a browser reads it. code: the text of each block of code, taken out of `rest`."""

    errors: list[str]
    code: list[str]
    rest: str
    tags: set[str]
    tree: ET.Element


def parsed(rendered: str) -> Parsed:
    """Read strictly, by the rules of HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(f"<!DOCTYPE html><html><head><title>x</title></head><body>{rendered}</body></html>")
    code = []
    bare = copy.deepcopy(tree)
    for block in bare.iterfind(".//pre/code"):
        assert {element.tag for element in block.iter()} <= {"code", "span"}
        code.append("".join(block.itertext()))
        tail = block.tail
        block.clear()
        block.tail = tail
    return Parsed(
        sorted(code for _, code, _ in parser.errors),
        code,
        ET.tostring(bare, encoding="unicode"),
        {str(element.tag) for element in tree.iter()},
        tree,
    )
