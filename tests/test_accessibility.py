"""WCAG 2.2 AA, as far as axe can tell: every kind of page, both languages, light and dark, a laptop and a phone."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from paotong.project import LANGUAGES

pytestmark = pytest.mark.browser

KINDS = ("index", "pytorch/index", "pytorch/variable", "pytorch/regression", "glossary", "404")
PATHS = ["index.html", *(f"{language}/{kind}.html" for language in LANGUAGES for kind in KINDS)]
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # The theme labels a course's part of the navigation with an empty label. No rule of WCAG's asks for this one.
    "rules": {"landmark-unique": {"enabled": False}},
}


def violations(page: Page) -> list[str]:
    """What axe finds on a page, where it finds it, and why."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}\n{node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser,
    address: str,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    found = []
    for path in PATHS:
        page.goto(f"{address}/{path}")
        # What is folded away is to be read, too.
        page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
        # An answer that opens is scrolled to, and the header changes over; nothing is measured halfway.
        page.wait_for_timeout(500)
        page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")
        found += [f"{path}: {told}" for told in violations(page)]
    context.close()
    assert found == []


def test_a_slip_is_found(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/en/pytorch/variable.html")
    page.evaluate("document.querySelector('article p').style.color = '#aaa'")
    page.evaluate("document.querySelector('article img').removeAttribute('alt')")
    rules = {told.partition(":")[0] for told in violations(page)}
    page.close()
    assert {"color-contrast", "image-alt"} <= rules


@pytest.mark.parametrize("width", [360, 1024, 1280])
def test_whatever_has_the_focus_is_on_the_screen(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(f"{address}/en/pytorch/why.html", wait_until="networkidle")
    hidden, seen = [], set()
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(300 if width < 1280 else 20)  # a drawer takes its time
        place, name = page.evaluate(
            """() => {
                const element = document.activeElement;
                // A choice of colours is shown by its label.
                const shown = element.matches(".md-option") ? element.nextElementSibling : element;
                const box = shown.getBoundingClientRect();
                const inside = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
                return [inside && box.width > 0, element.outerHTML.slice(0, 120)];
            }"""
        )
        seen.add(name)
        if not place:
            hidden.append(name)
    page.close()
    assert len(seen) > 20
    assert hidden == []


def test_the_space_bar_chooses_the_colours(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="light")
    page.goto(f"{address}/en/index.html", wait_until="networkidle")
    choice = page.locator("input[name=__palette]").first
    assert choice.get_attribute("aria-label") == "Colors: as the system"
    choice.focus()
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('input[name=__palette]:checked').ariaLabel === 'Colors: light'")
    page.close()


def test_on_paper_text_is_dark_whatever_the_scheme(browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(f"{address}/zh/pytorch/why.html", wait_until="networkidle")
    page.emulate_media(media="print", color_scheme="dark")
    for text in (".facts", ".highlight .k", ".output .filename", "article p"):
        light = page.locator(text).first.evaluate(
            """element => {
                const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                canvas.fillStyle = "white"; canvas.fillRect(0, 0, 1, 1);
                canvas.fillStyle = getComputedStyle(element).color; canvas.fillRect(0, 0, 1, 1);
                const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
                return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
            }"""
        )
        assert light < 0.55, text
    assert not page.locator(".pause").first.is_visible()
    page.close()


def test_the_other_language_begins_at_the_same_section(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/en/pytorch/variable.html#exercise", wait_until="networkidle")
    page.locator(".md-select").hover()
    page.locator(".md-select__link[hreflang=zh]").click()
    page.wait_for_url(f"{address}/zh/pytorch/variable.html#exercise")
    page.close()
