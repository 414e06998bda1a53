"""A page says at its top where the other language has changed and it has not."""

from __future__ import annotations

import html

from paotong.errors import PaotongError
from paotong.levels import TOP, differences, read_entry, sections_of
from paotong.meaning import without_links
from paotong.render import blocks
from paotong.render.page import Page


def show_behind(page: Page) -> list[str]:
    """A box with the sections that changed, and the way to the other page; nothing where this one is level."""
    try:
        entry = read_entry(page.shelf.project, page.path)
    except PaotongError:
        return []  # told by the check, and no reader's business
    now = sections_of(page.shelf.project, page.path) if entry is not None else None
    if entry is None or now is None:
        return []
    behind = [each for each in differences(entry, now) if each.behind == page.language]
    if not behind:
        return []
    language = behind[0].changed
    titles = []
    for each in behind:
        if each.id == TOP:
            titles.append(page.words["top"])
        elif own := now[page.language].get(each.id):
            titles.append(f"[{without_links(own.title)}](#{each.id})")
        else:
            titles.append(without_links(now[language][each.id].title))
    # HTML, since to a builder it leads out of its site: the other language has a site of its own.
    address = html.escape(page.link_to_twin(language))
    link = f'<a href="{address}" hreflang="{language}">{page.words["to_twin"]}</a>'
    told = page.words["behind_text"].format(sections=page.words["between"].join(titles), link=link)
    return ["", *blocks.boxed(page.words["behind"], "info", [told]), ""]
