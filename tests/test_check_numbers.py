"""check: a number in the prose is one that the program printed."""

from __future__ import annotations

import shutil

import pytest

from conftest import Checkout
from paotong.check.finding import Finding
from paotong.check.numerals import numbers, printed, sums, worked_out
from paotong.check.rules.counts import counts
from paotong.check.rules.numbers import prose_numbers
from paotong.check.sources import Sources

PROGRAM = """\
# %% a
# zh: 一共 777 步
# en: 777 steps in all
steps = 1_500
print("loss 0.0398, accuracy 0.97, rate 2.5e-05, 12,345 points, shape (57, 64)")
print(f"{97 / 3:.2f} %")
"""
BLOCKS = "\n\n``` snippet\ndemo/one.py:a\n```\n\n``` snippet\ndemo/one.py\n```\n"


@pytest.fixture
def lesson(checkout: Checkout) -> Checkout:
    checkout.snippet(PROGRAM)
    checkout.record()
    return checkout


def found(lesson: Checkout, text: str) -> list[Finding]:
    lesson.page(f"{text}{BLOCKS}")
    return list(prose_numbers(Sources(lesson.project)))


def told(lesson: Checkout, text: str) -> list[str]:
    return [
        f"{'? ' * finding.warning}{finding.place.removeprefix('docs/zh/demo/')}: {finding.found}"
        for finding in found(lesson, text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0.0398, or about 0.04; 97 %, 97%, ９; 0.97；0.000025 和 2.5e-05",
        "12,345 points, or 12345; 1.2 万个点; 57 of 64, 1500 steps, 32.33, about 32",
        "第 3 步, 10 lessons, 1/4, 2x, x2, float32, utf-8, Conv2d",
        "Since 2017, 2017 年 4 月, PyTorch 0.4, Python 3.14, since 1.13, 1.13 起, version 0.4.1",
        "3 × 70 = 210, (2 + 1) × 32 = 96 and 1 - 15 = -14, 100 / 3 ≈ 33",
        "π is 3.14, e is about 2.718",
        "`0.123` [x](a99.md#b-88) <http://a.b/77> https://a.b/66 &#8212; x[^55] <img width=44>",
        "# Heading { #part-33 }\n\n22. an entry\n\n$x = 0.123$",
        "<!-- 0.123 -->\n\n~~~ text\n0.123\n~~~\n\n```` text\n``` snippet\n0.123\n```\n````",
        "## Then { #then-and-now }\n\nCame in 0.17, gone in 1.13.",
    ],
)
def test_what_was_printed_or_needs_no_record_is_not_told(lesson: Checkout, text: str) -> None:
    assert told(lesson, text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.0399", "0.0399"),
        ("about 0.05", "0.05"),
        ("98%", "98%"),
        ("0.96", "0.96"),
        ("12,346 points", "12,346"),
        ("1.3 万个点", "1.3 万"),
        ("777 steps, as only a comment says", "777"),
        ("1800 and 2100", "1800, 2100"),
        ("第58步", "58"),
        ("- an item\n\n    0.123", "0.123"),
        ("!!! note\n\n    0.123", "0.123"),
        ("| 0.123 |\n| - |", "0.123"),
        ("x[^1]\n\n[^1]: 0.123", "0.123"),
        ("**0.123**", "0.123"),
        ("[0.123](a.md)", "0.123"),
        ("Came in 0.17.", "0.17"),
        ("3 × 70 = 220", "70, 220"),
    ],
)
def test_what_was_not_printed_is_told(lesson: Checkout, text: str, number: str) -> None:
    last = told(lesson, text)[-1]
    assert last.startswith("? one.md:")
    assert last.endswith(f": no program of this page printed {number}")


def test_each_line_is_told_once_with_the_nearest_and_what_to_write(lesson: Checkout) -> None:
    page = "---\r\ndescription: 0.123\r\n---\r\n# One\r\n\r\n0.0389 and 0.0389, 77\r\n\r\n0.0391\r\n"
    first, second = found(lesson, page)
    assert str(first) == (
        "docs/zh/demo/one.md:6: no program of this page printed 0.0389, 77\n"
        "  expected: a number that was printed, perhaps rounded; the nearest to 0.0389 is 0.0398\n"
        "  cure: mend it; or, if it is right, say so in the front matter:\n"
        "numbers:\n"
        "  - 0.0389 77 (where they come from)"
    )
    assert second.place == "docs/zh/demo/one.md:8"


