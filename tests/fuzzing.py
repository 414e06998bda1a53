"""What the fuzz tests are made from: texts that mean something to one of those who read them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

# What means something to Python, to Markdown and its extensions, to MkDocs, to HTML or to a terminal.
FRAGMENTS = [
    *("\n", "\n\n", " ", "    ", "\t", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ufeff"),
    *("\x00", "\x02", "\x03", "\x1a", "\x1b[31m", "\x1b[K", "\x1b]0;", "\x1b", "\b", "\x7f", "\x9b", "\ufffe"),
    *("\ufdd0", "\U0001ffff", "\u202e", "\u200f", "\u2066", "\u061c", "\u200b", "\u0301", "中文", "：", "é", "🙂"),
    *("👩‍👩‍👧", "🏳️‍🌈", "\x02wzxhzdk:0\x03", "\x02klzzwxh:0000\x03", "\x0260\x03", "wzxhzdk:0", "\x02amp\x03"),
    *("<script>alert(1)</script>", "</code></pre><script>", "</code></pre></div>", "<b>", "</p>", "<!--", "-->"),
    *("<div>", "</div>", "<![CDATA[", "]]>", "<?php", "?>", "<!DOCTYPE html>", "<", ">", "&", "&amp;", "&lt;"),
    *("&#0;", "&#x80;", "&nosuch;", "&copy", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<a href='"),
    *('"', "'", "<plaintext>", "<https://example.org>", "<a@b.cd>", "<textarea>", "</summary>", "</details>"),
    *("<title>", "<style>", "<table>", "```", "````", "`", "``", "~~~", "~~~~~", "``` snippet", "~~~ snippet"),
    *("``` lessons", "``` { .python }", "`````````", "# ", "## ", "- ", "* ", "1. ", "> ", "> > ", ">", "***", "---"),
    *("===", "___", "|", "| --- |", ":   ", ": ", "\\", "*a*", "**", "_b_", "[x](y)", "[x]: y", "[", "]", "(", ")"),
    *("![x](y)", "[^1]", "[^1]: note", "*[HTML]: abbr", "{ .x onclick=alert(1) }", "{: #id }", "{ #id }", "{", "}"),
    *("!", "!!!", '!!! note "x"', "???", '???+ note "x"', "??? x", '=== "tab"', "/// caption", "///"),
    *("/// html | script", "////", "/// details | x", ":::", "::: mod", ":smile:", ":fire:", "{{ config }}"),
    *("{% raw %}", "{#", "$$", "$x$", "\\(", "\\[", '--8<-- "pyproject.toml"', "--8<--", "(1)!", "[TOC]", "# %%"),
    *("# %% a", "# %% b", "# zh: 一", "# en: one", "#zh:", "# zh: %% c", "# en：x", "# -*- coding: latin-1 -*-", '"""'),
    *("'''", 'f"{x!r:>{w}}"', "f'", "\\\n", "@f", "def f():", "print(1)", "x = 1", ";", ":", "if x:", "else:"),
    *("pass", "demo/one.py:a", "demo/one.py", "demo/one", "../../x", "show: ", "alt: ", "caption: ", "lines: "),
    *("folded: ", "code, ", "tags=[", '["raises-exception"]', "seconds=", "NaN", "9" * 4400, "1e999", "-1", "true"),
    *("null", "0.5", "1.5e400", "\n```\n", "\n```\n", "\n````\n", "\n~~~\n", "\n`````\n# x\n", "\n    ```\n"),
    "\n> ```\n",
]


def joined(fragments: list[str]) -> st.SearchStrategy[str]:
    """Texts of these fragments, runs of fences, and whatever Hypothesis thinks of."""
    fences = st.builds(lambda sign, times: sign * times, st.sampled_from("`~:/=#>-*\\"), st.integers(1, 30))
    free = st.text(max_size=6)
    part = st.one_of(st.sampled_from(fragments), st.sampled_from(fragments), fences, free)
    return st.lists(part, max_size=12).map("".join)


