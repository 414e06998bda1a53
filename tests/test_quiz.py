"""quiz: a question is read or refused with its line, both pages ask alike, and a keyboard alone opens its choices."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from conftest import REPOSITORY, SITE_PAGE, Checkout, wait_until
from paotong.check.prose import block_texts
from paotong.check.rules.blocks import blocks
from paotong.check.rules.numbers import prose_numbers
from paotong.check.rules.quizzes import quizzes
from paotong.check.rules.twins import twin_parts
from paotong.check.rules.typography import chinese_spacing
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.directive import find_blocks
from paotong.render.expand import expand
from paotong.render.page import Page as MarkdownPage
from paotong.render.quiz import Quiz, read_quiz
from paotong.render.shelf import Shelf
from paotong.site import BUILDERS, CONFIGURATION_FILES, build_site
from parsing import markdown_of_site, parsed
from small_site import Site, small_site

ASK = """\
``` quiz
ask: Too **large** a rate, `x["a"]`: what then?
no: Nothing <b>
why: Only with a rate of 0.
yes: The loss grows
why: Each step jumps over the valley.
no: # It shrinks
why: That is a small one.
```
"""
# The contrast of each element's text with what is painted below it, by the formula of WCAG.
CONTRAST = """selector => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
    const context = canvas.getContext("2d", {willReadFrequently: true});
    const luminance = colours => {
        context.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            context.fillStyle = colour;
            context.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].slice(0, 3).map(value => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll(selector)].map(element => {
        const grounds = [];
        for (let each = element; each; each = each.parentElement)
            grounds.unshift(getComputedStyle(each).backgroundColor);
        const ground = ["white", ...grounds];
        const pair = [luminance(ground), luminance([...ground, getComputedStyle(element).color])];
        return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    });
}"""


def read(text: str) -> list[Quiz]:
    return [read_quiz(block, "page.md", 3) for block in find_blocks(text.split("\n"))]


def refused(*lines: str) -> PaotongError:
    with pytest.raises(PaotongError) as caught:
        read("\n".join(["``` quiz", *lines, "```"]))
    return caught.value


def test_a_question_has_choices_one_of_which_is_right() -> None:
    (quiz,) = read(f"Text.\n\n{ASK}")
    assert (quiz.ask, quiz.place, quiz.right) == ('Too **large** a rate, `x["a"]`: what then?', "page.md:7", 2)
    assert [(choice.text, choice.right, choice.place) for choice in quiz.choices] == [
        ("Nothing <b>", False, "page.md:8"),
        ("The loss grows", True, "page.md:10"),
        ("# It shrinks", False, "page.md:12"),
    ]
    assert [choice.why for choice in quiz.choices] == [
        "Only with a rate of 0.",
        "Each step jumps over the valley.",
        "That is a small one.",
    ]


YES, NO = ("yes: a", "why: b"), ("no: c", "why: d")
MISTAKES = {
    "nothing in it": ((), 4, "asks nothing"),
    "no question": ((*YES, *NO), 4, "asks nothing"),
    "a question below": ((*YES, "ask: x", *NO), 7, "below the first line"),
    "two questions": (("ask: x", *YES, "ask: y", *NO), 8, "below the first line"),
    "one choice": (("ask: x", *YES), 5, "with 1 choices"),
    "five choices": (("ask: x", *YES, *(f"no: {n}\nwhy: {n}" for n in range(4))), 5, "with 5 choices"),
    "nothing right": (("ask: x", *NO, "no: e", "why: f"), 5, "0 right choices"),
    "two right": (("ask: x", *YES, *NO, "yes: e", "why: f"), 10, "2 right choices"),
    "no why": (("ask: x", *YES, "no: c"), 8, "'c' does not say why"),
    "no why between": (("ask: x", "yes: a", *NO), 6, "'a' does not say why"),
    "a why without a choice": (("ask: x", "why: b", *YES, *NO), 6, "`why:` without a choice"),
    "two whys": (("ask: x", *YES, "why: c", *NO), 8, "`why:` without a choice"),
    "the same twice": (("ask: x", *YES, "no: a", "why: d"), 6, "'a' stands twice"),
    "another word": (("ask: x", *YES, "know: c", "why: d"), 8, "no option of a quiz block"),
    "an option of a snippet": (("ask: x", "alt: a", *YES, *NO), 6, "no option of a quiz block"),
    "no text": (("ask:", *YES, *NO), 5, "no option of a quiz block"),
    "a full-width colon": (("ask: x", "yes：a", "why: b", *NO), 6, "full-width colon"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(mistake: str) -> None:
    lines, line, found = MISTAKES[mistake]
    error = refused(*lines)
    assert error.place == f"page.md:{line}"
    assert found in error.found
    assert error.cure


def texts(elements: list[ET.Element]) -> list[str]:
    return ["".join(each.itertext()).strip() for each in elements]


def test_a_choice_is_a_fold_of_its_own_in_valid_html(tmp_path: Path) -> None:
    project = Project(tmp_path)
    found = parsed(markdown_of_site(project, "en").convert(f"Before.\n{ASK}After.\n"))
    assert found.errors == []
    group = found.tree.find(".//fieldset")
    assert group is not None
    assert [each.tag for each in group] == ["legend", "details", "details", "details"]
    # The search does not find what is wrong.
    assert group.get("data-search-exclude") is not None
    assert texts(group.findall("legend")) == ['Too large a rate, x["a"]: what then?']
    assert [each.tag for each in group[0]] == ["strong", "code"]
    assert texts(group.findall("details/summary")) == ["Nothing <b>", "The loss grows", "# It shrinks"]
    assert texts(group.findall("details/p")) == [
        "Not quite. Only with a rate of 0.",
        "Right. Each step jumps over the valley.",
        "Not quite. That is a small one.",
    ]
    # Closed, and nothing but what it says inside tells which is right.
    assert [each.get("open") for each in group.findall("details")] == [None] * 3
    assert texts(found.tree.findall("./body/p")) == ["Before.", "After."]


def test_its_words_are_those_of_the_page(tmp_path: Path) -> None:
    found = parsed(
        markdown_of_site(Project(tmp_path), "zh").convert(ASK.replace("Only with a rate of 0.", "只有 0 才行。"))
    )
    assert texts(found.tree.findall(".//details/p"))[:1] == ["不对。只有 0 才行。"]


@pytest.mark.parametrize("around", ["- item\n\n    {}", "> {}", '!!! tip "x"\n\n    {}'])
def test_it_may_stand_in_something(tmp_path: Path, around: str) -> None:
    indent = around.rpartition("\n")[2].format("")
    text = around.format(ASK.strip().replace("\n", f"\n{indent}"))
    found = parsed(markdown_of_site(Project(tmp_path)).convert(text))
    assert found.errors == []
    assert len(found.tree.findall(".//fieldset/details/summary")) == 3


def test_a_wrong_one_is_shown_as_such_and_told(tmp_path: Path) -> None:
    page = MarkdownPage(Shelf(Project(tmp_path)), "en", "page.md", "demo/x.md")
    lines = expand(ASK.replace("yes:", "no:").split("\n"), page)
    assert [problem.place for problem in page.problems] == ["page.md:2"]
    assert any("0 right choices" in line for line in lines)
    assert "fieldset" not in "".join(lines)


@pytest.mark.parametrize("first", ["``` Quiz", "``` quizzes", "``` { .quiz }", "- ``` quiz"])
def test_what_is_almost_a_quiz_is_told(tmp_path: Path, first: str) -> None:
    page = MarkdownPage(Shelf(Project(tmp_path)), "en", "page.md", "demo/x.md")
    expand(ASK.replace("``` quiz", first).split("\n"), page)
    assert [problem.place for problem in page.problems][:1] == ["page.md:1"]
    assert "quiz" in page.problems[0].expected


def test_one_that_is_not_closed_ends_where_it_seems_to(tmp_path: Path) -> None:
    page = MarkdownPage(Shelf(Project(tmp_path)), "en", "page.md", "demo/x.md")
    expand(f"{ASK.rstrip('`' + chr(10))}\n\nText.\n".split("\n"), page)
    assert [problem.cure for problem in page.problems] == ["add ``` below line 8"]


# --- check ---


@pytest.fixture
def small(tmp_path: Path) -> Site:
    """Both pages have a question above an exercise."""
    site = small_site(tmp_path)
    for language in LANGUAGES:
        heading = f"## X {{ #check-yourself }}\n\n{ASK}\n## Y {{ #exercise }}\n\n"
        site.change(site.page(language), "??? success", f"{heading}??? success")
    return site


def test_the_same_questions_in_both_languages_are_silent(small: Site) -> None:
    assert small.told(twin_parts, quizzes) == []


CHANGES = {
    "a question less": (ASK, "", "has a quiz; docs/en/demo/one.md has none there"),
    "a choice less": (
        "no: # It shrinks\nwhy: That is a small one.\n",
        "",
        "has a quiz with 3 choices; docs/en/demo/one.md:36 has a quiz with 2 choices",
    ),
    "another one right": (
        "no: Nothing <b>\nwhy: Only with a rate of 0.\nyes: The loss grows",
        "yes: Nothing <b>\nwhy: Only with a rate of 0.\nno: The loss grows",
        "has the right choice as number 2; docs/en/demo/one.md:38 has the right choice as number 1",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_twins_ask_alike(small: Site, change: str) -> None:
    old, new, told = CHANGES[change]
    small.change(small.page("en"), old, new)
    found = small.told(twin_parts)
    assert len(found) == 1
    assert found[0].partition(": ")[2] == told


def test_of_one_that_is_wrong_the_other_is_not_blamed(small: Site) -> None:
    small.change(small.page("en"), "yes:", "no:")
    assert small.told(twin_parts) == []
    assert any("0 right choices" in finding for finding in small.told(blocks))


def test_a_lesson_that_sets_an_exercise_asks_first(small: Site) -> None:
    page = small.page("zh")
    whole = page.read_text(encoding="utf-8")
    for old, new in ((ASK, ""), ("#check-yourself", "#other"), (ASK, f"{ASK}\n## Z {{ #z }}\n")):
        small.change(page, old, new)
        line = 1 + page.read_text(encoding="utf-8").split("\n").index("## Y { #exercise }")
        assert small.told(quizzes) == [f"docs/zh/demo/one.md:{line}: has no question above the exercise (warning)"]
        page.write_text(whole, encoding="utf-8")


def test_its_texts_are_held_to_the_rules_of_prose(small: Site) -> None:
    assert [(text.option, text.text, text.line) for text in block_texts(ASK.split("\n"))][:3] == [
        ("ask", 'Too **large** a rate, `x["a"]`: what then?', 2),
        ("no", "Nothing <b>", 3),
        ("why", "Only with a rate of 0.", 4),
    ]
    small.change(small.page("zh"), "no: Nothing <b>", "no: 学习率lr太大")
    (found,) = small.findings(chinese_spacing)
    assert found.place == "docs/zh/demo/one.md:38"
    assert small.mend(chinese_spacing) == 1
    assert "no: 学习率 lr 太大\n" in small.page("zh").read_text(encoding="utf-8")


def test_a_number_in_it_was_printed(checkout: Checkout) -> None:
    checkout.lesson("# %% a\nprint(0.125)\n", f"{SITE_PAGE}\n{ASK.replace('a rate of 0', 'a rate of 0.125')}")
    checkout.record()
    assert list(prose_numbers(Sources(checkout.project))) == []
    checkout.page(f"{SITE_PAGE}\n{ASK.replace('a rate of 0', 'a rate of 0.375')}")
    assert [finding.place for finding in prose_numbers(Sources(checkout.project))] == ["docs/zh/demo/one.md:14"]


def test_no_place_of_the_right_choice_can_be_guessed() -> None:
    project = Project()
    by_lesson = {}
    for page in project.pages(LANGUAGES[0]):
        lines = page.read_text(encoding="utf-8").split("\n")
        found = [read_quiz(block, page.name) for block in find_blocks(lines) if block.kind == "quiz"]
        if found:
            by_lesson[page.name] = [quiz.right for quiz in found]
    assert [name for name, rights in by_lesson.items() if len(rights) > 1 and len(set(rights)) == 1] == []
    every = [right for rights in by_lesson.values() for right in rights]
    assert max(every.count(place) for place in set(every)) < len(every) / 2


# --- as it is built, and in a browser ---


def open_page(
    browser: Browser, file: Path, *, scripts: bool = True, scheme: Literal["light", "dark"] = "light"
) -> Page:
    context = browser.new_context(
        java_script_enabled=scripts, color_scheme=scheme, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto(file.as_uri())
    return page


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A page with a question, in the real theme."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(REPOSITORY / "theme", root / "theme")
    for name in (*CONFIGURATION_FILES, "glossary.words.txt", "glossary.yml"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        (root / name).write_text(
            re.sub(r"(?s)\nnav:\n.*?\n\n", "\nnav:\n  - index.md\n  - quiz.md\n\n", text), encoding="utf-8"
        )
    for name in ("snippets", "outputs"):
        (root / name).mkdir()
    project = Project(root)
    for language in LANGUAGES:
        project.docs(language).mkdir(parents=True)
        (project.docs(language) / "index.md").write_text("# Home\n\n[one](quiz.md)\n", encoding="utf-8")
        (project.docs(language) / "quiz.md").write_text(f"# One\n\nBefore it.\n\n{ASK}", encoding="utf-8")
    shutil.copy(REPOSITORY / "docs" / "index.html", root / "docs")
    return project


@pytest.fixture(scope="module")
def built(asking: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The English page, as the builder that we use makes it: test_builders.py holds that both make the same."""
    folder = tmp_path_factory.mktemp("built")
    assert build_site(asking, folder, "--strict") == {}
    return folder / "en" / "quiz.html"


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_search_passes_it_over(asking: Project, tmp_path: Path, builder: str) -> None:
    assert build_site(asking, tmp_path / "site", "--strict", builder=builder) == {}
    found = [path.read_text(encoding="utf-8") for path in (tmp_path / "site" / "en").rglob("search*.json")]
    assert found
    assert all("Before it." in text and "jumps over" not in text for text in found)