def test_the_texts_of_blocks_are_read(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([0, 700])\nplt.title('loss 0.0398')\n")
    checkout.record()
    checkout.page(
        "``` snippet\ndemo/one.py:a\nalt: a line up to 700, loss {0}\ncaption: {0}\nfolded: {0}\n```\n".format("0.0398")
    )
    assert list(prose_numbers(Sources(checkout.project))) == []
    checkout.page("``` snippet\ndemo/one.py:a\nalt: 0.123\ncaption: 0.124\nfolded: 0.125\n```\n")
    places = [finding.place for finding in prose_numbers(Sources(checkout.project))]
    assert places == [f"docs/zh/demo/one.md:{line}" for line in (3, 4, 5)]


def test_the_ticks_of_a_logarithmic_axis_are_numbers(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.semilogy([0.001, 1000])\n")
    checkout.record()
    block = "\n\n``` snippet\ndemo/one.py:a\nalt: a line that rises\n```\n"
    checkout.page(f"From 0.001 to 1000.{block}")
    assert list(prose_numbers(Sources(checkout.project))) == []
    checkout.page(f"From 0.003 to 3000.{block}")
    assert len(list(prose_numbers(Sources(checkout.project)))) == 1


HEAD = "---\nnumbers:\n  - {}\n---\n"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("0.123 (written in the animation)", "0.123, and again 0.123"),
        ("0.123（动画里写着）", "0.123"),
        ("'0.123 60000 (MNIST: its own)'", "0.123 of 60,000"),
        ("0.123 (1 - 0.877)\n  - 0.877 (seen)", "0.123 0.877"),
        ("4.56 0.123 (seen (twice))", "0.123 4.56"),
        ("12,402 (12,345 + 57)", "12402"),
        ("67% (2 / 3)", "67%"),
    ],
)
def test_a_page_may_tell_where_a_number_comes_from(lesson: Checkout, entry: str, text: str) -> None:
    assert told(lesson, f"{HEAD.format(entry)}# One\n\n{text}") == []
    assert told(lesson, f"# One\n\n{text}") != []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("0.123", "has 0.123"),
        ("0.123 (where they come from)", "does not say where 0.123 comes from"),
        ("0.123 ()", "has '0.123 ()'"),
        ("(seen)", "has '(seen)'"),
        ("[0.123]", "has [0.123]"),
        ("0.123 0.5 (seen)", "tells of 0.5, which the page does not say"),
        ("0.123 (57 / 64)", "has 0.123 (57 / 64), which is 0.890625"),
        ("0.123 (0.133 - 0.01)", "has 0.133 - 0.01, of which no program of this page printed 0.133"),
    ],
)
def test_what_a_page_tells_of_its_numbers_is_checked(lesson: Checkout, entry: str, message: str) -> None:
    assert told(lesson, f"{HEAD.format(entry)}# One\n\n0.123")[0] == f"one.md:2: `numbers:` {message}"


@pytest.mark.parametrize(
    ("entry", "cure"),
    [
        (
            "37",
            "say where it comes from, as `- 37 (103 - 66)` if two numbers were printed, "
            "or `- 37 (written in the animation)`",
        ),
        ("0.51", "say where it comes from, as `- 0.51 (written in the animation)`"),
        (
            "37 46 (where they come from)",
            "say where it comes from, as `- 37 (103 - 66)` if two numbers were printed, "
            "or `- 37 (written in the animation)`",
        ),
        ("seen", "write it so:\nnumbers:\n  - 28 60000 (where they come from)"),
    ],
)
def test_the_cure_has_the_number(lesson: Checkout, entry: str, cure: str) -> None:
    first = found(lesson, f"{HEAD.format(entry)}# One\n\n37 0.51 46")[0]
    assert first.error.cure == cure


def test_a_description_is_read_like_prose(lesson: Checkout) -> None:
    head = "---\ndescription: 从 {} 开始，4 个数。\nlevel: 1\n{}---\n# One\n"
    assert told(lesson, head.format("0.0398", "")) == []
    assert told(lesson, head.format("0.123", "")) == ["? one.md:2: no program of this page printed 0.123"]
    assert told(lesson, head.format("0.123", "numbers:\n  - 0.123 (seen)\n")) == []


def test_a_sum_that_is_wrong_is_told(lesson: Checkout) -> None:
    assert told(lesson, "# One\n\n57 × 2 = 115.") == [
        "? one.md:3: 57 × 2 = 115: that is not so",
        "? one.md:3: no program of this page printed 115",
    ]


