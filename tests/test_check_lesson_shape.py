"""The rules on the shape of a lesson's page: the result first, the cells in order, the whole program last."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from conftest import Checkout
from paotong.check.order import Misplaced, misplaced
from paotong.check.rules.lesson_shape import foot, opening, order, steps
from paotong.check.sources import Sources
from small_site import Site, small_site

RULES = (opening, order, foot, steps)
EN = "docs/en/demo/one.md"
FIGURE = "``` snippet\ndemo/one.py:b\nshow: figure\nalt: Lesson\n```\n"
FOOT = "``` snippet\ndemo/one.py\n```\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def test_a_good_site_is_silent(site: Site) -> None:
    assert site.told(*RULES) == []


CHANGES = {
    "too early": (
        "show: figure\nalt: Lesson\n",
        "",
        [
            f'{EN}:28: shows the code of the cell "b" a second time (warning)',
            f'{EN}:11: shows the code of the cell "b" before that of "a"',
        ],
    ),
    "too late": (
        "## Second",
        "``` snippet\ndemo/one.py:c\nshow: code\n```\n\n## Second",
        [
            f'{EN}:42: shows the code of the cell "c" a second time (warning)',
            f'{EN}:28: shows the code of the cell "c" before that of "b"',
        ],
    ),
    "output alone at another place": ("## Second", "``` snippet\ndemo/one.py:c\nshow: output\n```\n\n## Second", []),
    "another lesson's cell": ("## First", "``` snippet\ndemo/two.py:c\n```\n\n## First", []),
    "a cell that is not there": ("demo/one.py:a", "demo/one.py:x", []),
    "a block after the foot": (
        FOOT,
        f"{FOOT}\n``` snippet\ndemo/two.py:a\n```\n",
        [f"{EN}:41: shows the whole program, and is not the last block of the page"],
    ),
    "a list after the foot": (
        FOOT,
        f"{FOOT}\n``` lessons\ndemo/two\n```\n",
        [f"{EN}:41: shows the whole program, and is not the last block of the page"],
    ),
    "text after the foot": (FOOT, f"{FOOT}\nText.\n", []),
    "two feet": ("## First", f"{FOOT}\n## First", [f"{EN}:17: shows the whole program a first time"]),
    "another foot": (
        FOOT,
        f"``` snippet\ndemo/two.py\n```\n\n{FOOT}",
        [f"{EN}:41: shows the whole of snippets/demo/two.py, and says that this page was made by it"],
    ),
    "no foot": (FOOT, "", []),
    "no block": ("demo/one.py", "demo/one.md", []),
    "no figure first": (
        FIGURE,
        "",
        [f"{EN}:14: is the first block, and shows no figure above the first section (warning)"],
    ),
    "the figure below the first section": (
        f"{FIGURE}\n## First {{ #first }}\n",
        f"## First {{ #first }}\n\n{FIGURE}",
        [f"{EN}:13: is the first block, and shows no figure above the first section (warning)"],
    ),
    "another lesson's figure": (
        "demo/one.py:b",
        "demo/two.py:b",
        [f"{EN}:11: is the first block, and shows no figure above the first section (warning)"],
    ),
    "in a list": (FOOT, f"- x\n\n    {FOOT}".replace("\n", "\n    "), []),
    "tildes": (FIGURE, FIGURE.replace("```", "~~~"), []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_slip_is_told_with_its_line(site: Site, change: str) -> None:
    old, new, told = CHANGES[change]
    site.change(site.page("en"), old, new)
    assert site.told(*RULES) == told


def said_before(site: Site, language: str, text: str, where: str = "``` snippet\ndemo/one.py:a") -> list[str]:
    page = site.page(language)
    before = page.read_text(encoding="utf-8")
    site.change(page, where, f"{text}\n\n{where}")
    told = site.told(steps)
    page.write_text(before, encoding="utf-8")
    return told


def test_a_step_says_little_before_its_cell(site: Site) -> None:
    zh, en = "字，" * 120, "one, `two`" + " word" * 88
    assert said_before(site, "zh", zh) == said_before(site, "en", en) == []
    assert said_before(site, "zh", f"{zh}字") == [
        "docs/zh/demo/one.md:16: says 121 Chinese characters before the cell (warning)"
    ]
    assert said_before(site, "en", f"{en} x [y](two.md)") == [f"{EN}:16: says 91 words before the cell (warning)"]


def test_what_is_no_step_may_say_more(site: Site) -> None:
    much = "字" * 200
    assert said_before(site, "zh", much, "``` snippet\ndemo/one.py\n```") == []
    assert said_before(site, "zh", much, "## 甲") == []
    assert said_before(site, "zh", f"``` text\n{much}\n```\n\n<!-- {much} -->") == []
    site.change(site.page("zh"), "#first", "#exercise")
    assert said_before(site, "zh", much) == []
    site.change(site.page("zh"), "#exercise", "#first")
    assert len(said_before(site, "zh", much)) == 1
    site.change(site.page("zh"), "demo/one.py:c", "demo/one.py:c\nshow: nothing")
    assert said_before(site, "zh", much) == []


def test_a_block_that_is_not_closed_opens_nothing(site: Site) -> None:
    site.change(site.page("en"), "alt: Lesson\n```", "alt: Lesson")
    assert site.told(*RULES) == []


def test_what_other_rules_tell_is_not_told_again(site: Site) -> None:
    site.page("en").write_text("", encoding="utf-8")
    site.page("zh").write_bytes(b"\xff")
    site.project.snippet("demo/two").write_text("# %% a\nprint(\n", encoding="utf-8")
    assert site.told(*RULES) == []


def test_only_a_cell_that_draws_opens_a_lesson(checkout: Checkout) -> None:
    page = "# One\n\n``` snippet\ndemo/one.py:{}\n{}```\n\n``` snippet\ndemo/one.py\n```\n"
    checkout.lesson(
        """\
        # %% prints
        print(1)
        # %% draws
        import matplotlib.pyplot as plt
        plt.figure(figsize=(2, 1))
        plt.show()
        """,
        page.format("prints", ""),
    )
    checkout.record()
    findings = list(opening(Sources(checkout.project)))
    assert [finding.place for finding in findings] == ["docs/zh/demo/one.md:4", "docs/en/demo/one.md:4"]
    assert "`demo/one.py:draws`" in findings[0].error.cure
    for language in ("zh", "en"):
        checkout.page(page.format("draws", "alt: x\n"), language=language)
    assert list(opening(Sources(checkout.project))) == []

    checkout.lesson("# %% prints\nprint(1)\n", page.format("prints", ""))
    checkout.record()
    findings = list(opening(Sources(checkout.project)))
    assert [finding.error.cure for finding in findings] == ["let a cell of snippets/demo/one.py draw one"] * 2
    assert all(finding.warning for finding in findings)


def test_the_fewest_are_called_misplaced() -> None:
    assert misplaced("abcd", "abcd") == []
    assert misplaced("acdb", "abcd") == [Misplaced("b", "c", too_early=False)]
    assert misplaced("dabc", "abcd") == [Misplaced("d", "c", too_early=True)]
    assert misplaced("xbya", "ab") in ([Misplaced("b", "a", too_early=True)], [Misplaced("a", "b", too_early=False)])
    assert misplaced("", "abc") == misplaced("abc", "") == []


def test_what_is_misplaced_stands_on_the_wrong_side_of_its_neighbour() -> None:
    chance = random.Random(1)
    for _ in range(300):
        items = chance.sample("abcdefgh", chance.randrange(9))
        found = misplaced(items, "abcdefgh")
        assert (found == []) == (items == sorted(items))
        for each in found:
            first, second = each.order
            assert first < second
            assert items.index(first) > items.index(second)
        left = [item for item in items if item not in {each.item for each in found}]
        assert left == sorted(left)
