"""behind: a page tells where its twin has changed in meaning, and never where it was only set another way."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Checkout, command_line
from paotong.builders.builder import STRICT
from paotong.check.rules.levels import levels
from paotong.check.sources import Sources
from paotong.levels import entry_file, sections
from paotong.meaning import digest, words
from paotong.project import LANGUAGES
from paotong.render.behind import show_behind
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.site import BUILDERS, build_site

PAGES = {
    "zh": """\
---
description: 先看两课。
level: 1
minutes: 3
needs: []
---

# 第一课

学完这一页，你会**两件事**。

``` snippet
demo/one.py:a
alt: 一条线。
```

## 造 `x` { #make }

先造 3 个数，见[下一节](#use)。

## 用 [x](one.md) { #use }

再用一次，loss 是 -0.25。

``` quiz
ask: 哪一个？
yes: 这个
why: 看图
no: 那个
why: 没画
```
""",
    "en": """\
---
description: Look at two lessons.
level: 1
minutes: 3
needs: []
---

# Lesson one

By the end you'll do **two things**.

``` snippet
demo/one.py:a
alt: A line.
```

## Make `x` { #make }

Make 3 numbers first, see [below](#use).

## Use [x](one.md) { #use }

Use it once more. The loss is -0.25.

``` quiz
ask: Which one?
yes: This
why: Look
no: That
why: Not drawn
```
""",
}


@pytest.fixture
def pair(checkout: Checkout) -> Checkout:
    """Two pages that were level."""
    checkout.snippet("# %% a\nprint(1)\n")
    for language, text in PAGES.items():
        checkout.page(text, language=language)
    level(checkout)
    return checkout


def level(checkout: Checkout, *names: str) -> str:
    done = subprocess.run(
        command_line("level", checkout.project.root, *names), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def change(checkout: Checkout, language: str, old: str, new: str) -> None:
    file = checkout.project.docs(language) / "demo/one.md"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def notice(checkout: Checkout, language: str) -> str:
    page = Page(Shelf(checkout.project), language, "page", "demo/one.md")
    return "\n".join(show_behind(page)).strip("\n")


def told(checkout: Checkout) -> list[str]:
    found = list(levels(Sources(checkout.project)))
    assert all(finding.warning and finding.error.cure for finding in found)
    return [f"{finding.place}: {finding.found}" for finding in found]


def test_pages_that_are_level_say_nothing(pair: Checkout) -> None:
    assert [notice(pair, language) for language in LANGUAGES] == ["", ""]
    assert told(pair) == []


def test_the_one_that_has_not_changed_says_so(pair: Checkout) -> None:
    change(pair, "zh", "3 个数", "4 个数")
    assert notice(pair, "zh") == ""
    assert notice(pair, "en") == (
        '!!! info "The Chinese page has changed, and this one has yet to follow"\n\n'
        '    What changed: [Make `x`](#make). <a href="../../zh/demo/one.html" hreflang="zh">Read it in Chinese</a>'
    )
    assert told(pair) == ["docs/en/demo/one.md:17: is behind docs/zh/demo/one.md: #make"]
    # It has followed, and counts as level from then on.
    change(pair, "en", "3 numbers", "4 numbers")
    assert notice(pair, "en") == ""
    assert told(pair) == [
        "docs/levels/demo/one.json: has an older state of sections that both pages changed",
    ]
    assert level(pair) == "Entered as level: 1 pair of pages.\n"
    assert told(pair) == []
    change(pair, "en", "4 numbers", "5 numbers")
    assert "改过的地方：[造 `x`](#make)。" in notice(pair, "zh")
    assert notice(pair, "en") == ""


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        ("3 numbers", "three numbers", "[造 `x`](#make)"),
        ("## Make `x`", "## Build `x`", "[造 `x`](#make)"),
        ("-0.25", "0.25", "[用 x](#use)"),
        ("-0.25", "-0.26", "[用 x](#use)"),
        ("-0.25", "-0.25 %", "[用 x](#use)"),
        ("why: Not drawn", "why: It isn't drawn", "[用 x](#use)"),
        ("alt: A line.", "alt: Two lines.", "开头"),
        ("Look at two", "Look at three", "开头"),
        ("**two things**", "**three things**", "开头"),
        ("# Lesson one", "# Lesson two", "开头"),
    ],
)
def test_a_change_of_meaning_is_told_with_its_section(pair: Checkout, old: str, new: str, section: str) -> None:
    change(pair, "en", old, new)
    assert f"改过的地方：{section}。<a" in notice(pair, "zh")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("**two things**", "_two things_"),
        ("you'll do", "you’ll  do"),
        ("first, see", "fir\u00adst, \u200bsee"),
        ("Make 3 numbers", "Make ３ numbers"),
        ("-0.25.", "−0.25."),
        ("[below](#use)", '[below](one.md#use "Use")'),
        ("[below](#use)", "below"),
        ("Make 3 numbers first, see", "Make 3\nnumbers first – see"),
        ("level: 1\nminutes: 3", "minutes: 5\nlevel: 2"),
        ("alt: A line.", "lines: 1\nalt: A line"),
        ("\n## Use", "\n<!-- a note -->\n\n\n## Use"),
        ("Use it once more. The", "- Use it once more.\n- The"),
        ("Use it once more. The", '!!! tip "Use it once more."\n    The'),
        ("Look at two lessons.", "'Look at two lessons'"),
    ],
)
def test_how_it_is_set_is_no_change(pair: Checkout, old: str, new: str) -> None:
    change(pair, "en", old, new)
    assert notice(pair, "zh") == ""
    assert told(pair) == []


@pytest.mark.parametrize(
    ("one", "other"), [("x * x", "x + x"), ("x / 2", "x - 2"), ("x[-1]", "x[1]"), ("2 * x", "2 ** x")]
)
def test_what_code_calculates_is_what_it_says(one: str, other: str) -> None:
    assert digest([f"Take `{one}`."]) != digest([f"Take `{other}`."])
    # How it is set says nothing in code either.
    assert digest([f"Take `{one}`."]) == digest([f"Take **`{one.replace(' ', '')}`**."])


def test_a_slip_that_is_mended_is_no_change_once_its_author_says_so(pair: Checkout) -> None:
    change(pair, "zh", "3 个数", "3 个梳")
    assert "#make" in notice(pair, "en")
    level(pair)
    assert "#make" in notice(pair, "en"), "nobody has said that it is level"
    assert level(pair, "docs/zh/demo/one.md") == "Entered as level: 1 pair of pages.\n"
    assert notice(pair, "en") == ""
    assert told(pair) == []


def test_each_may_be_behind_in_another_section(pair: Checkout) -> None:
    change(pair, "zh", "3 个数", "4 个数")
    change(pair, "en", "once more", "twice more")
    assert "#make" in notice(pair, "en")
    assert "#use" not in notice(pair, "en")
    assert "#use" in notice(pair, "zh")
    assert told(pair) == [
        "docs/zh/demo/one.md:21: is behind docs/en/demo/one.md: #use",
        "docs/en/demo/one.md:17: is behind docs/zh/demo/one.md: #make",
    ]


def test_a_section_that_only_one_has(pair: Checkout) -> None:
    change(pair, "zh", "## 用", "## [新](a.md)的\n\n字\n\n## 再新 { #new }\n\n字\n\n## 用")
    assert "What changed: [Make `x`](#make), 再新. <a" in notice(pair, "en")
    change(pair, "en", "## Use", "## New too { #new }\n\nword\n\n## Use")
    assert "What changed: [Make `x`](#make). <a" in notice(pair, "en")
    level(pair, "demo/one")
    (pair.project.docs("en") / "demo/one.md").write_text("# One\n", encoding="utf-8")
    assert "#new" in notice(pair, "zh")


def test_new_pages_are_level_and_the_check_asks_for_their_entry(pair: Checkout) -> None:
    for language in LANGUAGES:
        pair.page("# Two\n", "demo/index", language)
    assert told(pair) == ["docs/zh/demo/index.md: is not entered as level with its twin"]
    page = Page(Shelf(pair.project), "en", "page", "demo/index.md")
    assert show_behind(page) == []
    level(pair)
    assert told(pair) == []
    (pair.project.docs("zh") / "demo/index.md").unlink()
    assert told(pair) == ["docs/levels/demo/index.json: is of no pair of pages"]
    level(pair)
    assert not entry_file(pair.project, "demo/index.md").exists()
    assert told(pair) == []


def test_a_checkout_that_keeps_no_levels_is_not_asked_for_them(checkout: Checkout) -> None:
    for language in LANGUAGES:
        checkout.page("# A\n", "index", language)
    assert told(checkout) == []


@pytest.mark.parametrize(
    "content", ["<<<<<<< HEAD\n{}", "[]", '{"make": 1}', '{"make": {"zh": "x"}}', '{"make": {"fr": ""}}']
)
def test_an_entry_that_cannot_be_read_alarms_no_reader(pair: Checkout, content: str) -> None:
    change(pair, "zh", "3 个数", "4 个数")
    entry_file(pair.project, "demo/one.md").write_text(content, encoding="utf-8")
    assert notice(pair, "en") == ""
    (finding,) = levels(Sources(pair.project))
    assert finding.place == "docs/levels/demo/one.json"
    assert not finding.warning
    assert "make level LESSON=demo/one" in str(finding)
    level(pair, "demo/one")
    assert told(pair) == []


@pytest.mark.parametrize("name", ["demo/two", "../one", ""])
def test_what_is_no_pair_is_refused(pair: Checkout, name: str) -> None:
    done = subprocess.run(command_line("level", pair.project.root, name), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "is no page that there is in both languages" in done.stderr


def test_two_people_who_enter_different_sections_do_not_get_into_each_others_way(pair: Checkout) -> None:
    lines = entry_file(pair.project, "demo/one.md").read_text(encoding="utf-8").splitlines()
    assert [line.strip()[:6] for line in lines] == ["{", '"": {"', '"make"', '"use":', "}"]
    assert level(pair) == "Entered as level: 0 pairs of pages.\n"


@pytest.mark.parametrize("builder", BUILDERS)
def test_both_builders_show_the_notice(site: Checkout, tmp_path: Path, builder: str) -> None:
    site.record()
    level(site)
    change(site, "en", "# One\n", "# One\n\nNew.\n")
    folder = tmp_path / "built"
    folder.mkdir()
    assert build_site(site.project, folder, STRICT, builder=builder) == {}
    for language, shown in (("zh", True), ("en", False)):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse((folder / language / "demo/one.html").read_text(encoding="utf-8"))
        boxes = tree.findall(".//article//div[@class='admonition info']")
        assert len(boxes) == shown
        for box in boxes:
            assert "".join(box.itertext()).split() == ["英文版这一页改过了，这里还没跟上", "改过的地方：开头。看英文版"]
            link = box.find(".//a")
            assert link is not None
            assert (folder / language / "demo" / (link.get("href") or "")).resolve() == folder / "en/demo/one.html"


# --- However it is set, it says the same ---

WORDS = st.lists(
    st.sampled_from(
        ["loss", "Tensor", "损失", "张量", "3", "-0.25", "97 %", "`x`", "**好**", "don't", "1.5", "grad_fn", "的"]
    ),
    min_size=1,
    max_size=30,
)


def wrapped(text: str, chance: random.Random) -> str:
    """Spaces become ends of lines, where no sign of a list begins the next."""
    return re.sub(r" (?![-+>#*=\d])", lambda _: chance.choice([" ", "  ", "\n", " \n"]), text)


def between_scripts(text: str, chance: random.Random) -> str:
    """Spaces between Chinese and Latin come or go."""
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[A-Za-z])", lambda _: chance.choice(["", " "]), text)
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])", lambda _: chance.choice(["", " "]), text)


def widths(text: str, chance: random.Random) -> str:
    for half, full in ((", ", "，"), (": ", "："), ("; ", "；"), ("! ", "！"), ("%", "％")):
        text = text.replace(half, chance.choice([half, full]))
    return text


def emphasis(text: str, chance: random.Random) -> str:
    text = text.replace("**好**", chance.choice(["**好**", "*好*", "好", "<b>好</b>", "[好](a.md)", "[好][a]"]))
    return text.replace("`x`", chance.choice(["`x`", "x", "[`x`](one.md#a)", "_x_"]))


def quotes(text: str, chance: random.Random) -> str:
    return text.replace("'", chance.choice(["'", "’"]))


SETTINGS: list[Callable[[str, random.Random], str]] = [widths, emphasis, quotes, between_scripts, wrapped]


@given(st.lists(st.tuples(WORDS, st.sampled_from([", ", ": ", "; ", "! "])), min_size=1, max_size=5), st.randoms())
def test_no_setting_of_a_text_changes_what_it_says(parts: list[tuple[list[str], str]], chance: random.Random) -> None:
    text = "".join(f"{' '.join(said)}{sign}" for said, sign in parts) + "end."
    other = text
    for setting in SETTINGS:
        other = setting(other, chance)
    page = "# A\n\n{}\n\n## B {{ #b }}\n\n- {}\n".format
    before, after = (sections(page(each, text).split("\n")) for each in (text, other))
    assert before == after
    # Taken for an item of a list, or a quotation, it says the same too.
    assert words(text.split("\n")) == words([f"> {text}"]) == words([f"1. {text}"])


@given(st.text(alphabet=st.sampled_from("#`~ \n-[](){}<>!?/=:|*_>a1中。，-&;\t\r"), max_size=80))
def test_whatever_is_on_a_page_has_a_meaning(text: str) -> None:
    assert sections(text.split("\n")) == sections(f"{text}\n\n".split("\n"))


@given(WORDS, st.data())
def test_another_word_is_another_meaning_of_its_section_alone(said: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(said) - 1))
    other = [*said[:place], "别的", *said[place + 1 :]]
    page = "# A\n\n{}\n\n## B {{ #b }}\n\ntext\n".format
    before, after = (sections(page(" ".join(each)).split("\n")) for each in (said, other))
    assert before[""] != after[""]
    assert before["b"] == after["b"]
