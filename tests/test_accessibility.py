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
