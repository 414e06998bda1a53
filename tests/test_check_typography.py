"""The rules on typography: what is set wrong is found wherever it is written, and mended without touching code."""

from __future__ import annotations

from pathlib import Path

import pytest

from paotong.check.rules import typography
from paotong.check.rules.typography import chinese_signs, chinese_spacing, corrected, english_signs
from paotong.check.visible import BLANKS, half_width, put_back, runs
from small_site import Site, small_site

RULES = (chinese_spacing, chinese_signs, english_signs)
ZH, EN = "docs/zh/demo/one.md", "docs/en/demo/one.md"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def test_a_good_site_is_silent(site: Site) -> None:
    assert site.told(*RULES) == []


# As it is shown, and as it should be.
SET_WRONG = {
    "用Python算": "用 Python 算",
    "学了3课": "学了 3 课",
    "50%的人": "50% 的人",
    "变量(Variable)与": "变量 (Variable) 与",
    "变量（Variable）与": "变量 (Variable) 与",
    "你好,世界!真的?": "你好，世界！真的？",
    "学了 PyTorch,还有": "学了 PyTorch，还有",
    "学了 PyTorch. 还有": "学了 PyTorch。还有",
    "输出 0.": "输出 0。",
    "loss: 越小越好": "loss：越小越好",
    "好;坏": "好；坏",
    "真的 。": "真的。",
    "图 (a) ，还有": "图 (a)，还有",
    "完了。 再来": "完了。再来",
    "中文 中文": "中文中文",
    "中文  PyTorch": "中文 PyTorch",
    "中文\u3000PyTorch": "中文 PyTorch",
    "\u3000\u3000开头": "开头",
    "１２ 个，ＡＢ 型": "12 个，AB 型",
    "角度α和x²的": "角度 α 和 x² 的",
    "学习率 (learning rate): 0.1": "学习率 (learning rate)：0.1",
}
SET_RIGHT = (
    "PyTorch 0.4，Variable 并进了 Tensor。",
    "演员-评论员，ε-贪心，A/B 测试，3 × 3，12:30",
    "长短期记忆 (long short-term memory, LSTM) 是一种网络。",
    "（把它换成你的。）然后呢……“好”就好——真的",
    "说了（1.0），再说 etc. 和 vs. 都行，No. 3 也行",
    "1. 安装",
    "P(晴), a: 1, x, y",
)


@pytest.mark.parametrize("wrong", SET_WRONG)
def test_what_is_set_wrong_is_set_right(wrong: str) -> None:
    assert corrected(wrong) == SET_WRONG[wrong]


@pytest.mark.parametrize("right", [*SET_RIGHT, *SET_WRONG.values()])
def test_what_is_right_stays(right: str) -> None:
    assert corrected(right) == right