@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff", "---\n'\n---\n", "9" * 100_000, "9 " * 20_000, "1e999 1e-999", "= 1 " * 9_000]
)
def test_odd_pages_are_read(lesson: Checkout, text: str) -> None:
    found(lesson, text)


def test_where_there_is_no_record_nothing_is_told(lesson: Checkout) -> None:
    shutil.rmtree(lesson.project.outputs / "demo")
    assert told(lesson, "0.123") == []
    lesson.snippet("# %% a\nprint(")
    assert told(lesson, "0.123") == []


def test_numbers_are_read_as_people_write_them() -> None:
    text = "0.50 97 % 1.2 万 60,000 2.5e-05 a1 0.4.1 3, 4."
    assert [(number.text, number.value) for number in numbers(text)] == [
        ("0.50", 0.5), ("97 %", 97), ("1.2 万", 1.2), ("60,000", 60000), ("2.5e-05", 2.5e-05), ("3", 3), ("4", 4),
    ]  # fmt: skip
    shown = [0.001, 0.01, 0.5, 1, 2, 3, 10, 100, 1000, 1100]
    assert sorted(set(printed("(1,100) 1_000 -0.5 1e-3 $10^{−2}$ x9 3."))) == shown


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("3 × 70 = 210, (2 + 1) × 32 = 96", [True, True]),
        ("3 × 4 = 13", [False]),
        ("(so 3 × 4 = 12)", [True]),
        ("2 / 3 ≈ 0.67", [True]),
        ("97 / 100 = 97%", [True]),
        ("x = 5, 5 = 5, 3 4 = 12, 1000 ÷ 64 = 15 余 40, 2 × 3 = 2 × 3, 1 / 0 = 5, 9**9 = 1", []),
        ("1,000 × 2 = 2,000; 1 - 3 = -2", [True, True]),
    ],
)
def test_sums_are_worked_out(text: str, right: list[bool]) -> None:
    assert [each for _, _, each in sums(text)] == right


@pytest.mark.parametrize(
    "written", ["", "5", "seen", "__import__('os')", "9 ** 9", "1 if 1 else 2", "(" * 500, "1" * 9999]
)
def test_what_is_no_sum_has_no_value(written: str) -> None:
    assert worked_out(written) is None


def listed(checkout: Checkout, course: str, home: str) -> list[str]:
    for name in ("one", "two"):
        checkout.snippet("# %% a\nprint(1)\n", f"demo/{name}")
        checkout.page(f"---\ndescription: x\nlevel: 1\nminutes: 2\nneeds: []\n---\n# {name}\n\n9 课\n", f"demo/{name}")
    checkout.page(f"{course}\n\n``` lessons\ndemo/one\n```\n\n``` lessons\ndemo/two\n```\n", "demo/index")
    checkout.page(home, "index")
    sources = Sources(checkout.project)
    assert all(page.expanded.problems == [] for page in sources.all_pages())
    return [f"{finding.place.removeprefix('docs/zh/')}: {finding.found}" for finding in counts(sources)]


def test_the_number_of_lessons_is_that_of_the_list(checkout: Checkout) -> None:
    right = (
        "---\ndescription: 2 个小程序\n---\n# 全部 2 课\n\nThe 2 lessons, 2 small programs; these five lessons. 1.3 课"
    )
    assert listed(checkout, right, right) == []
    wrong = "---\ndescription: 3 个小程序\n---\n# 全部 4 课\n\n12 lessons `5 课`"
    assert listed(checkout, wrong, "一共 21 课") == [
        "demo/index.md:2: says “3 个小程序” on line 2, “4 课” on line 4, “12 lessons” on line 6",
        "index.md:1: says “21 课” on line 1",
    ]


def test_the_home_page_may_count_all_courses(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nprint(1)\n", "other/one")
    checkout.page("---\ndescription: x\nlevel: 1\nminutes: 2\nneeds: []\n---\n# one\n", "other/one")
    checkout.page("``` lessons\nother/one\n```\n", "other/index")
    assert listed(checkout, "2 课", "1 课, 2 课, 一共 3 课") == []
    assert listed(checkout, "3 课", "4 课") == [
        "demo/index.md:1: says “3 课” on line 1",
        "index.md:1: says “4 课” on line 1",
    ]


def test_a_list_that_breaks_off_counts_nothing(checkout: Checkout) -> None:
    assert len(listed(checkout, "3 课", "4 课")) == 2
    checkout.page("# two\n", "demo/two")
    assert list(counts(Sources(checkout.project))) == []
