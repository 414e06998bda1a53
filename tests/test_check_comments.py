"""The rules on programs' words: comments in both languages, placeholders, and plain programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from paotong.check.rules.comments import comments
from paotong.check.rules.placeholders import placeholders
from paotong.check.rules.plainness import plainness
from small_site import Site, small_site

PROGRAM = "snippets/demo/one.py"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def told(site: Site, code: str) -> list[str]:
    """What is said of a program whose third line begins with this code."""
    site.change(site.project.snippet("demo/one"), "# %% b\n", f"{code}\n# %% b\n")
    return [finding.removeprefix(f"{PROGRAM}:") for finding in site.told(comments, plainness)]


GOOD = (
    "# zh: 先生鸡蛋\n# en: lay the eggs first",
    "if 1:\n    # zh: 一\n    # zh: w += 1\n    # en: one\n    # en: w += 1\n    pass",
    "# zh: y = 2 * x\n# en: y = 2 * x",
    "x = 1  # (64, 1)",
    "x = 1  # (1797, 8, 8), from 0 to 1",
    "# (1, 10, 1): batch, time, feature",
    "x = 1  # 31 numbers in one row",
    '# %% when-it-goes-wrong-once-more-and-again tags=["raises-exception"]',
    'x = "a # b c dd ee ff gg hh ii jj kk"',
)


@pytest.mark.parametrize("code", GOOD)
def test_good_comments_are_silent(site: Site, code: str) -> None:
    assert told(site, code) == []


WRONG = {
    "# 先生鸡蛋": "3: shows readers of English `# 先生鸡蛋`",
    "x = 1  # 先生鸡蛋": "3: shows readers of English `# 先生鸡蛋`",
    "# zh: lay eggs\n# en: lay eggs": "3: tells readers of Chinese: lay eggs",
    "# zh: 鸡蛋\n# en: 鸡蛋": "4: tells readers of English: 鸡蛋",
    "x = 1  # lay the eggs before you fill the basket": (
        "3: shows readers of Chinese `# lay the eggs before you fill the basket` (warning)"
    ),
    "# lay the eggs before you fill the basket": (
        "3: shows readers of Chinese `# lay the eggs before you fill the basket` (warning)"
    ),
    'print("鸡蛋")': "3: has Chinese in its code (warning)",
    'print(f"{1}个")': "3: has Chinese in its code (warning)",
    "鸡蛋 = 1": "3: has Chinese in its code (warning)",
    'x = """\n# 鸡蛋\n"""': "4: has Chinese in its code (warning)",
    "import argparse": "3: imports argparse",
    "import os, argparse as a": "3: imports argparse",
    "def main():\n    pass": "3: has a function main()",
}


@pytest.mark.parametrize("code", WRONG)
def test_what_one_language_would_not_understand_is_told(site: Site, code: str) -> None:
    assert told(site, code) == [WRONG[code]]


def test_code_and_comment_of_one_line_are_told_apart(site: Site) -> None:
    assert told(site, "x = '# 一'  # 二") == [
        "3: shows readers of English `# 二`",
        "3: has Chinese in its code (warning)",
    ]


def test_cures_can_be_typed(site: Site) -> None:
    told(site, "# 先生鸡蛋")
    (finding,) = site.findings(comments)
    assert str(finding).split("\n")[1:] == [
        "  expected: a pair of comments",
        "  cure: write two lines above the code, `# zh: …` and then `# en: …`",
    ]


def test_programs_that_cannot_be_read_are_told_elsewhere(site: Site) -> None:
    site.project.snippet("demo/one").write_bytes(b"\xff")
    site.project.snippet("demo/two").write_text("# %% a\n# \u4e00\nprint(\n", encoding="utf-8")
    assert site.told(comments, plainness, placeholders) == []


def test_a_program_may_end_its_lines_as_windows_does(site: Site) -> None:
    site.project.snippet("demo/one").write_bytes("\ufeff# %% a\r\nx = 1  # 一\r\n".encode())
    assert site.told(comments) == [f"{PROGRAM}:2: shows readers of English `# 一`"]


PLACES = {
    "docs/zh/demo/one.md": (
        "description: 课",
        "description: ✎ 课",
        "2: still says what the template says: description: ✎",
    ),
    "docs/en/demo/one.md": ("alt: Lesson", "alt: ✎ Say", "13: still says what the template says: alt: ✎ Say"),
    PROGRAM: ("print(2)", "# zh: ✎ 一\n# en: ✎ one\nprint(2)", "4: still says what the template says: # zh: ✎ 一"),
    "mkdocs.yml": ("首页", "✎ 首页", "3: still says what the template says: - ✎ 首页"),
    "mkdocs.en.yml": ("Home", "✎ Home", "3: still says what the template says: - ✎ Home"),
    "glossary.yml": ("note_zh: 好", "note_zh: ✎", "3: still says what the template says: note_zh: ✎"),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_the_template_says_is_told(site: Site, name: str) -> None:
    (site.project.root / "glossary.yml").write_text("- zh: 词\n  en: word\n  note_zh: 好\n", encoding="utf-8")
    assert site.told(placeholders) == []
    old, new, found = PLACES[name]
    site.change(site.project.root / name, old, new)
    (finding,) = site.told(placeholders)
    assert finding.startswith(f"{name}:{found}")


def test_a_file_is_told_once_with_all_its_lines(site: Site) -> None:
    site.page("zh", "more").write_text("# 一\n\n``` text\n✎\n```\n\n✎ 二，✎ 三\n", encoding="utf-8")
    (finding,) = site.findings(placeholders)
    assert finding.place == "docs/zh/more.md:4"
    assert finding.error.expected == "your own words, without ✎, on lines 4, 7"
    assert not finding.warning
