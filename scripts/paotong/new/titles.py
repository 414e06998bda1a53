"""Titles: what can stand in a heading, in the navigation and on a card, and how YAML writes it."""

from __future__ import annotations

import html
import re

import yaml

from paotong.cells.signs import first_hidden
from paotong.errors import PaotongError

# What Markdown, its extensions or HTML would take for something else than a sign. An underscore inside a word, or a
# colon after one, is nothing but that.
SIGN = re.compile(r"[\\`*{}\[\]<$]|^#|#$|(?<!\w)_|_(?!\w)|:[\w+-]+:")


def checked_title(told: str, option: str) -> str:
    """A title without the blanks around it. option: what told it, as `--zh`. Raises PaotongError."""
    title = told.strip()
    if not title:
        variable = option.strip("-").upper().replace("-", "_")
        raise PaotongError(option, "the title is empty", cure=f'write {option} "…", or with make {variable}="…"')
    if match := re.search(r"[\n\t]", title) or first_hidden(title):
        raise PaotongError(
            option,
            f"the title has the character U+{ord(match[0]):04X}",
            expected="one line of characters that can be seen",
            cure="remove it",
        )
    if match := SIGN.search(title):
        raise PaotongError(
            option,
            f"the title has {match[0]!r}, which means something to Markdown or HTML",
            expected="a title in words, since it is a heading, a link and an entry of the navigation",
            cure="say it without",
        )
    if html.unescape(title) != title:
        raise PaotongError(option, f"HTML would read the title as {html.unescape(title)!r}", cure="say it without `&`")
    return title


def yaml_key(title: str) -> str:
    """A title as the key of a YAML mapping: in quotation marks only where YAML would read it otherwise."""
    try:
        plain = yaml.safe_load(f"- {title}: a") == [{title: "a"}]
    except yaml.YAMLError:
        plain = False
    return title if plain else "'{}'".format(title.replace("'", "''"))
