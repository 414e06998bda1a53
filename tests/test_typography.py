"""Type and figures: fonts of the language, 80 columns of code in sight, output unlike code, figures that open large."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from paotong.cells.library import all_slugs
from paotong.project import LANGUAGES, Project

pytestmark = pytest.mark.browser

LESSON = "pytorch/variable"
# The text of 80 columns, in the font of the code, beside the room for it.
EIGHTY_COLUMNS = """() => {
    const code = document.querySelector("article .highlight code");
    const text = document.createElement("span");
    text.textContent = "x".repeat(80);
    code.append(text);
    const width = text.getBoundingClientRect().width;
    text.remove();
    const {paddingLeft, paddingRight} = getComputedStyle(code);
    return [width, code.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)];
}"""
# How light the ground of something is, from 0 to 1, as on grey paper.
LIGHTNESS = """element => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.fillStyle = getComputedStyle(element).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_laptop_shows_80_columns_of_code(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    for slug in all_slugs(Project()):
        page.goto(f"{address}/{language}/{slug}.html")
        width, room = page.evaluate(EIGHTY_COLUMNS)
        assert width <= room
        page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
        scrolled = page.locator("article .highlight code").evaluate_all(
            "blocks => blocks.filter(block => block.scrollWidth > block.clientWidth).map(block => block.textContent)"
        )
        assert scrolled == [], slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_fonts_are_those_of_the_language(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/{language}/{LESSON}.html")
    text, code = (
        page.locator(part).first.evaluate("element => getComputedStyle(element).fontFamily")
        for part in ("article p", "article .highlight code")
    )
    chinese = ["PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi"]
    places = [text.find(name) for name in chinese]
    if language == "zh":
        assert -1 not in places
        assert places == sorted(places)
        assert "CJK SC" in code
    else:
        assert places == [-1] * len(chinese)
    assert code.endswith("monospace")
    assert page.locator("article").evaluate("element => getComputedStyle(element).textAutospace") == "normal"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_output_is_unlike_code_also_in_grey(
    browser: Browser,
    address: str,
    language: str,
    scheme: Literal["light", "dark"],
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/{language}/{LESSON}.html")
    output = page.locator("article .output").first
    # What no colour is needed for: a bar at its side, and words above it.
    assert float(output.evaluate("element => parseFloat(getComputedStyle(element).borderLeftWidth)")) >= 4
    assert output.locator(".filename").is_visible()
    assert output.locator(".filename").inner_text()
    # No part of it has the colour of syntax.
    assert output.locator("code span[class]").count() == 0
    ground = output.locator("code").evaluate(LIGHTNESS)
    text = output.locator("code").evaluate(
        LIGHTNESS.replace("getComputedStyle(element).backgroundColor", "getComputedStyle(element).color")
    )
    assert abs(text - ground) > 0.4
    context.close()


def test_a_figure_opens_large_with_a_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/en/{LESSON}.html")
    figure = page.locator("article img.drawn").first
    small = figure.bounding_box()
    figure.focus()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        dialog = page.get_by_role("dialog", name=figure.get_attribute("alt"))
        dialog.wait_for()
        large = dialog.locator("img").bounding_box()
        assert small
        assert large
        assert large["width"] >= small["width"]
        # The focus is within it, and does not leave it.
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        assert figure.evaluate("figure => figure === document.activeElement")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_opens_by_a_click_and_closes_by_its_button(page: Page, address: str, language: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/{language}/pytorch/regression.html")
    figure = page.locator("article img.drawn:visible").first
    figure.click()
    button = page.locator("dialog.enlarged").get_by_role("button", name={"zh": "关闭", "en": "Close"}[language])
    shown = page.locator("dialog.enlarged img")
    assert shown.evaluate("image => image.src") == figure.evaluate("figure => figure.currentSrc")
    before, after = figure.bounding_box(), shown.bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"] * 1.5
    button.click()
    assert page.locator("dialog.enlarged").count() == 0


def test_the_picture_of_a_lessons_card_stays_a_link(page: Page, address: str) -> None:
    page.goto(f"{address}/en/pytorch/index.html")
    card = page.locator(".lessons img.drawn").first
    assert card.get_attribute("role") is None
    card.click()
    page.wait_for_url("**/pytorch/*.html")
    assert page.locator("dialog.enlarged").count() == 0


def test_two_fingers_may_enlarge_a_page(page: Page, address: str) -> None:
    page.goto(f"{address}/zh/{LESSON}.html")
    viewport = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport
