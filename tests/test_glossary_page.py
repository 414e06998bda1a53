"""The page of all terms, and the words in lessons that lead there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from markdown import Markdown

from conftest import Checkout
from paotong.glossary import GLOSSARY, read_glossary, read_sections
from paotong.project import LANGUAGES, Project
from paotong.render.expand import expand
from paotong.render.glossary import PATH
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.render.terms import MOST, make_words, mark_terms

PROJECT = Project()
TERMS = """\
# --- 训练 / Training
- {slug: learning-rate, zh: 学习率, en: learning rate, en_abbr: LR, note_zh: 步子有多大。, note_en: How big a step is.}
- {slug: learning, zh: 学习, en: learning, note_zh: 找规律。, note_en: Finding patterns.}
- {slug: sgd, zh: 随机梯度下降, en: stochastic gradient descent, en_abbr: SGD, note_zh: 逐批下降。, note_en: Batches.}

# --- 强化学习 / Playing
- {slug: return, zh: 回报, en: return, note_zh: 奖励的总和。, note_en: The sum of rewards., everyday: [en]}
- {slug: transformer, zh: 转换器, en: transformer (of data), note_zh: 变数据。, note_en: Changes "data" <so>.}
"""


@pytest.fixture
def terms(checkout: Checkout) -> Checkout:
    """A checkout with a glossary, its page, and a lesson that explains a term."""
    (checkout.project.root / GLOSSARY).write_text(TERMS, encoding="utf-8")
    checkout.snippet("# %% a\nprint(1)\n")
    for language in LANGUAGES:
        checkout.page("# G\n\n``` glossary\n```\n", "glossary", language)
        checkout.page("# Course\n\n``` lessons\ndemo/one\n```\n", "demo/index", language)
    checkout.page("# 课\n\n## 步子 { #step }\n\n这叫**学习率** (learning rate)。\n\n``` text\n**学习**\n```\n")
    checkout.page("# Lesson\n\n## A step { #step }\n\nThese are **Learning rates**.\n", language="en")
    return checkout


def shown(checkout: Checkout, language: str, text: str = "``` glossary\n```") -> tuple[str, list[str]]:
    """The glossary's page as HTML, and what is wrong with it."""
    page = Page(Shelf(checkout.project), language, f"docs/{language}/{PATH}", PATH)
    lines = expand(text.split("\n"), page)
    markdown = Markdown(extensions=["attr_list", "pymdownx.blocks.html", "admonition", "pymdownx.superfences"])
    return markdown.convert("\n".join(lines)), [f"{problem.place}: {problem.found}" for problem in page.problems]


def test_every_term_has_its_entry_below_its_field(terms: Checkout) -> None:
    page, problems = shown(terms, "zh")
    assert problems == []
    assert re.findall(r'<(?:h2|dt) id="([\w-]+)"', page) == [
        *("field-training", "learning-rate", "learning", "sgd"),
        *("field-playing", "return", "transformer"),
    ]
    assert '<h2 id="field-training">训练</h2>' in page
    assert '<dt id="learning-rate">学习率 <span lang="en">learning rate (LR)</span></dt>' in page
    assert "<dd>奖励的总和。</dd>" in page


def test_a_field_and_a_term_are_one_jump_away(terms: Checkout) -> None:
    page, _ = shown(terms, "en")
    index = 'class="glossary-index" data-search-exclude="true"'
    fields, playing = (page.split(index)[number].partition("</p>")[0] for number in (1, 3))
    assert re.findall(r'href="(.*?)">(.*?)<', fields) == [
        ("#field-training", "Training"),
        ("#field-playing", "Playing"),
    ]
    assert re.findall(r'href="(.*?)">(.*?)<', playing) == [
        ("#return", "return"),
        ("#transformer", "transformer (of data)"),
    ]


def test_an_entry_leads_to_the_lesson_that_explains_it(terms: Checkout) -> None:
    assert '<dd>步子有多大。见：<a href="demo/one.md#step">课</a></dd>' in shown(terms, "zh")[0]
    assert '<dd>How big a step is. Explained in: <a href="demo/one.md#step">Lesson</a></dd>' in shown(terms, "en")[0]
    # What stands in a program's output is no explanation.
    assert shown(terms, "zh")[0].count("见：") == 1


