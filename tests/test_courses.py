"""The courses themselves: whole, in one order everywhere, and alike in both languages."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from mkdocs.config import load_config

from paotong.cells.library import all_slugs
from paotong.project import LANGUAGES, Project
from paotong.render.contents import Card, read_contents
from paotong.render.directive import find_blocks
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.site import CONFIGURATIONS

PROJECT = Project()
COURSES = sorted({slug.partition("/")[0] for slug in all_slugs(PROJECT)})


@cache
def cards(language: str, course: str) -> list[Card]:
    """What the course's own page lists."""
    page = Page(Shelf(PROJECT), language, f"docs/{language}/{course}/index.md", f"{course}/index.md")
    lines = (PROJECT.docs(language) / page.path).read_text(encoding="utf-8").split("\n")
    return [card for block in find_blocks(lines) if block.kind == "lessons" for card in read_contents(block, page)]


def in_navigation(language: str) -> list[str]:
    paths: list[str] = []

    def walk(entry: Any) -> None:
        if isinstance(entry, str):
            paths.append(entry)
        else:
            for below in entry.values() if isinstance(entry, dict) else entry:
                walk(below)

    walk(load_config(str(PROJECT.root / CONFIGURATIONS[language])).nav)
    return [path.removesuffix(".md") for path in paths if path.count("/") == 1 and not path.endswith("/index.md")]


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_course_lists_all_its_lessons_in_the_order_of_the_navigation(language: str, course: str) -> None:
    listed = [card.slug for card in cards(language, course)]
    assert listed == [slug for slug in in_navigation(language) if slug.startswith(f"{course}/")]
    assert sorted(listed) == [slug for slug in all_slugs(PROJECT) if slug.startswith(f"{course}/")]


@pytest.mark.parametrize("course", COURSES)
def test_the_languages_agree_on_what_a_lesson_takes(course: str) -> None:
    facts = [
        [(card.slug, card.level, card.minutes, [slug for slug, _ in card.needs]) for card in cards(language, course)]
        for language in LANGUAGES
    ]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("course", COURSES)
def test_what_a_lesson_needs_comes_before_it(course: str) -> None:
    order = [card.slug for card in cards("zh", course)]
    for card in cards("zh", course):
        assert [slug for slug, _ in card.needs if slug in order[order.index(card.slug) :]] == []


@pytest.mark.parametrize("course", COURSES)
def test_every_lesson_opens_with_a_figure(course: str) -> None:
    assert [card.slug for card in cards("zh", course) if card.figure is None] == []