@pytest.mark.browser
def test_a_keyboard_alone_opens_a_choice_and_reads_why(browser: Browser, built: Path) -> None:
    for scripts in (True, False):
        page = open_page(browser, built, scripts=scripts)
        group = page.get_by_role("group", name="Too large a rate")
        why = group.get_by_text("Each step jumps over the valley.")
        assert not why.is_visible()
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.locator(".quiz summary:focus")
            if focused.count() and "The loss grows" in focused.inner_text():
                break
        assert focused.evaluate("summary => getComputedStyle(summary).outlineStyle") == "solid"
        # Large enough for a finger, too.
        assert focused.evaluate("summary => summary.getBoundingClientRect().height") >= 44
        page.keyboard.press("Enter")
        why.wait_for(state="visible")
        assert group.get_by_text("Right.").is_visible()
        page.keyboard.press("Space")
        why.wait_for(state="hidden")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        group.get_by_text("That is a small one.").wait_for(state="visible")
        # What was opened before stays.
        assert why.is_visible()
        assert group.evaluate("group => group.scrollWidth <= group.clientWidth")
        page.context.close()


@pytest.mark.browser
def test_closed_choices_look_alike(browser: Browser, built: Path) -> None:
    page = open_page(browser, built)
    looks = page.locator(".quiz details").evaluate_all(
        """all => all.map(each => ["", "::before", "::after"].map(pseudo => {
            const style = getComputedStyle(each.firstElementChild, pseudo);
            return [style.color, style.backgroundColor, style.borderColor, getComputedStyle(each).borderColor].join();
        }).join())"""
    )
    assert len(looks) == 3
    assert len(set(looks)) == 1
    page.context.close()


@pytest.mark.browser
def test_on_paper_every_choice_is_open(browser: Browser, built: Path) -> None:
    page = open_page(browser, built, scripts=False)
    whys = page.locator(".quiz details > p")
    height = "all => all.map(each => each.checkVisibility({contentVisibilityAuto: true}) ? each.offsetHeight : 0)"
    assert page.locator(".quiz details > p").evaluate_all(height) == [0, 0, 0]
    page.emulate_media(media="print")
    # The browser lays out what was closed with its next frame.
    wait_until(lambda: all(value > 10 for value in whys.evaluate_all(height)))
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(browser: Browser, built: Path, scheme: Literal["light", "dark"]) -> None:
    page = open_page(browser, built, scheme=scheme)
    page.locator(".quiz summary").evaluate_all("all => all.forEach(each => each.parentElement.open = true)")
    ratios = page.evaluate(CONTRAST, ".quiz legend, .quiz summary, .quiz details > p, .quiz details > p > strong")
    assert len(ratios) == 1 + 3 * 3
    assert min(ratios) >= 4.5
    page.context.close()
