"""A lesson is light: what a first visit loads of it is small, nothing moves while it loads, and no script is needed."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from playwright.sync_api import Browser, Response

from paotong.cells.library import all_slugs
from paotong.project import LANGUAGES, Project

pytestmark = pytest.mark.browser

LESSONS = [f"{language}/{slug}" for language in LANGUAGES for slug in all_slugs(Project())]
# In bytes, as sent with gzip.
LIMIT = 200_000
# Cumulative layout shift that is 0.00 where it is told; a button in the header may come a moment late.
STILL = 0.005
# What the search knows: larger than most lessons, and fetched by those who search.
INDEX = "search_index.json"
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const shift of list.getEntries())
            shifts.push([shift.value, ...shift.sources.map(source => source.node?.className ?? source.node?.nodeName)]);
    }).observe({type: "layout-shift", buffered: true});
"""


def loaded(browser: Browser, url: str, **context_options: Any) -> tuple[dict[str, int], list[list[Any]]]:
    """What a first visit loads, each with its size; and what moved. A still stands for its animation."""
    answers: list[Response] = []
    context = browser.new_context(reduced_motion="reduce", **context_options)
    page = context.new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(WATCH_SHIFTS)
    page.goto(url, wait_until="networkidle")
    # Figures come when they are near.
    for image in page.locator("article img:visible").all():
        image.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    shifts: list[list[Any]] = page.evaluate("shifts")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    context.close()
    return sizes, shifts


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_first_visit_loads_little_and_nothing_moves(browser: Browser, address: str, lesson: str) -> None:
    sizes, shifts = loaded(browser, f"{address}/{lesson}.html", viewport={"width": 360, "height": 800})
    assert sum(sizes.values()) <= LIMIT, sorted(sizes.items(), key=lambda item: -item[1])
    assert any(url.endswith((".svg", ".avif")) for url in sizes)
    assert not any(url.endswith(INDEX) for url in sizes)
    assert sum(shift[0] for shift in shifts) < STILL, shifts


def test_nothing_moves_on_a_laptop(browser: Browser, address: str) -> None:
    for lesson in ("zh/pytorch/regression", "en/pytorch/variable"):
        _, shifts = loaded(browser, f"{address}/{lesson}.html", viewport={"width": 1280, "height": 800})
        assert sum(shift[0] for shift in shifts) < STILL, shifts


def test_what_moves_is_seen(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.goto(f"{address}/en/pytorch/variable.html", wait_until="networkidle")
    page.evaluate("document.querySelector('h1').style.marginTop = '200px'")
    page.wait_for_function("shifts.length > 0")
    page.close()


@pytest.mark.parametrize("to_the_search", ["the keyboard", "the mouse", "a link from the search"])
def test_what_the_search_knows_is_fetched_when_it_is_wanted(
    browser: Browser,
    address: str,
    to_the_search: str,
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith(INDEX) else None)
    page.goto(f"{address}/en/pytorch/variable.html", wait_until="networkidle")
    assert asked == []
    with page.expect_response(f"**/{INDEX}"):
        if to_the_search == "the keyboard":
            page.keyboard.press("/")
        elif to_the_search == "the mouse":
            page.locator("[data-md-component=search]").hover()
        else:
            page.goto(f"{address}/en/pytorch/variable.html?h=gradient")
    if to_the_search == "a link from the search":
        page.locator("article mark").first.wait_for()
    page.close()


@pytest.mark.parametrize("lesson", LESSONS[:: len(LESSONS) // 2])
def test_a_page_is_complete_without_a_script(browser: Browser, address: str, lesson: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, reduced_motion="reduce", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{address}/{lesson}.html")
    for part in ("h1", "article p", ".highlight code", ".output code", "img.drawn:visible"):
        assert page.locator(part).first.is_visible(), part
    page.locator(".md-select").hover()
    menu = page.locator(".md-select__inner").bounding_box()
    assert menu
    assert menu["x"] + menu["width"] <= 360
    context.close()