# In UTF-8 there are no lone surrogates, so no file that was read has one.
texts = joined(FRAGMENTS).map(lambda text: "".join(sign for sign in text if not "\ud800" <= sign <= "\udfff"))
# On one line, as an option of a block or a field of a record is.
lines = texts.map(lambda text: " ".join(text.split()))
# As an option of a block. Markdown takes two signs out of every page, since it needs them for itself.
options = lines.map(lambda text: re.sub("[\x02\x03]", "", text).replace("[^", "[").strip())
_LINES = ["1", "1-1 1", "9", "2-1", "9" * 5000, "\u0661", "-"]
_value = st.one_of(options, st.sampled_from(["code", "code, output", "figure", "output,", "a", "x" * 300, *_LINES]))
_option = st.builds(
    lambda name, colon, value: f"{name}{colon}{value}",
    st.sampled_from(["show", "alt", "caption", "lines", "folded", " alt ", "Alt", "", "alt\t"]),
    st.sampled_from([": ", ": ", ":", "：", " : ", ""]),
    _value,
)
_TARGETS = [
    *("demo/one.py:a", "demo/one.py:a", "demo/one.py", "demo/one", "demo/two.py", "../one.py", "/etc/x.py"),
    *("demo/one.py:<b>", "demo/" + "x" * 300 + ".py:a", "demo/\x00.py", ""),
]
_target = st.one_of(st.sampled_from(_TARGETS), st.sampled_from(_TARGETS), lines)
# The inside of a block: a target and options, right or wrong; or lessons.
bodies = st.one_of(
    st.builds(
        lambda target, told: "\n".join([target, *told]),
        _target,
        st.lists(st.one_of(_option, _option, lines), max_size=4),
    ),
    st.lists(_target.map(lambda target: target.partition(".py")[0]), max_size=3).map("\n".join),
)
blocks = st.builds(
    lambda indent, fence, kind, body, end: f"{fence} {kind}\n{body}\n{end}".replace("\n", f"\n{indent}"),
    st.sampled_from(["", "", "    ", "> ", "\t", "  > "]),
    st.sampled_from(["```", "```", "~~~", "````", "- ```"]),
    st.sampled_from(["snippet", "snippet", "lessons", "quiz", "Snippet", "{ .snippet }", "snippet x"]),
    bodies,
    st.sampled_from(["```", "```", "~~~", "````", "", "``"]),
)
_YAML = [
    *("a", "1", "true", "null", "~", "1.5", ".nan", ".inf", "9" * 5000, "0x" + "f" * 5000, "1:99:99", "2024-99-99"),
    *("2024-01-01", "!!timestamp x", "!!int x", "!!int ''", "!!float x", "!!bool x", "!!binary x"),
    *("!!python/object:os.system x", "!!set {a}", "[a, b]", "[demo/one]", "[demo/two]", "{a: b}", "[[a]]", "&a [*a]"),
    *("*a", "[", "'", '"', "|\n  a\n  # b", ">\n  <b>", "- a", "? a", "<<: 1", "{<<: [1]}", "{[a]: 1}", "[" * 2000),
    *("&a [x,x,x,x,x,x,x,x,x]", "[*a,*a,*a,*a,*a,*a,*a,*a,*a]", "0o9", "0b", "---", "%TAG ! x", "\x85", "\ufeff"),
    *("\t", "1_0", "+1", "1e3", "=", "!x y", "demo/one", "8 # note", "3", "2"),
]
_field = st.builds(
    lambda name, value: f"{name}: {value}",
    st.sampled_from(["description", "level", "minutes", "needs", "title", "level", "minutes", "needs", "1", "[a]"]),
    st.one_of(st.sampled_from(_YAML), st.sampled_from(_YAML), lines),
)
_bombs = st.integers(2, 9).map(
    lambda depth: (
        "\n".join(["a0: &a0 x", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, depth))])
        + f"\nneeds: *a{depth - 1}"
    )
)
front_matter = st.one_of(
    st.lists(_field, max_size=5).map("\n".join),
    st.lists(_field, max_size=2).map(
        lambda told: "\n".join(["description: x", "level: 1", "minutes: 3", "needs: []", *told])
    ),
    st.builds(lambda bomb: f"description: x\nlevel: 1\nminutes: 3\n{bomb}", _bombs),
    texts,
)
contents = st.one_of(
    texts.map(str.encode),
    st.lists(st.one_of(texts.map(str.encode), st.binary(max_size=4)), max_size=6).map(b"".join),
    joined(FRAGMENTS).map(lambda text: text.encode(errors="surrogatepass")),
    st.builds(
        lambda text, codec: text.encode(codec, "replace"), texts, st.sampled_from(["utf-16", "gbk", "utf-8-sig"])
    ),
)