def test_in_english_the_short_form_is_english_and_signs_are_text(terms: Checkout) -> None:
    page, _ = shown(terms, "en")
    assert '<dt id="learning-rate">learning rate (LR) <span lang="zh">学习率</span></dt>' in page
    assert '<dd>Changes "data" &lt;so&gt;.</dd>' in page


@pytest.mark.parametrize(
    ("written", "instead", "found"),
    [
        ("slug: sgd", "slug: learning", "glossary.yml:4: the slug learning stands twice"),
        ("slug: sgd, ", "", "glossary.yml:4: stochastic gradient descent has no slug"),
        ("slug: sgd", "slug: S G D", "glossary.yml:4: stochastic gradient descent has no slug"),
        ("note_zh: 逐批下降。, ", "", "glossary.yml:4: stochastic gradient descent has no `note_zh`"),
    ],
)
def test_an_entry_that_lacks_something_is_told(terms: Checkout, written: str, instead: str, found: str) -> None:
    (terms.project.root / GLOSSARY).write_text(TERMS.replace(written, instead), encoding="utf-8")
    assert shown(terms, "zh")[1] == [found]


def test_a_block_with_something_in_it_is_told(terms: Checkout) -> None:
    _, problems = shown(terms, "zh", "# 词\n\n``` glossary\nlearning\n```")
    assert problems == ["docs/zh/glossary.md:4: a glossary block has nothing in it"]


def marked(checkout: Checkout, language: str, inside: str, path: str = "demo/one.md") -> list[str]:
    """The words of a page that lead to the glossary, with where they lead and what they say."""
    root = ET.fromstring(f"<div>{inside}</div>")
    before = "".join(root.itertext())
    mark_terms(root, checkout.project, language, path)
    assert "".join(root.itertext()) == before
    return [f"{a.text} {a.get('href')} {a.get('title')}" for a in root.iter("a") if a.get("class") == "term"]


def words(checkout: Checkout, language: str, inside: str) -> list[str]:
    return [link.partition(" ../")[0] for link in marked(checkout, language, inside)]


def test_the_first_use_of_a_word_leads_to_its_entry(terms: Checkout) -> None:
    assert marked(terms, "zh", "<p>把学习率改小，学习率再小。</p><p>学习率</p>") == [
        "学习率 ../glossary.md#learning-rate 步子有多大。"
    ]
    assert marked(terms, "en", "<p>A <em>learning rate</em> here, and learning\nrates.</p>") == [
        "learning rate ../glossary.md#learning-rate How big a step is."
    ]


def test_a_short_form_says_what_it_is_short_for(terms: Checkout) -> None:
    assert marked(terms, "zh", "<p>用 SGD。</p>") == ["SGD ../glossary.md#sgd 随机梯度下降：逐批下降。"]
    assert words(terms, "en", "<p>Use sgd, the LR, or SGDs.</p>") == []


def test_words_in_the_plural_and_in_other_spellings_are_found(terms: Checkout) -> None:
    more = """\
- {slug: bias, zh: 偏置, en: bias, note_zh: 加上的数。, note_en: What is added.}
- {slug: accuracy, zh: 准确率, en: accuracy, note_zh: 对的比例。, note_en: The share of right ones.}
- {slug: softmax, zh: softmax 函数, en: softmax function, also_zh: [softmax], note_zh: 变成比例。, note_en: Shares.}
"""
    (terms.project.root / GLOSSARY).write_text(TERMS + more, encoding="utf-8")
    assert words(terms, "en", "<p>All biases, the accuracies and softmax.</p>") == ["biases", "accuracies"]
    assert words(terms, "zh", "<p>过一遍softmax。</p>") == ["softmax"]
    # A lesson that has the other spelling, or the short form, in bold type explains the term.
    terms.page("# 课\n\n**softmax** 与 **SGD**。\n")
    assert shown(terms, "zh")[0].count("见：") == 2


def test_two_links_do_not_touch(terms: Checkout) -> None:
    assert words(terms, "en", "<p>Learning transformers, SGD.</p>") == ["Learning", "SGD"]
    assert words(terms, "en", "<p>A learning rate, SGD.</p>") == ["learning rate", "SGD"]


