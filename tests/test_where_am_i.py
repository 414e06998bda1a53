"""Where am I: what a lesson takes stands below its title, and what is done is kept in the reader's browser alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import html5lib
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browsing import serving
from conftest import Checkout
from paotong.builders.builder import STRICT
from paotong.project import LANGUAGES
from paotong.render.facts import below_title, show_facts
from paotong.render.page import Page as LessonPage
from paotong.render.shelf import Shelf
from paotong.site import BUILDERS, build_site

LESSON = """\
---
description: It prints.
level: {level}
minutes: 7
needs: [{needs}]
---

# The *{name}* { #top }

Text.

``` snippet
demo/{name}.py:a
```

``` snippet
demo/{name}.py
```
"""


def lesson(name: str, level: int = 1, needs: str = "") -> str:
    return LESSON.replace("{name}", name).replace("{level}", str(level)).replace("{needs}", needs)


@pytest.fixture
def course(site: Checkout) -> Checkout:
    """Two lessons, and a home page that lists them."""
    for name, page in (("one", lesson("one")), ("two", lesson("two", 2, "demo/one"))):
        site.lesson("# %% a\nprint(1 / 4)\n", page, f"demo/{name}")
        site.record(f"demo/{name}")
    for language in LANGUAGES:
        site.page("# Home\n\n``` lessons\ndemo/one\n```\n\n``` lessons\ndemo/two\n```\n", "index", language)
    lessons = "  - Demo:\n      - demo/one.md\n      - demo/two.md\n"
    for configuration in site.project.root.glob("mkdocs*.yml"):
        text = configuration.read_text(encoding="utf-8")
        configuration.write_text(text.replace("  - demo/one.md\n", lessons), encoding="utf-8")
    return site


def facts(checkout: Checkout, slug: str, language: str = "en") -> str:
    page = LessonPage(Shelf(checkout.project), language, f"docs/{language}/{slug}.md", f"{slug}.md")
    return "\n".join(show_facts(page))


def test_a_lesson_says_what_it_takes_in_the_words_of_its_card(course: Checkout) -> None:
    told = r"7 min · intermediate · needs [The \*one\*](../demo/one.md)"
    assert told in facts(course, "demo/two")
    assert r"7 分钟 · 进阶 · 先读：[The \*one\*](../demo/one.md)" in facts(course, "demo/two", "zh")
    assert "7 min · beginner\n" in facts(course, "demo/one")


@pytest.mark.parametrize(
    ("old", "new"),
    [("level: 1\n", ""), ("needs: []", "needs: [demo/three]"), ("---\n", "")],
)
def test_what_is_wrong_is_the_checks_to_tell(course: Checkout, old: str, new: str) -> None:
    course.page(lesson("one").replace(old, new), language="en")
    assert facts(course, "demo/one") == ""


def test_no_other_page_says_it(course: Checkout) -> None:
    assert facts(course, "index") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# A\ntext", "# A\n+\ntext"),
        ("\n# A { #a }\n\ntext\n# B", "\n# A { #a }\n+\n\ntext\n# B"),
        ("text", "text"),
        ("```\n# no title\n```\n# A", "```\n# no title\n```\n# A"),
    ],
)
def test_it_stands_below_the_title(text: str, shown: str) -> None:
    assert "\n".join(below_title(text.split("\n"), ["+"])) == shown


@pytest.mark.parametrize("builder", BUILDERS)
def test_both_builders_put_all_of_it_on_the_page(course: Checkout, tmp_path: Path, builder: str) -> None:
    folder = tmp_path / "built"
    folder.mkdir()
    assert build_site(course.project, folder, STRICT, builder=builder) == {}
    for language, told in (("zh", "7 分钟 · 进阶 · 先读：The *one*"), ("en", "7 min · intermediate · needs The *one*")):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse((folder / language / "demo" / "two.html").read_text(encoding="utf-8"))
        article = tree.find(".//article")
        assert article is not None
        parts = list(article.iter())
        below = parts[next(i for i, part in enumerate(parts) if part.tag == "h1") :]
        paragraph = next(part for part in below if part.tag == "p")
        assert "".join(paragraph.itertext()) == told
        (needed,) = paragraph.iterfind("a")
        assert urljoin("http://site/demo/two.html", needed.get("href") or "") == "http://site/demo/one.html"
        (done,) = article.iterfind(".//*[@data-done]")
        assert done.get("data-done") == "demo/two"
        assert done.get("hidden") is not None
        # A box in its label: the label is its name.
        assert done.find("label/input[@type='checkbox']") is not None
        # Where the page belongs, and the way to the one before.
        assert "".join(tree.find(".//nav[@class='md-path']").itertext()).split() == ["Home", "Demo"]
        links = {link.get("rel"): link.get("href") for link in tree.iterfind(".//link")}
        assert (links["prev"] or "").endswith("one.html")
        assert tree.find(".//*[@class='md-footer__link md-footer__link--prev']") is not None


@pytest.fixture
def address(course: Checkout, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "built"
    folder.mkdir()
    assert build_site(course.project, folder, STRICT) == {}
    with serving(folder) as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    yield context
    context.close()


def ticks(page: Page) -> list[bool]:
    """Of the cards of a list of lessons."""
    return [card.count() == 1 for card in (page.locator(".facts").nth(n).locator(".tick") for n in range(2))]


@pytest.mark.browser
def test_what_is_done_is_kept_and_counted_in_both_languages(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/en/index.html")
    expect(page.locator(".done-count")).to_be_hidden()
    page.goto(f"{address}/en/demo/two.html")
    box = page.get_by_role("checkbox", name="Done")
    expect(box).not_to_be_checked()
    # With a keyboard alone.
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.reload()
    expect(page.get_by_role("checkbox", name="Done")).to_be_checked()
    page.goto(f"{address}/zh/index.html")
    expect(page.locator(".done-count")).to_have_text("读完了 1 / 2")
    assert ticks(page) == [False, True]
    expect(page.locator(".facts").nth(1)).to_have_text(re.compile("先读：The .* · ✓ 读完了"))
    # It is taken back, and whoever goes back in the history sees that.
    page.goto(f"{address}/zh/demo/two.html")
    page.get_by_role("checkbox", name="读完了").uncheck()
    page.go_back()
    expect(page.locator(".done-count")).to_be_hidden()
    assert ticks(page) == [False, False]


@pytest.mark.browser
def test_a_tick_shows_at_once_in_another_window(context: BrowserContext, address: str) -> None:
    overview, reading = context.new_page(), context.new_page()
    overview.goto(f"{address}/en/index.html")
    reading.goto(f"{address}/en/demo/one.html")
    reading.get_by_role("checkbox", name="Done").check()
    expect(overview.locator(".done-count")).to_have_text("Done 1 / 2")
    assert ticks(overview) == [True, False]


@pytest.mark.browser
def test_it_works_from_a_usb_stick(context: BrowserContext, address: str, tmp_path: Path) -> None:
    page = context.new_page()
    built = (tmp_path / "built").as_uri()
    page.goto(f"{built}/en/demo/two.html")
    page.get_by_role("checkbox", name="Done").check()
    page.goto(f"{built}/zh/index.html")
    expect(page.locator(".done-count")).to_have_text("读完了 1 / 2")


@pytest.mark.browser
def test_where_nothing_can_be_kept_there_is_no_box(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page.goto(f"{address}/en/demo/two.html")
    expect(page.locator(".done")).to_be_hidden()
    assert not [complaint for complaint in complaints if "done" in complaint]


@pytest.mark.browser
def test_without_a_script_there_is_no_box_and_no_gap(context: BrowserContext, address: str) -> None:
    assert context.browser
    page = context.browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/en/demo/two.html")
    expect(page.locator(".facts")).to_have_text("7 min · intermediate · needs The *one*")
    expect(page.locator(".done")).to_be_hidden()
