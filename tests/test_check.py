"""check: all that is wrong with a checkout, at once."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from conftest import Checkout, command_line
from paotong.check.all_rules import findings

PROGRAM = "# %% a\nprint(1)\n# %% b\nprint(2)\n"
PAGE = "# One\n\n``` snippet\ndemo/one.py:a\n```\n\n``` snippet\ndemo/one.py:b\n```\n\n``` snippet\ndemo/one.py\n```\n"


@pytest.fixture
def good(checkout: Checkout) -> Checkout:
    checkout.lesson(PROGRAM, PAGE)
    checkout.record()
    return checkout


def told(checkout: Checkout) -> list[str]:
    return [f"{finding.place}: {finding.found}" for finding in findings(checkout.project)]


def test_a_good_checkout_has_no_findings(good: Checkout) -> None:
    assert told(good) == []


def test_a_stale_record_is_told_once_for_all_its_pages(good: Checkout) -> None:
    good.snippet(PROGRAM.replace("2", "3"))
    assert told(good) == ["outputs/demo/one: is stale: its code changed"]


def test_a_missing_record_is_told(good: Checkout) -> None:
    shutil.rmtree(good.project.outputs / "demo")
    assert told(good) == ["snippets/demo/one.py: was never run"]


def test_an_edited_record_is_told(good: Checkout) -> None:
    (good.project.outputs / "demo" / "one" / "a.txt").write_text("2\n")
    assert told(good) == ["outputs/demo/one/a.txt: was changed by hand"]


def test_a_swapped_record_is_told(good: Checkout) -> None:
    good.lesson(PROGRAM.replace("1", "5"), PAGE.replace("one", "two"), "demo/two")
    good.record("demo/two")
    outputs = good.project.outputs / "demo"
    (outputs / "one").rename(outputs / "three")
    (outputs / "two").rename(outputs / "one")
    (outputs / "three").rename(outputs / "two")
    assert told(good) == [
        "outputs/demo/one/record.json: is the record of demo/two",
        "outputs/demo/two/record.json: is the record of demo/one",
    ]


def test_an_orphan_is_told(good: Checkout) -> None:
    good.project.snippet("demo/one").unlink()
    for language in ("zh", "en"):
        (good.project.docs(language) / "demo" / "one.md").unlink()
    assert told(good) == ["outputs/demo/one: is an orphan"]


def test_every_wrong_page_is_told_with_its_line(good: Checkout) -> None:
    good.page(PAGE.replace("one.py:b", "one.py:c"), language="zh")
    good.page(PAGE.replace("``` snippet\ndemo/one.py:a\n```", "text"), language="en")
    assert told(good) == [
        'docs/zh/demo/one.md:8: one.py has no cell "c"',
        "docs/en/demo/one.md: leaves out a",
    ]


@pytest.mark.parametrize(("last", "below"), [(False, 4), (True, 12)])
def test_a_block_that_is_not_closed_is_told_once(good: Checkout, last: bool, below: int) -> None:
    good.page(PAGE.rstrip().removesuffix("```") if last else PAGE.replace("py:a\n```", "py:a"))
    (finding,) = findings(good.project)
    assert str(finding).split("\n") == [
        f"docs/zh/demo/one.md:{below - 1}: the block that begins on line {below - 1} is not closed",
        "  expected: a line ``` below what is in it",
        f"  cure: add ``` below line {below}",
    ]


def test_a_page_must_end_with_its_program(good: Checkout) -> None:
    good.page(PAGE.replace("``` snippet\ndemo/one.py\n```", ""))
    assert told(good) == ["docs/zh/demo/one.md: does not end with what it ran with"]


def test_a_lesson_needs_a_page_in_each_language(good: Checkout) -> None:
    (good.project.docs("en") / "demo" / "one.md").unlink()
    assert told(good) == ["snippets/demo/one.py: has no page in en"]


def test_a_broken_snippet_is_told_once(good: Checkout) -> None:
    good.snippet("# %% a\nprint(\n")
    assert told(good) == ["snippets/demo/one.py:2: is not Python: '(' was never closed"]


def test_the_command_names_what_mends_by_itself(good: Checkout) -> None:
    good.page(PAGE.replace("# One", "# One "))
    told = subprocess.run(
        command_line("check", good.project.root), capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 1
    assert "  cure: make check FIX=1\n" in told.stderr
    assert told.stdout.splitlines()[-1].endswith(" of these can be mended by themselves: make check FIX=1")