def test_words_are_whole_and_the_longest_wins(terms: Checkout) -> None:
    assert words(terms, "zh", "<p>学习率与学习。</p>") == ["学习率", "学习"]
    assert words(terms, "en", "<p>Learning rates, relearning, self-learning.</p>") == ["Learning rates"]
    assert words(terms, "en", "<p>A transformer.</p>") == ["transformer"]


def test_words_in_a_row_stay_in_their_order(terms: Checkout) -> None:
    assert words(terms, "zh", "<p>学习率 <code>lr</code> 与回报、学习，<em>转换器</em>，完。</p>") == [
        *("学习率", "回报", "学习", "转换器")
    ]


@pytest.mark.parametrize(
    "inside",
    [
        "<h2>学习率</h2>",
        "<p><a href='x'>学习率</a></p>",
        "<p><code>学习率</code></p>",
        "<figure><figcaption><p>学习率</p></figcaption></figure>",
        "<details><summary>学习率</summary></details>",
        "<div class='admonition'><p class='admonition-title'>学习率</p></div>",
        "<table><tr><td><p>学习率</p></td></tr></table>",
        "<div class='lessons'><ul><li>学习率</li></ul></div>",
        "<p>他说“学习率”。</p>",
        "<p><a href='x'>甲</a>，学习率；<a href='y'>乙</a></p>",
        # The page explains it itself.
        "<p>学习率</p><p>这叫<strong>学习率</strong>。</p>",
    ],
)
def test_what_is_no_running_text_is_left_alone(terms: Checkout, inside: str) -> None:
    assert words(terms, "zh", inside) == []


def test_an_everyday_word_is_left_alone_in_its_language(terms: Checkout) -> None:
    assert words(terms, "en", "<p>It returns a return.</p>") == []
    assert words(terms, "zh", "<p>回报</p>") == ["回报"]


def test_a_page_has_no_more_than_a_few(terms: Checkout) -> None:
    many = "".join(
        f"- {{slug: t-{number}, zh: 词{sign}, en: x, note_zh: 意思}}\n"
        for number, sign in enumerate("甲乙丙丁戊己庚辛壬")
    )
    (terms.project.root / GLOSSARY).write_text(many, encoding="utf-8")
    text = "".join(f"<p>词{sign}</p>" for sign in "壬辛庚己戊丁丙乙甲")
    assert words(terms, "zh", text) == [f"词{sign}" for sign in "壬辛庚己戊丁丙乙"][:MOST]


@pytest.mark.parametrize("path", ["index.md", "demo/index.md", "glossary.md"])
def test_pages_that_are_no_lessons_have_none(terms: Checkout, path: str) -> None:
    assert marked(terms, "zh", "<p>学习率</p>", path) == []


def test_without_a_glossary_or_its_page_there_are_none(terms: Checkout) -> None:
    (terms.project.docs("zh") / PATH).unlink()
    assert words(terms, "zh", "<p>学习率</p>") == []
    (terms.project.root / GLOSSARY).unlink()
    assert words(terms, "en", "<p>learning rate</p>") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_is_found_as_itself(language: str) -> None:
    """None hides behind another that is spelt alike."""
    terms = read_glossary(PROJECT)
    known = make_words(terms, language)
    for term in terms:
        if language not in term.everyday:
            name = term.name(language).partition(" (")[0]
            assert [found.slug for _, found in known.find(name)] == [term.slug]


def test_the_sites_fields_are_named_in_both_languages() -> None:
    sections = read_sections(PROJECT)
    assert all(set(section.names) == set(LANGUAGES) for section in sections)
    assert sum(len(section.terms) for section in sections) == len(read_glossary(PROJECT))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sites_page_is_whole(language: str) -> None:
    file: Path = PROJECT.docs(language) / PATH
    page = Page(Shelf(PROJECT), language, PROJECT.place(file), PATH)
    text = "\n".join(expand(file.read_text(encoding="utf-8").split("\n"), page))
    assert page.problems == []
    assert set(re.findall(r"/// html \| dt#(\S+)", text)) == {term.slug for term in read_glossary(PROJECT)}
