"""The built site in a real browser: nothing breaks, nothing comes from elsewhere, both languages belong together."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from paotong.cells.languages import localize
from paotong.cells.library import all_slugs, load_snippet
from paotong.project import LANGUAGES, Project

pytestmark = pytest.mark.browser

PROJECT = Project()
PAGES = [
    f"{language}/{page.relative_to(PROJECT.docs(language)).with_suffix('.html').as_posix()}"
    for language in LANGUAGES
    for page in PROJECT.pages(language)
]
LESSONS = [f"{language}/{slug}" for language in LANGUAGES for slug in all_slugs(PROJECT)]


@pytest.mark.parametrize("path", ["index.html", *PAGES])
def test_every_page_loads_whole_and_from_here_alone(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}", wait_until="networkidle")
    images = page.locator("img:visible")
    for number in range(images.count()):
        images.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=images.nth(number).element_handle()
        )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", PAGES)
def test_the_switch_leads_to_the_twin(page: Page, address: str, path: str) -> None:
    language, _, rest = path.partition("/")
    (other,) = set(LANGUAGES) - {language}
    page.goto(f"{address}/{path}")
    page.get_by_role("button", name=re.compile("选择|Select language")).hover()
    page.locator(f".md-select__link[hreflang={other}]").click()
    page.wait_for_url(f"{address}/{other}/{rest}")
    assert page.locator("html").get_attribute("lang") == other


def test_an_animation_plays_for_ever_and_rests_at_its_end(page: Page, address: str) -> None:
    page.goto(f"{address}/zh/pytorch/regression.html")
    source = page.locator("img.moving").first.get_attribute("src")
    frames, for_ever, durations = page.evaluate(
        """async source => {
            const response = await fetch(source);
            const decoder = new ImageDecoder({data: await response.arrayBuffer(), type: "image/avif"});
            await decoder.tracks.ready;
            await decoder.completed;
            const {frameCount, repetitionCount} = decoder.tracks.selectedTrack;
            const durations = [];
            for (let frameIndex = 0; frameIndex < frameCount; frameIndex++)
                durations.push((await decoder.decode({frameIndex})).image.duration / 1000);
            return [frameCount, repetitionCount === Infinity, durations];
        }""",
        source,
    )
    assert frames > 10
    assert for_ever
    assert durations[-1] == 2000
    assert max(durations[:-1]) < 500


@pytest.mark.parametrize("path", LESSONS)
def test_the_code_shown_is_the_programs(page: Page, address: str, path: str) -> None:
    language, _, slug = path.partition("/")
    program = localize(load_snippet(PROJECT, slug), language)
    page.goto(f"{address}/{path}.html")
    shown = [block.rstrip("\n") for block in page.locator(".language-python pre, .highlight pre").all_text_contents()]
    for cell in program.cells:
        assert cell.source in shown
    assert program.text.strip("\n") in shown


@pytest.mark.parametrize("path", LESSONS)
def test_the_output_shown_is_the_records(page: Page, address: str, path: str) -> None:
    language, _, slug = path.partition("/")
    page.goto(f"{address}/{path}.html")
    shown = [block.rstrip("\n") for block in page.locator(".output pre").all_text_contents()]
    recorded = {file.read_text(encoding="utf-8").rstrip("\n") for file in (PROJECT.outputs / slug).glob("*.txt")}
    assert set(shown) == recorded
    assert page.locator(".output .filename").first.inner_text() == {
        "zh": "运行结果（真实输出）",
        "en": "Output (really printed)",
    }.get(language)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_an_animation_can_be_paused_and_respects_less_motion(browser: Browser, address: str, motion: str) -> None:
    context = browser.new_context(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    page = context.new_page()
    page.goto(f"{address}/en/pytorch/regression.html")
    moving, still = page.locator("img.moving").first, page.locator("img.still").first
    assert (moving.is_visible(), still.is_visible()) == (motion != "reduce", motion == "reduce")
    page.get_by_label("Pause or play").first.focus()
    page.keyboard.press("Space")
    assert (moving.is_visible(), still.is_visible()) == (motion == "reduce", motion != "reduce")
    context.close()


@pytest.mark.parametrize(
    ("language", "query", "expected"), [("zh", "自动求导", "variable"), ("en", "gradient", "variable")]
)
def test_search_finds_its_own_language(page: Page, address: str, language: str, query: str, expected: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/{language}/index.html", wait_until="networkidle")
    page.locator("input.md-search__input").click()
    page.keyboard.insert_text(query)
    page.keyboard.press("End")  # the search listens to keys
    results = page.locator("a.md-search-result__link")
    results.first.wait_for()
    links = [link or "" for link in results.evaluate_all("links => links.map(link => link.href)")]
    assert any(f"/{language}/pytorch/{expected}.html" in link for link in links)
    assert all(f"/{language}/" in link for link in links)