# What may stand between two cells as it is, odd as it may be.
CODE = [
    *("x = 1", "print(x)", "x = [1,\n     2]", "def f(a, *, b=1):\n    return 1", "class A:\n\n    y = 1"),
    *("@f\n@g\ndef h(): pass", "if x:\n    y = 1\nelse:\n    y = 2"),
    *("for i in x:\n    # zh: 二\n    # en: two\n    y = 1", "try: x\nexcept E: y", "", "  ", "# zh: 一\n# en: one"),
    *("#zh:\n#en:", "# zh: 一\n# zh: 二\n# en: one\n# en: two", "# zh: '''\n# en: \"", "# note", "#"),
    *('x = """\n# %% not\n# zh: not\n"""', "x = '''\n```\n</code></pre><script>\n'''", 'f"{x!r:>{w}} {{}}"'),
    *("f'{x}' f'''\n{x}\n'''", "x = 1 \\\n    + 2", "x = 1  # %% not", "    # %% not", "x = (  # zh: 不\n    1)"),
    *("if x:\n\ty = 1\n\tz = 1", "x = 1;", "x; y;\\\n z", "import os, re.a", "from . import c", "import o\uff53"),
    *("os.environ['A'] = '1'", "os.environ['\\ud800'] = '\\0'", "x: int = 1", "x = '\\ud83d\\ude00'"),
    *("x = 0x" + "f" * 5000, "x = " + "1+" * 500 + "1", "x = " + "-" * 150 + "1", "x = " + "(" * 150 + ")" * 150),
    *("async def g(): await g()", "lambda: (yield)", "match x:\n    case 1: pass", "x = '\\\\'", "x = b'\\xff'"),
    *("x = '<!-- {{ x }} $$'", "def f():\n    # zh: 一\n    # en: one\n    pass", "x = '中文 🙂 é'", "x = '\t'"),
    *("x = 1 if 1 else 2", "x = '--8<-- \"x\"'", "'doc'"),
]
# What is wrong with most programs that have it.
ODD = [
    *("x = [1,", "]", "def f():", "    return 1", "else:", "\tx = 1", '"""', "'''", "'one", "x = r'''", "f'''{"),
    *("}'''", "\\", "x = \\", "# zh: 三", "# en: three", "# zh: %% c\n# en: %% c", "# zh: zh: x\n# en: en: x"),
    *("# zh：全\n# en：x", "# -*- coding: latin-1 -*-", "from __future__ import annotations", "x\x0c= 1", "\x0cx = 1"),
    *("x = '\u202e'", "x = '\x02'", "s = '\u2028'", "\ufeff", "x = 1\r", "if 1:\x0c", "  \x0c# zh: 一", "\x0c# %% d"),
    *("pass;\\", "'\\d'", "x = " + "9" * 5000, "x = " + "1+" * 5000 + "1", "x = " + "-" * 900 + "1"),
    *("x = 1 \\\n# %% y", "x = \\\n# zh: 一\n# en: one\n1", "# \x00", "# \x85", "x\xa0= 1", "return", "$", "?"),
    *("e\u0301 = 1", "\u2118 = 1"),
]
# After each name comes a number, so that no two are the same.
MARKERS = [
    *("# %% a", "# %% first-steps", "#%% b", "# %%   c", "# %% d tags=[]", '# %% e tags=["raises-exception"]'),
    '# %% f seconds=1.5 output_bytes=7 tags=["numbers-vary"]',
]
ODD_MARKERS = [
    *("# %% a seconds=NaN", "# %% a seconds=true", "# %% a seconds=" + "9" * 5000, "# %% a seconds=-1"),
    *("# %% a seconds=1e999", '# %% a tags=["x"]', "# %% a tags=[[", "# %% a tags=" + "[" * 5000 + "]", "# %%"),
    *("# %% [markdown]", "# %% A", "# %% a\tx", "# %%a", "# %% " + "a" * 300, "# %% é", '# %% a tags=[{"a": 1}]'),
    *("# %% a output_bytes=0", "# %% a output_bytes=true", "# %% a b c", "# %% a seconds=Infinity"),
    *('# %% a tags="x"', "# %% a seconds=1 seconds=2", "  # %% a", "# %% a", "# %% a"),
]


def _numbered(cells: list[tuple[str, list[str]]]) -> str:
    heads = [
        re.sub(r"(?<=%% )( *[a-z][a-z-]*)(?= |$)", rf"\g<1>-{number}", head) for number, (head, _) in enumerate(cells)
    ]
    return "\n".join("\n".join([head, *body]) for head, (_, body) in zip(heads, cells, strict=True))


def _sometimes(often: list[str], seldom: list[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 15).flatmap(lambda chance: st.sampled_from(often if chance else seldom))


_code = st.lists(_sometimes(CODE, [*ODD, *FRAGMENTS]), max_size=5)
_cells = st.lists(st.tuples(_sometimes(MARKERS, ODD_MARKERS), _code), min_size=1, max_size=4)
# Programs, and what is nearly one: about half of them can be read.
programs = st.builds(
    lambda head, cells, tail: f"{head}{_numbered(cells)}{tail}",
    st.sampled_from(["", "", "", "# note\n", "\n", "x = 1\n", "\ufeff", "#!/usr/bin/python\n# coding: gbk\n", "\x0c"]),
    _cells,
    st.sampled_from(["\n", "\n", "", "\n\n", "\\", "\x1a", " ", "\n    ", "\n    # zh: 一\n  # en: one"]),
)
