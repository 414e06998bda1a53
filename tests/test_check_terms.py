"""The rules on terms: one word for one thing, wherever Chinese is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from paotong.check.rules.terms import glosses, terms
from small_site import Site, small_site

ZH = "docs/zh/demo/one.md"
GLOSSARY = """\
- zh: 学习率
  zh_avoid: ["学习速率"]
  en: learning rate
- zh: 函数式 API
  zh_avoid: ["功能式API"]
  en: functional API
- zh: K 近邻
  zh_avoid: ["k临近"]
  en: k-nearest neighbours
- zh: 循环神经网络
  zh_avoid: ["递归神经网络", "神经网络环"]
  en: recurrent neural network
- zh: 强化学习
  zh_avoid: ["增强学习", "增强学习法"]
  en: reinforcement learning
- zh: Q 学习
  en: Q-learning
- zh: 监督学习
  en: supervised learning
- zh: 无监督学习
  en: unsupervised learning
- zh: 损失
  en: loss
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "glossary.yml").write_text(GLOSSARY, encoding="utf-8")
    return small_site(tmp_path)


def told(site: Site, text: str) -> list[str]:
    """What is said of a line of the Chinese page."""
    site.change(site.page("zh"), "## 甲", f"{text}\n\n## 甲")
    return [finding.removeprefix(f"{ZH}:16: ") for finding in site.told(terms, glosses)]


def test_a_good_site_is_silent(site: Site) -> None:
    assert told(site, "学习率 (learning rate)，增强的学习率，K 近邻 (k-nearest neighbours)，`a` 临近 0") == []


SAID = {
    "学习速率要小": ["says 学习速率"],
    "**学习**速率要小": ["says 学习速率"],
    "[学习](a.md)速率要小": ["says 学习速率"],
    "功能式 api 和学习速率": ["says 功能式api", "says 学习速率"],
    "学习速率，学习速率": ["says 学习速率", "says 学习速率"],
    "增强学习法": ["says 增强学习法"],
    "增强学习": ["says 增强学习"],
    "树形的递归神经网络": ["says 递归神经网络 (warning)"],
    "`学习速率` 和 $学习速率$": [],
    "学习`x`速率": [],
    "`x` 临近": [],
    "那时叫“学习速率”": [],
    "学习 | 速率": [],
}


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_otherwise_is_told(site: Site, text: str) -> None:
    assert told(site, text) == SAID[text]


def test_it_says_what_to_write(site: Site) -> None:
    site.change(site.page("zh"), "## 甲", "学习速率要小\n\n## 甲")
    (finding,) = site.findings(terms)
    assert str(finding).split("\n") == [
        f"{ZH}:16: says 学习速率",
        "  expected: 学习率, as in glossary.yml",
        "  cure: write 学习率, or “学习速率” in quotation marks where an old word is meant",
    ]
    assert finding.edit is None


def test_a_word_may_be_avoided_for_two_terms(site: Site) -> None:
    file = site.project.root / "glossary.yml"
    file.write_text(f'{GLOSSARY}- zh: 步长\n  en: step\n  zh_avoid: ["学习速率"]\n', encoding="utf-8")
    site.change(site.page("zh"), "## 甲", "学习速率要小\n\n## 甲")
    (finding,) = site.findings(terms)
    assert finding.error.expected == "学习率 / 步长, as in glossary.yml"


PLACES = {
    "front matter": (ZH, "description: 课", "description: 学习速率", 2),
    "alternative text": (ZH, "alt: 课", "alt: 学习速率", 13),
    "caption": (ZH, "alt: 课", "alt: 课\ncaption: 学习速率", 14),
    "navigation": ("mkdocs.yml", "首页", "学习速率", 3),
    "comment": ("snippets/demo/one.py", "print(2)", "# zh: 学习速率\n# en: rate\nprint(2)", 4),
    "note": ("glossary.yml", "  en: learning rate", "  en: learning rate\n  note_zh: 也叫学习速率", 4),
}


@pytest.mark.parametrize("where", PLACES)
def test_it_is_told_wherever_people_read(site: Site, where: str) -> None:
    name, old, new, line = PLACES[where]
    site.change(site.project.root / name, old, new)
    assert site.told(terms, glosses) == [f"{name}:{line}: says 学习速率"]


NOT_READ = {
    "a fence": "``` text\n学习速率\n```",
    "a comment of HTML": "<!-- 学习速率 -->",
    "indented code": "一\n\n    学习速率",
}


@pytest.mark.parametrize("what", NOT_READ)
def test_what_is_no_text_is_left_alone(site: Site, what: str) -> None:
    site.page("zh", "more").write_text(f"# 一\n\n{NOT_READ[what]}\n", encoding="utf-8")
    assert site.told(terms, glosses) == []


def test_english_may_say_anything(site: Site) -> None:
    site.change(site.page("en"), "## First", "学习速率\n\n## First")
    assert site.told(terms, glosses) == []


SPELT = {
    "学习率 (Learning Rate)": ["has 学习率 (Learning Rate) (warning)"],
    "**学习率** (learning-rate)": ["has 学习率 (learning-rate) (warning)"],
    "Q 学习 (Q learning, 1989)": ["has Q 学习 (Q learning) (warning)"],
    "学习率 (rate)": [],
    "学习率 (`lr`)": [],
    "循环神经网络 (recurrent neural network, RNN)": [],
    "## 学习率 (Learning Rate)": [],
    "学习率 (learnin rate)": ["has 学习率 (learnin rate) (warning)"],
    "## 学习率 (Leraning Rtae)": ["has 学习率 (Leraning Rtae) (warning)"],
    "K 近邻 (k-nearest neighbors)": ["has K 近邻 (k-nearest neighbors) (warning)"],
    "学习率 (learning rates)": [],
    "学习率 (training rate)": [],
    "函数式 API (functions API)": [],
    "无监督学习 (supervised learning)": [],
    "损失 (lose)": [],
}


@pytest.mark.parametrize("text", SPELT)
def test_english_behind_a_term_is_spelt_as_in_the_glossary(site: Site, text: str) -> None:
    assert told(site, text) == SPELT[text]


def test_without_a_glossary_there_is_nothing_to_say(site: Site) -> None:
    (site.project.root / "glossary.yml").write_text("", encoding="utf-8")
    assert told(site, "学习速率") == []
    (site.project.root / "glossary.yml").unlink()
    assert site.told(terms, glosses) == []


def test_a_glossary_that_cannot_be_used_is_told_once(site: Site) -> None:
    (site.project.root / "glossary.yml").write_text("- zh: 词\n", encoding="utf-8")
    assert site.told(terms, glosses) == ["glossary.yml:1: term 1 has no `en`"]