# Lines of Markdown, and what is made of them: what is not shown stays, and a space comes where one sees it.
LINES = {
    "用`a,b中`算,再算": "用 `a,b中` 算，再算",
    "`a,b`,再`c`": "`a,b`，再 `c`",
    "见[PyTorch教程](教程a(1).md)里": "见 [PyTorch 教程](教程a(1).md)里",
    "见[回归那一课](a.md)里": "见[回归那一课](a.md)里",
    '见[回归](a.md "中a")里': '见[回归](a.md "中a")里',
    "见[`x`的类型][中a]和[^注a]": "见 [`x` 的类型][中a]和[^注a]",
    "这叫**Softmax**层,`x`是": "这叫 **Softmax** 层，`x` 是",
    "这叫**学习率**(learning rate)": "这叫**学习率** (learning rate)",
    "**好。** 再a**“好”** 再 **“好”**": "**好。** 再 a**“好”** 再 **“好”**",
    "**`x`**再": "**`x`** 再",
    "*斜体a*中 2 * 3 * 4": "*斜体 a* 中 2 * 3 * 4",
    "## 一个a { #中a .b中 }": "## 一个 a { #中a .b中 }",
    "## 1. 安装a": "## 1. 安装 a",
    "- [x] 做a": "- [x] 做 a",
    "> 引用a": "> 引用 a",
    "[^注a]: 脚注a": "[^注a]: 脚注 a",
    "*[缩a]: 缩写a": "*[缩a]: 缩写 a",
    "| `a` | 用a | a |": "| `a` | 用 a | a |",
    "![图a](图a.png){ .中a }图a": "![图a](图a.png){ .中a }图 a",
    "中文a<span title='中a'>中b</span>": "中文 a<span title='中a'>中 b</span>",
    "看https://a.b/c,d?中文": "看 https://a.b/c,d?中文",
    "看<https://a.b/中c>吧": "看 <https://a.b/中c> 吧",
    "式子$x,中y$是\\(a,中\\)的": "式子 $x,中y$ 是 \\(a,中\\) 的",
    "图标:material-check:中&nbsp;a": "图标:material-check:中&nbsp;a",
    "星号\\*中a": "星号\\*中 a",
    "一<!-- 注a,b -->二a": "一<!-- 注a,b -->二 a",
    '!!! note "标题a"': '!!! note "标题 a"',
    '=== "标签a"': '=== "标签 a"',
    "    列表里的a": "    列表里的a",
    "看**形状** (shape):`(4, 3)`,…": "看**形状** (shape)：`(4, 3)`，…",
    "`a`, `b`: 都行; `c`?": "`a`，`b`：都行；`c`？",
    "`a`, `b`: both. 中": "`a`, `b`: both。中",
    "“press `a`, then `b`”就好": "“press `a`, then `b`”就好",
    "| `a`, `b`: 1 | 中 |": "| `a`, `b`: 1 | 中 |",
    "$a$, $b$: 中": "$a$, $b$：中",
    "练三遍 (缺了也算 1)，再走": "练三遍（缺了也算 1），再走",
    "- (可选) `a`": "- （可选）`a`",
    "(内 (中) 外)": "（内（中）外）",
    "P(晴) 和 f(x)": "P(晴) 和 f(x)",
    "## 拟合 (回归)": "## 拟合 (回归)",
    '!!! note "拟合 (回归)"': '!!! note "拟合 (回归)"',
    "见[拟合 (回归)](a.md)，再练 (一遍)": "见[拟合 (回归)](a.md)，再练（一遍）",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_markdown_keeps_what_is_not_shown(site: Site, line: str) -> None:
    page = site.page("zh")
    site.change(page, "## 甲", f"{line}\n\n## 甲")
    assert len(site.told(chinese_spacing)) == (line != LINES[line])
    site.mend(chinese_spacing)
    assert f"\n{LINES[line]}\n\n## 甲" in page.read_text(encoding="utf-8")


def test_it_says_where_and_what(site: Site) -> None:
    site.change(site.page("zh"), "## 甲", "从前有一个人，他用Python,学了很久很久的 `numpy`\n\n## 甲")
    (finding,) = site.findings(*RULES)
    assert not finding.warning
    assert str(finding).split("\n") == [
        f"{ZH}:16: has `…一个人，他用Python,学了很久很久…`",
        "  expected: `…一个人，他用 Python，学了很久很久…`",
        "  cure: make check FIX=1",
    ]


def test_a_long_line_is_quoted_in_part(site: Site) -> None:
    site.change(site.page("zh"), "## 甲", f"{'用a' * 5_000}\n\n## 甲")
    (told,) = site.told(*RULES)
    assert told.startswith(f"{ZH}:16: has `用a用a")
    assert len(told) < 120
    assert site.mend(*RULES) == 1
    assert site.told(*RULES) == []


PLACES = {
    "front matter": (ZH, "description: 课", "description: 课a 和", 2),
    "front matter in quotes": (ZH, "description: 课 one。", 'description: "课a \\" b"', 2),
    "front matter over lines": (ZH, "description: 课 one。", "description: >-\n  课\n  课a", 4),
    "alternative text": (ZH, "alt: 课", "alt: 课a", 13),
    "caption": (ZH, "alt: 课", "alt: 课\ncaption: 课a", 14),
    "folded": (ZH, "lines: 1", "lines: 1\nfolded: 课a", 21),
    "a block in an admonition": (ZH, "    demo/one.py:c", "    demo/one.py:c\n    alt: 课a", 38),
    "a title in the navigation": ("mkdocs.yml", "首页", "首页a", 3),
    "a title in quotes": ("mkdocs.yml", "首页", "'首页a'", 3),
    "the comment of a program": (
        "snippets/demo/one.py",
        "print(2)",
        "if 2:\n    # zh: 课a\n    # en: one\n    print(2)",
        5,
    ),
    "the glossary": ("glossary.yml", "学习率", "学习率a", 1),
    "a note of the glossary": ("glossary.yml", "走多远", "走a远", 3),
}


@pytest.mark.parametrize("where", PLACES)
def test_it_is_found_and_mended_wherever_people_read(site: Site, where: str) -> None:
    name, old, new, line = PLACES[where]
    file = site.project.root / name
    glossary = site.project.root / "glossary.yml"
    glossary.write_text('- zh: 学习率\n  en: learning rate\n  note_zh: "走多远"\n', encoding="utf-8")
    assert site.told(*RULES) == []
    site.change(file, old, new)
    before = file.read_text(encoding="utf-8")
    assert [told.partition(": ")[0] for told in site.told(*RULES)] == [f"{name}:{line}"]
    assert site.mend(*RULES) == 1
    after = file.read_text(encoding="utf-8")
    assert site.told(*RULES) == []
    assert after != before
    assert _letters(after) == _letters(before)


NOT_READ = {
    "a fence": "``` python\nx = 1  # 用a,b\n```",
    "another fence": "~~~ text\n用a,b\n~~~",
    "a fence in a fence": "```` markdown\n``` snippet\nalt: 用a,b\n```\n````",
    "a fence in a list": "- 一\n\n    ``` text\n    用a,b\n    ```",
    "a fence that is never closed": "``` text\n用a,b",
    "indented code": "一\n\n    x = 1  # 用a,b",
    "a comment of HTML": "<!-- 用a,b -->",
    "a comment over lines": "<!--\n用a,b\n-->",
    "a line that is no Chinese": "a,b:c",
}


@pytest.mark.parametrize("what", NOT_READ)
def test_what_is_no_text_is_left_alone(site: Site, what: str) -> None:
    site.page("zh", "more").write_text(f"# 一\n\n{NOT_READ[what]}\n", encoding="utf-8")
    assert site.told(*RULES) == []


READ = {
    "a list": "- 一\n\n    用a",
    "an admonition": "!!! note\n\n    用a",
    "a footnote": "[^1]: 一\n\n    用a",
    "a second indent": "- 一\n\n    - 二\n\n        用a",
}


@pytest.mark.parametrize("where", READ)
def test_text_is_read_where_it_is_indented_in_something(site: Site, where: str) -> None:
    site.page("zh", "more").write_text(f"# 一\n\n{READ[where]}\n", encoding="utf-8")
    assert len(site.told(*RULES)) == 1


def test_odd_files_are_read(site: Site) -> None:
    site.page("zh", "empty").write_text("", encoding="utf-8")
    site.page("zh", "alone").write_bytes("\ufeff---\r\ndescription: '用a'\r\n---\r\n\r\n用b\r\n".encode())
    site.page("zh", "no-yaml").write_text("---\n[用a\n---\n\n一\n", encoding="utf-8")
    site.page("zh", "no-text").write_bytes(b"\xff")
    site.project.snippet("demo/two").write_text("# %% a\n# zh: 用a\n# en: a\nprint(\n", encoding="utf-8")
    site.nav("en").write_text("nav: [", encoding="utf-8")
    (site.project.root / "glossary.yml").write_bytes(b"\xff")
    assert [told.partition(": ")[0] for told in site.told(*RULES)] == ["docs/zh/alone.md:2", "docs/zh/alone.md:5"]
    site.mend(*RULES)
    assert site.page("zh", "alone").read_bytes() == "---\ndescription: '用 a'\n---\n\n用 b\n".encode()


def test_yaml_may_refer_to_itself(site: Site) -> None:
    site.nav("zh").write_text("nav: &a\n  - 首页: index.md\n  - *a\n  - 更多a: *a\n", encoding="utf-8")
    assert len(site.told(*RULES)) == 1


def test_no_edit_makes_yaml_say_something_else(site: Site) -> None:
    site.change(site.nav("zh"), "首页", "首页a#")
    assert site.mend(*RULES) == 1
    site.change(site.nav("zh"), "首页 a#", "首页：a\u3000#b用c")
    (finding,) = site.findings(*RULES)
    assert finding.edit is None
    assert "write it so" in str(finding)


def test_only_spaces_and_widths_can_be_put_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (run,) = runs("用`x`算")
    assert put_back("用`x`算", [(run, "用 K 算")]) == "用 `x` 算"
    assert put_back("用`x`算", [(run, "用 y 算")]) is None
    assert put_back("用`x`算", [(run, "用 K")]) is None
    site.change(site.page("zh"), "## 甲", "用a\n\n## 甲")
    monkeypatch.setattr(typography, "corrected", lambda text: text.replace("用a", "用 A"))
    (finding,) = site.findings(*RULES)
    assert finding.edit is None
    assert (finding.found, finding.error.expected) == ("has `用a`", "`用 A`")


def test_a_title_that_a_sentence_names_stays_as_it_is(site: Site) -> None:
    site.change(site.page("zh", "demo/two"), "# 课 two", "# 拟合 (回归)")
    site.change(site.nav("zh"), "课 three", "分类 (二)")
    line = "先读拟合 (回归) 和分类 (二)，再读别的"
    site.change(site.page("zh"), "## 甲", f"{line} (选读)\n\n## 甲")
    assert len(site.told(*RULES)) == 1
    site.mend(*RULES)
    assert f"{line}（选读）\n" in site.page("zh").read_text(encoding="utf-8")


# What stands for another sign beyond doubt.
OTHER_SIGNS = {
    '他说"好"吗': "他说“好”吗",
    "他说'好 a'吗": "他说“好 a”吗",
    '"好"，"a b"，"用 `x` 算"': '“好”，"a b"，“用 `x` 算”',
    '**"好"** 了': "**“好”** 了",
    "一直走...": "一直走……",
    "一直走（慢慢地）....": "一直走（慢慢地）……",
    "一、二、...": "一、二、……",
    "一直走。。。": "一直走……",
    "这里--就是--它": "这里——就是——它",
    "PyTorch -- 一个库 --- 好": "PyTorch——一个库——好",
}
# Nobody knows, or all is right.
AS_THEY_ARE = (
    "it's 中文's，'a'，a'中'b",
    "用 --fix 选项，a--b，---",
    "range(3, ...) 和 x..., y",
    '用 `f("好")`、`好...` 和 `好--好`',
)


@pytest.mark.parametrize("text", OTHER_SIGNS)
def test_signs_of_english_in_chinese_are_mended(site: Site, text: str) -> None:
    site.change(site.page("zh"), "## 甲", f"{text}\n\n## 甲")
    assert len(site.told(chinese_signs)) == 1
    assert site.mend(*RULES) == 1
    assert f"\n{OTHER_SIGNS[text]}\n\n## 甲" in site.page("zh").read_text(encoding="utf-8")
    assert site.told(*RULES) == []


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_where_there_is_doubt_signs_stay(site: Site, text: str) -> None:
    site.change(site.page("zh"), "## 甲", f"{text}\n\n## 甲")
    assert site.told(chinese_signs) == []


FRONT_MATTER = {
    '"他说\\"好\\"吗"': None,
    "'他说''好''吗'": None,
    """'他说"好"吗...'""": "'他说“好”吗……'",
    """他说"好"吗""": "他说“好”吗",
}


@pytest.mark.parametrize("text", FRONT_MATTER)
def test_in_yaml_only_what_it_does_not_escape_is_mended(site: Site, text: str) -> None:
    site.change(site.page("zh"), "description: 课 one。", f"description: {text}")
    (finding,) = site.findings(chinese_signs)
    assert finding.place == f"{ZH}:2"
    assert (finding.edit and finding.edit.lines[0].removeprefix("description: ")) == FRONT_MATTER[text]


# Only a person can tell what is meant.
MISUSED = {
    '他说"好吗': 'has `他说"好吗`',
    '"好"，"不': 'has `"好"，"不`',
    "他说「好」吗": "has `他说「好」吗`",
    "走.**..**去": "has `走...去`",
}


@pytest.mark.parametrize("text", MISUSED)
def test_misused_signs_are_told(site: Site, text: str) -> None:
    site.change(site.page("zh"), "## 甲", f"{text}\n\n## 甲")
    (finding,) = site.findings(chinese_signs)
    assert (finding.place, finding.found, finding.edit) == (f"{ZH}:16", MISUSED[text], None)
    assert finding.error.cure == "write it so"


def test_code_may_have_any_signs(site: Site) -> None:
    site.change(site.page("zh"), "## 甲", '用 `f("好")` 和 `好...`\n\n## 甲')
    assert site.told(*RULES) == []


def test_the_reader_is_no_stranger(site: Site) -> None:
    site.change(site.page("zh"), "## 甲", "请您看 `您`，它说“您好”。\n\n## 甲")
    assert site.told(*RULES) == [f"{ZH}:16: has 您"]
    assert site.mend(*RULES) == 1
    assert "请你看 `您`，它说“您好”。" in site.page("zh").read_text(encoding="utf-8")


ENGLISH = {
    "one，two": ["has `one，two`"],
    "“curly” quotes…": [],
    "In Chinese it is 你好，世界。": [],
    "In Chinese it is “你好，世界”.": [],
    "`a，b`": [],
    "（a)": ["has `（a)`"],
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_has_no_chinese_signs(site: Site, text: str) -> None:
    site.change(site.page("en"), "## First", f"{text}\n\n## First")
    assert site.told(*RULES) == [f"{EN}:16: {found}" for found in ENGLISH[text]]


def test_english_comments_and_titles_have_none_either(site: Site) -> None:
    site.change(site.nav("en"), "Home", "Home，")
    site.change(site.project.snippet("demo/one"), "print(2)", "# zh: 一，二\n# en: one，two\nprint(2)")
    assert site.told(*RULES) == ["snippets/demo/one.py:5: has `one，two`", "mkdocs.en.yml:3: has `Home，`"]


def _letters(text: str) -> list[str]:
    return [half_width(sign) for sign in text if sign not in BLANKS]
