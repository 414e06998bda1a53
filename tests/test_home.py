"""The home page and that at the root: what they say of courses and versions is data, and readers find the way in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab

from conftest import REPOSITORY, Checkout
from paotong.cells.library import load_snippet
from paotong.check.prose import without_code
from paotong.check.rules.counts import COUNT
from paotong.check.rules.courses import ways_in
from paotong.check.rules.twins import twin_parts
from paotong.project import LANGUAGES, Project
from paotong.record.key import key_of
from paotong.record.store import write_record
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.render.shown import pages_by_lesson
from paotong.render.words import WORDS
from paotong.run.result import CellResult, Figure, RunResult
from small_site import small_site

DRAWS = "# %% a\nimport matplotlib, numpy, torch\n"
PRINTS = "# %% a\nimport numpy, torch\n"
LESSON = """\
---
description: Of lesson {0}.
level: 1
minutes: {1}
needs: []
---

# Lesson {0}

``` snippet
demo/{0}.py:a
alt: nothing
```
"""
COURSE = """\
---
description: All *of* it.
---

# The [course]

``` lessons
demo/one
```

``` lessons
demo/two
```
"""
HOME = "# Home\n\n``` courses\ndemo\n```\n\n``` ran-with\n```\n"
LOCK = "matplotlib==3.11.2\nnumpy==2.4.6\nscikit-learn==1.9.1\ntorch==2.13.0\n"


def record(checkout: Checkout, slug: str, seconds: float = 1.0, python: str = "3.11.9") -> None:
    """As if it had been run: no package of these is needed here."""
    snippet = load_snippet(checkout.project, slug)
    key = key_of(checkout.project, snippet)
    drawing = checkout.project.root / "drawing.svg"
    drawing.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    figures = (Figure(drawing, 192, 96),) if "matplotlib" in key.packages else ()
    versions = {name: f"{version}+cpu" if name == "torch" else version for name, version in key.packages.items()}
    cells = (CellResult("a", "1", figures),)
    run = RunResult(slug, cells, {"python": python, **versions}, seconds, snippet.code_lines)
    write_record(checkout.project, run, key)


@pytest.fixture
def home(checkout: Checkout) -> Checkout:
    """Two lessons of a course, and one of another course that has no page yet."""
    (checkout.project.root / "requirements.lock").write_text(LOCK, encoding="utf-8")
    checkout.lesson(DRAWS, LESSON.format("one", 40), "demo/one")
    checkout.lesson(PRINTS, LESSON.format("two", 50), "demo/two")
    checkout.lesson("# %% a\nimport sklearn\n", LESSON.format("three", 1).replace("demo/", "more/"), "more/three")
    record(checkout, "demo/one", 1.4)
    record(checkout, "demo/two", 2.3, "3.11.10")
    record(checkout, "more/three", 4.0)
    for language in LANGUAGES:
        checkout.page(COURSE, "demo/index", language)
    return checkout


def shown(
    checkout: Checkout, text: str = HOME, language: str = "en", repository: str = "", path: str = "index.md"
) -> tuple[str, list[str]]:
    page = Page(Shelf(checkout.project), language, f"docs/{language}/{path}", path, repository=repository)
    return "\n".join(expand(text.split("\n"), page)), [str(problem) for problem in page.problems]


def test_a_course_has_a_card_with_what_its_page_and_its_records_say(home: Checkout) -> None:
    text, problems = shown(home)
    assert problems == []
    assert "![](figures/demo/one/a.svg){ .drawn" in text
    assert r'loading="lazy" }The \[course\]](demo/index.md)' in text
    assert r"    All \*of\* it\." in text
    assert "    2 lessons · 90 min · NumPy 2.4.6, PyTorch 2.13.0+cpu, Matplotlib 3.11.2\n    { .facts }" in text
    assert "2 课 · 90 分钟 · NumPy 2.4.6、PyTorch 2.13.0+cpu、Matplotlib 3.11.2" in shown(home, language="zh")[0]
    home.page(LESSON.format("one", 130), "demo/one", "en")
    assert "2 lessons · about 3 hours · " in shown(home)[0]
    home.page(COURSE.partition("``` lessons\ndemo/two")[0], "demo/index", "en")
    assert "1 lesson · about 2 hours · " in shown(home)[0]


def test_a_card_on_another_page_leads_to_the_course_too(home: Checkout) -> None:
    text, _ = shown(home, path="more/index.md")
    assert "![](../figures/demo/one/a.svg)" in text
    assert "](../demo/index.md)" in text


def test_a_package_of_few_lessons_is_not_what_a_course_runs_on(home: Checkout) -> None:
    home.lesson("# %% a\nimport numpy\n", LESSON.format("four", 1), "demo/four")
    record(home, "demo/four")
    home.page(COURSE.replace("demo/two\n", "demo/two\ndemo/four\n"), "demo/index", "en")
    assert "3 lessons · 91 min · NumPy 2.4.6, PyTorch 2.13.0+cpu\n" in shown(home)[0]


def test_one_sentence_tells_the_versions_of_all_records(home: Checkout) -> None:
    assert shown(home)[0].endswith(
        "Every output here came from a program that really ran: 3 programs, with Python 3.11.9 / 3.11.10, NumPy 2.4.6, "
        "PyTorch 2.13.0+cpu, scikit-learn 1.9.1, Matplotlib 3.11.2, in 8 s altogether, imports not counted.\n"
        "{ .ran-with }\n"
    )
    told = "：2 个程序，Python 3.11.9 / 3.11.10、NumPy 2.4.6、PyTorch 2.13.0+cpu、Matplotlib 3.11.2，加起来用了 4 秒"
    assert told in shown(home, "``` ran-with\ndemo\n```", "zh")[0]


def test_what_is_not_current_is_not_told(home: Checkout) -> None:
    home.snippet(f"{DRAWS}print(2)\n", "demo/one")
    home.snippet(f"{PRINTS}print(2)\n", "demo/two")
    text, problems = shown(home)
    assert problems == []
    assert "2 lessons · 90 min\n" in text
    assert "![](" not in text
    assert "1 program, with Python 3.11.9, scikit-learn 1.9.1, in 4 s" in text
    home.snippet(PRINTS, "more/three")
    assert "really ran" not in shown(home)[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("``` courses\ndemo\nmore\n```", "docs/en/index.md:3: 'more' is no course with a page in en"),
        ("``` courses\n../en/demo\n```", "docs/en/index.md:2: '../en/demo' is no course with a page in en"),
        ("``` courses\ndemo/one\n```", "docs/en/index.md:2: 'demo/one' is no course with a page in en"),
        ("``` courses\ndemo\n\ndemo\n```", "docs/en/index.md:4: demo stands twice"),
        ("``` courses\n```", "docs/en/index.md:1: an empty list of courses"),
        ("text\n\n``` ran-with\nmore\n```", "docs/en/index.md:4: 'more' is no course with a page in en"),
        ("``` clone\ngit\n```", "docs/en/index.md:2: a block ``` clone with something in it"),
        ("``` course\ndemo\n```", "docs/en/index.md:1: '``` course' begins no block that is known"),
        ("``` ran with\n```", "docs/en/index.md:1: '``` ran with' begins no block that is known"),
        ("``` courses\ndemo\n\nText.", "docs/en/index.md:1: the block that begins on line 1 is not closed"),
    ],
)
def test_a_wrong_block_is_told_with_its_line(home: Checkout, text: str, told: str) -> None:
    _, problems = shown(home, text)
    assert [problem.split("\n")[0] for problem in problems] == [told]
    assert "\n  cure: " in problems[0]


def test_an_unclosed_list_of_courses_ends_below_its_last_course(home: Checkout) -> None:
    assert shown(home, "``` courses\ndemo\n\nText.")[1][0].endswith("cure: add ``` below line 2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_know_the_address_or_say_that_they_do_not(home: Checkout, language: str) -> None:
    text, problems = shown(home, "``` clone\n```", language)
    assert problems == []
    placeholder = WORDS[language]["repository"]
    assert f"git clone {placeholder} paotong\nmake -C paotong site\nmake -C paotong serve\n" in text
    assert text.count(placeholder) == 2
    assert WORDS[language]["repository_text"].format(address=placeholder) in text
    text, _ = shown(home, "``` clone\n```", language, "https://example.org/us/it")
    assert text == (
        "``` bash\ngit clone https://example.org/us/it paotong\nmake -C paotong site\nmake -C paotong serve\n```"
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("demo/two", "demo/three", "docs/en/demo/index.md:12: 'demo/three' is no lesson with a page in en"),
        ("``` lessons", "``` text", "docs/en/demo/index.md: lists no lessons"),
        ("description: All *of* it.", "level: 1", "docs/en/demo/index.md: has no `description:`"),
        ("# The", "The", "docs/en/demo/index.md: has no title"),
    ],
)
def test_a_course_that_does_not_say_what_it_must_is_named(home: Checkout, old: str, new: str, told: str) -> None:
    home.page(COURSE.replace(old, new), "demo/index", "en")
    assert [problem.split("\n")[0] for problem in shown(home)[1]] == [told]


def test_what_it_tells_of_is_shown_anew_when_it_is_saved(home: Checkout) -> None:
    home.page("``` courses\ndemo\n```\n", "index")
    home.page("``` ran-with\n```\n", "about")
    found = pages_by_lesson(home.project, "zh")
    assert sorted(found["demo/two"]) == ["about.md", "demo/index.md", "demo/two.md", "index.md"]
    assert found["demo/index"] == ["index.md"]
    assert sorted(found["more/three"]) == ["about.md", "more/three.md"]


def test_a_list_of_courses_leads_to_them_and_the_cure_is_a_line_in_it(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    for language in LANGUAGES:
        site.change(site.nav(language), "pymdownx.emoji:\n    emoji_index: !!python/name:no.such.module", "tables: {}")
        page = site.page(language, "index")
        page.write_text("# Home\n\n``` courses\ndemo\n```\n", encoding="utf-8")
    assert site.told(ways_in) == []
    for name in ("index", "a"):
        page = site.page("en", f"more/{name}")
        page.parent.mkdir(exist_ok=True)
        page.write_text("# More\n", encoding="utf-8")
    site.project.snippet("more/a").parent.mkdir()
    shutil.copy(site.project.snippet("demo/one"), site.project.snippet("more/a"))
    (finding,) = site.findings(ways_in)
    assert f"{finding.place}: {finding.found}" == "docs/en/index.md: does not lead to the course more"
    assert finding.error.cure == "add the line `more` to its list of courses, below docs/en/index.md:4"


def test_twins_list_the_same_courses(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    for language, listed in (("zh", "demo\nmore\n"), ("en", "demo\n")):
        course = site.page(language, "more/index")
        course.parent.mkdir()
        shutil.copy(site.page(language, "demo/index"), course)
        with site.page(language, "index").open("a", encoding="utf-8") as page:
            page.write(f"\n``` courses\n{listed}```\n\n``` ran-with\n```\n")
    assert site.told(twin_parts) == [
        "docs/zh/index.md:11: has `more` in a list of courses; docs/en/index.md:10 goes on without it"
    ]
    site.change(site.page("zh", "index"), "more\n", "")
    assert site.told(twin_parts) == []
    site.change(site.page("en", "index"), "``` ran-with\n```\n", "")
    (told,) = site.told(twin_parts)
    assert told.startswith("docs/zh/index.md:14: has a block `ran-with` that ends here;")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_lesson_makes_no_number_stale(language: str) -> None:
    project = Project()
    for file in project.pages(language):
        if file.name == "index.md":
            typed = [COUNT.search(without_code(line)) for line in file.read_text(encoding="utf-8").split("\n")]
            assert not any(typed)


@pytest.fixture
def root(tmp_path: Path) -> str:
    """The page at the root as it lies on a USB stick, with two pages to go to."""
    shutil.copy(REPOSITORY / "docs" / "index.html", tmp_path)
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "index.html").write_text(f"<title>{language}</title>", encoding="utf-8")
    return (tmp_path / "index.html").as_uri()


def choices(tab: Tab) -> list[str]:
    return [link.inner_text().split("\n")[0] for link in tab.get_by_role("link").all()]


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.mark.browser
def test_the_root_offers_both_languages_and_remembers_the_choice(phone: BrowserContext, root: str) -> None:
    tab = phone.new_page()
    tab.goto(root)
    assert choices(tab) == ["中文", "English"]
    # With a keyboard alone.
    for _ in LANGUAGES:
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab).to_have_title("en")
    tab.goto(root)
    # No more than an offer: it is still this page, and the other language is there.
    assert choices(tab) == ["Go on in English", "中文"]
    assert tab.url == root
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.get_by_role("link", name="中文").click()
    expect(tab).to_have_title("zh")
    tab.goto(root)
    assert choices(tab) == ["继续看中文", "English"]


@pytest.mark.browser
@pytest.mark.parametrize("without", ["scripts", "memory"])
def test_the_root_is_complete_without(browser: Browser, root: str, without: str) -> None:
    context = browser.new_context(java_script_enabled=without != "scripts")
    # What a browser says whose reader lets nothing be kept.
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException(); }})")
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(root)
    assert choices(tab) == ["中文", "English"]
    tab.get_by_role("link", name="English").click()
    expect(tab).to_have_title("en")
    context.close()
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_phone_says_what_it_is_and_where_to_start(
    phone: BrowserContext,
    address: str,
    language: str,
) -> None:
    tab = phone.new_page()
    tab.goto(f"{address}/{language}/index.html", wait_until="networkidle")
    article = tab.locator("article")
    for part in (article.locator("p").first, article.locator(".md-button"), article.locator("img:visible").first):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 740
    card = article.locator(".courses li").first
    pictures = card.locator("img")
    tops = {picture.evaluate("image => image.getBoundingClientRect().top") for picture in pictures.all()}
    assert (pictures.count(), len(tops)) == (3, 1)
    card.get_by_role("link").click()
    expect(tab).to_have_url(f"{address}/{language}/pytorch/index.html")
    tab.go_back()
    article.locator(".md-button").click()
    expect(tab.locator(".ran-with").first).to_contain_text("Python 3.")
    # Whoever came here from elsewhere finds this language first, too.
    tab.goto(f"{address}/index.html")
    assert choices(tab)[0] == {"zh": "继续看中文", "en": "Go on in English"}[language]
