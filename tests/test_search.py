"""The search box in a real browser: what readers type leads to the page that they mean, in their language alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page

from conftest import REPOSITORY
from paotong.project import LANGUAGES

pytestmark = pytest.mark.browser

QUERIES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (REPOSITORY / "tests" / "search_queries.yml").read_text(encoding="utf-8")
)
WITHIN = 3
# Sent after the query: when it is answered, so is that.
NOWHERE = "qqqqqqqq"


@pytest.fixture(scope="module", params=LANGUAGES)
def box(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    """A language, and a page of it whose search is open and has answered once."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/{request.param}/index.html", wait_until="networkidle")
    page.locator("input.md-search__input").click()
    yield request.param, page
    page.close()


def hits(page: Page, query: str) -> list[str]:
    """The pages that are found, best first, as their addresses from the site's root."""
    search, found = page.locator("input.md-search__input"), page.locator(".md-search-result__item")
    # So that no answer to the query before it is taken for this one's.
    search.fill(NOWHERE)
    page.keyboard.press("End")  # the search listens to keys
    page.wait_for_function(
        "() => !document.querySelector('.md-search-result__item')"
        " && /没有|No matching/.test(document.querySelector('.md-search-result__meta').textContent)"
    )
    search.fill(query)
    page.keyboard.press("End")
    found.first.wait_for()
    links = page.locator(".md-search-result__item > a.md-search-result__link")
    return list(dict.fromkeys(links.evaluate_all("links => links.map(link => link.pathname)")))


def test_what_readers_type_leads_to_the_page_that_they_mean(box: tuple[str, Page]) -> None:
    language, page = box
    missed = {}
    for asked in QUERIES[language]:
        found = hits(page, asked["query"])
        if f"/{language}/{asked['page']}.html" not in found[: asked.get("within", WITHIN)]:
            missed[asked["query"]] = found[:5]
    assert missed == {}


def test_only_pages_of_its_language_are_found(box: tuple[str, Page]) -> None:
    language, page = box
    for asked in QUERIES[language]:
        assert [link for link in hits(page, asked["query"]) if not link.startswith(f"/{language}/")] == []


def test_the_glossary_comes_behind_the_lessons(box: tuple[str, Page]) -> None:
    """And it is there: for a word that no lesson explains it is the answer."""
    language, page = box
    assert hits(page, "LSTM")[0] == f"/{language}/pytorch/rnn-classification.html"
    assert f"/{language}/glossary.html" in hits(page, "LSTM")[1:]
    assert hits(page, "SMOTE") == [f"/{language}/glossary.html"]


def test_there_are_twenty_queries_in_each_language() -> None:
    assert {language: len(queries) for language, queries in QUERIES.items()} == dict.fromkeys(LANGUAGES, 20)


def test_a_word_is_told_of_to_the_keyboard_and_can_be_dismissed(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(f"{address}/en/pytorch/cnn.html", wait_until="networkidle")
    word = page.locator("a.term").first
    note = word.get_attribute("title") or ""
    word.focus()
    tooltip = page.locator(".md-tooltip2--active")
    tooltip.wait_for()
    assert tooltip.inner_text() == note
    assert word.get_attribute("aria-describedby") == tooltip.get_attribute("id")
    page.keyboard.press("Escape")
    tooltip.wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/en/glossary.html#*")
    assert page.locator("dt:target").is_visible()
    page.close()


def test_what_is_pasted_is_searched(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/zh/index.html", wait_until="networkidle")
    page.locator(".md-search__input").click()
    page.keyboard.insert_text("学习率")  # as from a clipboard: no key is pressed
    page.locator("a.md-search-result__link").first.wait_for()
    page.close()


def test_a_word_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, has_touch=True, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/zh/pytorch/cnn.html")
    word = page.locator("a.term").first
    assert word.get_attribute("title")
    word.tap()
    page.wait_for_url(f"{address}/zh/glossary.html#*")
    context.close()
