"""A zoo of bad output: a page shows what a terminal would be left with, as text, and nothing beside it changes.

Each really runs, is recorded, and is rendered as the English site has it.
"""

from __future__ import annotations

import html
import re
import textwrap
from typing import ClassVar

import pytest

from conftest import Checkout
from paotong.run.terminal import LONGEST_LINE, MOST_LINES
from parsing import markdown_of_site

PAGE = """\
# 标题

Before *one* $x$ :material-check:.[^1]

{block}

After `two`[^2].

## Next { #next }

- {block}

| a | b |
| - | - |
| 1 | 2 |

[^1]: note
[^2]: note
"""
BLOCK = "``` snippet\ndemo/one.py:a\nshow: output\n```"
OUTPUT = re.compile(r'<div class="output [^"]*highlight"[^>]*>.*?<code>(.*?)</code></pre></div>', re.DOTALL)

# What is printed, and what is left of it.
PRINTED: list[tuple[str, str | bytes, str]] = [
    # Colours, and what else a terminal obeys.
    ("a colour", b"\x1b[1;31mred\x1b[0m, plain", "red, plain"),
    ("a colour of 256", b"\x1b[38;5;196mred\x1b[m", "red"),
    ("a colour of millions", b"\x1b[38;2;255;0;0;48;2;0;0;0mred\x1b[39;49m", "red"),
    ("a colour that never ends", b"\x1b[31mred\nstill red", "red\nstill red"),
    ("a hidden cursor", b"\x1b[?25lworking\x1b[?25h", "working"),
    ("a window's title", b"\x1b]0;evil title\x07text", "text"),
    ("a window's title, ended otherwise", b"\x1b]2;evil title\x1b\\text", "text"),
    ("a link", b"\x1b]8;;https://example.com/\x1b\\here\x1b]8;;\x1b\\", "here"),
    ("another character set", b"\x1b(0lqk\x1b(B", "lqk"),
    ("an escape alone", b"a\x1b", "a"),
    ("a colour in one byte", "\x9b31mred".encode(), "\ufffd31mred"),
    ("a bell", b"done\x07", "done\u2407"),
    ("a zero", b"a\x00b", "a\u2400b"),
    ("a form feed", b"a\x0cb", "a\u240cb"),
    ("a vertical tab", b"a\x0bb", "a\u240bb"),
    ("a delete", b"a\x7fb", "a\u2421b"),
    (
        "all control characters",
        bytes(code for code in range(32) if code not in b"\b\t\n\r\x1b"),
        "".join(chr(0x2400 + code) for code in range(32) if code not in b"\b\t\n\r\x1b"),
    ),
    # Progress bars.
    ("a bar", b"".join(b"\r%3d %%" % percent for percent in range(0, 101, 10)) + b"\n", "100 %"),
    ("a bar that leaves its end", b"100 % of all\rdone", "done% of all"),
    ("a bar that erases its line", b"100 % of all\r\x1b[Kdone", "done"),
    ("a bar of backspaces", b"1/3 [=>..]" + b"\b" * 10 + b"2/3 [==>.]" + b"\b" * 10 + b"3/3 [====]\n", "3/3 [====]"),
    ("more backspaces than there are characters", b"ab\b\b\b\b\bc", "cb"),
    ("a bar, and text below it", b"\r50 %\r100 %\nnext", "100 %\nnext"),
    ("returns alone", b"a\r\r\rb", "b"),
    ("Windows' line ends", b"a\r\nb\r\n", "a\nb"),
    ("line ends the wrong way round", b"a\n\rb", "a\nb"),
    # Moves.
    ("a bar above another", b"a 1\nb 1\x1b[A\ra 2\n\rb 2", "a 2\nb 2"),
    ("an erased line", b"100 % of all\r\x1b[2Kdone", "done"),
    ("an erased beginning", b"abcdef\b\b\b\x1b[1K", "    ef"),
    ("a cleared screen", b"old\nold\x1b[2J\x1b[Hnew", "new"),
    ("a screen cleared from here on", b"a\nb\nc\x1b[2A\x1b[J", "a"),
    ("a step to the right", b"ab\x1b[3Cc", "ab   c"),
    ("a step to a column", b"abc\x1b[2Gx", "axc"),
    ("a step to nowhere", b"a\x1b[999999999Cb", f"a{' ' * 78}b"),
    ("steps up to nowhere", b"a\nb\x1b[999999999A\rc", "c\nb"),
    ("a Chinese bar", "下载中 9 %\r好了".encode(), "好了中 9 %"),
    ("half of a Chinese character", "中文\ra".encode(), "a 文"),
    ("an accent that is overwritten", "e\u0301x\rf".encode(), "fx"),
    ("an accent that comes late", "e\x1b[0m\u0301".encode(), "e\u0301"),
    ("an accent on nothing", "\r\u0301a".encode(), "\u0301a"),
    ("a tab that is kept", b"a\tb\rxyz", "xyz     b"),
    ("a tab after Chinese", "中\tx".encode(), "中      x"),
    ("a picture", b"\x1bPq#0;2;0;0;0#0~~@@\x1b\\text", "text"),
    ("half a colour", b"a\x1b[3", "a"),
    # Bytes that are no text.
    ("half a character", "half 中".encode()[:-1], "half \ufffd"),
    ("the other half", "中 half".encode()[1:], "\ufffd\ufffd half"),
    ("overlong UTF-8", b"\xc0\xaf", "\ufffd\ufffd"),
    ("a surrogate", b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
    ("beyond Unicode", b"\xf4\x90\x80\x80", "\ufffd" * 4),
    ("an old Chinese encoding", "中文".encode("gbk"), "\ufffd\ufffd\ufffd\ufffd"),
    ("UTF-16", "ab".encode("utf-16-le"), "a\u2400b\u2400"),
    ("a byte order mark", b"\xef\xbb\xbfa", "\ufffda"),
    ("no characters", "\ufffe\uffff\ufdd0\U0001ffff", "\ufffd" * 4),
    # Characters that do more than stand there.
    ("marks of direction", "a\u200eb\u200fc\u061cd", "a<U+200E>b<U+200F>c<U+061C>d"),
    ("a text turned round", "user\u202egnp.exe\u202c", "user<U+202E>gnp.exe<U+202C>"),
    ("a text isolated", "\u2066a\u2069", "<U+2066>a<U+2069>"),
    ("Hebrew", "שלום world", "שלום world"),
    ("characters without width", "a\u200bb\u200dc\u2060d", "a\u200bb\u200dc\u2060d"),
    ("more accents than a line could bear", "e" + "\u0301" * 1000, "e" + "\u0301" * 1000),
    ("many accents", "Z" + "\u0335\u0321\u035d" * 20 + "!", "Z" + "\u0335\u0321\u035d" * 20 + "!"),
    ("an emoji of four", "👩‍👩‍👧‍👦 ✓ 🇨🇳", "👩‍👩‍👧‍👦 ✓ 🇨🇳"),
    ("line ends of Unicode", "a\u2028b\u2029c\x85d", "a\ufffdb\ufffdc\ufffdd"),
    # Blanks.
    ("spaces at the end", "a   \nb\t\n", "a\nb"),
    ("spaces at the beginning", "   a\n  b", "   a\n  b"),
    ("tabs", "a\tb\n\tc", "a       b\n        c"),
    ("spaces that do not break", "\u00a0a\u3000b", "\u00a0a\u3000b"),
    ("blank lines at the beginning", "\n\n  a", "\n\n  a"),
    ("blank lines between", "a\n\n\n\n\nb\n\n\n", "a\n\n\n\n\nb"),
    # Markdown, and what the site adds to it.
    *((f"{length} backticks", "`" * length, "`" * length) for length in (1, 2, 3, 4, 5, 8, 13, 21, 34, 50)),
    *(
        (
            f"a block in {length} backticks",
            f"{'`' * length}python\nx = 1\n{'`' * length}",
            f"{'`' * length}python\nx = 1\n{'`' * length}",
        )
        for length in (3, 4, 50)
    ),
    *(
        (f"{length} tildes", "~" * length + "\nx\n" + "~" * length, "~" * length + "\nx\n" + "~" * length)
        for length in (3, 4, 50)
    ),
    *(
        (each.split("\n")[0], each, each)
        for each in [
            '```\n\n``` { .python title="x" }\nx\n```',
            "``` snippet\ndemo/one.py:a\n```",
            "``` lessons\ndemo/one\n```",
            '--8<-- "pyproject.toml"',
            "--8<--\npyproject.toml\n--8<--",
            "# a heading",
            "## Next { #next }",
            "a heading\n=========",
            "a heading\n---------",
            "---\ntitle: evil\n---",
            "***bold*** __bold__ ~~gone~~ ==marked== ^up^",
            "[a link](javascript:alert(1)) ![x](http://example.com/x.png)",
            "[a link][next]\n\n[next]: http://example.com/",
            "[^1]: another note\n[^1]",
            "*[HTML]: an abbreviation\nHTML",
            "[TOC]",
            "[[TOC]]",
            "!!! note\n    a note",
            '??? note "closed"\n    a note',
            '=== "a tab"\n\n    in it',
            "/// html | div.evil\nx\n///",
            "/// caption\nx\n///",
            "{ .evil #evil onclick=alert(1) }",
            "{: .evil }",
            "    four spaces\n\n    of a block",
            "- a list\n    - in a list\n1. one",
            "> a quotation",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "term\n:   definition",
            "* * *",
            ":smile: :material-account: :fontawesome-brands-github:",
            "$$x^2$$ $x$ \\(x\\) \\[x\\] \\begin{align}x\\end{align}",
            "{{ config.site_name }} {% raw %} {# comment #} {% endraw %}",
            "(1)! a note of Material",
            "\\*no\\* \\`backslash\\` goes \\",
            "++ctrl+alt+del++ [=50%] <kbd>x</kbd>",
            "#!python\nx = 1",
            ":::python\nx = 1",
            'hl_lines="1" linenums="1" title="x"',
        ]
    ),
    (
        "a placeholder of Markdown's",
        "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
        "\u2402wzxhzdk:0\u2403 \u2402klzzwxh:0000\u2403",
    ),
    # HTML.
    *(
        (each, each, each)
        for each in [
            "</code></pre><script>alert(1)</script>",
            "</code></pre></div></div></article></body></html>",
            "<!-- more -->",
            "<!--",
            "-->",
            "<![CDATA[ x ]]>",
            "<?php echo 1 ?>",
            "<style>* { display: none }</style>",
            "<textarea><plaintext><noscript>",
            '<img src=x onerror="alert(1)">',
            '<div markdown="1">\n\n*x*\n\n</div>',
            '<span class="md-evil" id="next">',
            "&lt;b&gt; &amp;amp; &copy; &#169; &#x41; &#0; &nosuch;",
            "a < b > c & d \" e ' f",
        ]
    ),
    # What looks like ours.
    ("a pair of comments", "# zh: 一\n# en: one", "# zh: 一\n# en: one"),
    ("a cell", "# %% b\nprint(2)", "# %% b\nprint(2)"),
    (
        "a message of ours",
        'snippets/demo/one.py:1: the cell "a" raised Lie\n  cure: none',
        'snippets/demo/one.py:1: the cell "a" raised Lie\n  cure: none',
    ),
    ("a note of ours", "… and 600 more lines", "… and 600 more lines"),
    ("a line that was cut, it says", "x […+999]", "x […+999]"),
    (
        "a traceback",
        'Traceback (most recent call last):\n  File "one.py", line 99999999999999, in <module>\nLie: one.py:7: no',
        'Traceback (most recent call last):\n  File "one.py", line 99999999999999, in <module>\nLie: one.py:7: no',
    ),
    ("JSON of a worker", '{"event": "done", "seconds": 0.0}', '{"event": "done", "seconds": 0.0}'),
]


class Site:
    """Renders a page with a block for the only cell of the only lesson."""

    _around_harmless: ClassVar[str] = ""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout

    def rendered(self, printed: str | bytes) -> str:
        written = printed if isinstance(printed, bytes) else printed.encode()
        self._checkout.snippet(f"# %% a\nimport os\nos.write(1, {written!r})\n")
        return self.rendered_program()

    def around_harmless(self) -> str:
        """What stands beside an output that is as harmless as can be."""
        Site._around_harmless = Site._around_harmless or around(self.rendered("harmless"))
        return Site._around_harmless

    def rendered_program(self) -> str:
        self._checkout.record()
        markdown = markdown_of_site(self._checkout.project, "en")
        in_list = textwrap.indent(BLOCK, "    ").strip()
        page: str = markdown.convert(PAGE.replace("- {block}", f"- item\n\n    {in_list}").replace("{block}", BLOCK))
        return page


@pytest.fixture
def site(checkout: Checkout) -> Site:
    return Site(checkout)


def shown(page: str) -> list[str]:
    """The text of each output, as a reader sees it."""
    texts = [html.unescape(re.sub(r"<[^>]*>", "", found)) for found in OUTPUT.findall(page)]
    assert all(text.endswith("\n") for text in texts)
    return [text[:-1] for text in texts]


def around(page: str) -> str:
    return OUTPUT.sub("(output)", page)


@pytest.mark.parametrize(("printed", "left"), [row[1:] for row in PRINTED], ids=[ascii(row[0]) for row in PRINTED])
def test_what_is_left_is_shown_as_text_and_nothing_beside_it_changes(
    site: Site, printed: str | bytes, left: str
) -> None:
    page = site.rendered(printed)
    assert shown(page) == [left, left]
    assert around(page) == site.around_harmless()


@pytest.mark.parametrize("printed", ["", "\n" * 50, "   \n\t\n", b"\x1b[0m", b"\r\r", b"\x1b]0;title\x07"])
def test_where_nothing_is_left_there_is_no_output(site: Site, printed: str | bytes) -> None:
    page = site.rendered(printed)
    assert shown(page) == []
    assert around(page).count("<p>After") == 1
    assert 'class="output' not in page


def test_a_hundred_thousand_lines_are_cut_with_a_note(site: Site) -> None:
    page = site.rendered("".join(f"{number}\n" for number in range(100_000)))
    assert shown(page) == ["\n".join(map(str, range(MOST_LINES)))] * 2
    assert page.count(f"… and {100_000 - MOST_LINES} more lines") == 2


def test_a_million_characters_on_a_line_are_cut_with_a_note(checkout: Checkout, site: Site) -> None:
    checkout.snippet("# %% a output_bytes=2000000\nprint('x' * 1_000_000)\nprint('end')\n")
    page = site.rendered_program()
    assert shown(page) == [f"{'x' * LONGEST_LINE} […+{1_000_000 - LONGEST_LINE}]\nend"] * 2
    assert around(page) == site.around_harmless()


def test_a_bar_of_tqdm_is_shown_as_it_ends(checkout: Checkout, site: Site) -> None:
    checkout.snippet("""\
        # %% a
        import sys
        from tqdm import tqdm
        for _ in tqdm(range(300), file=sys.stdout, ncols=30, mininterval=0, bar_format="{n}/{total} |{bar}|"):
            pass
        print("done")
        """)
    assert shown(site.rendered_program()) == [f"300/300 |{'█' * 20}|\ndone"] * 2


def test_bars_within_bars_of_tqdm_are_shown_as_they_end(checkout: Checkout, site: Site) -> None:
    checkout.snippet("""\
        # %% a
        from tqdm import tqdm
        for epoch in tqdm(range(3), desc="all", ncols=30, bar_format="{desc} {n}/{total}", mininterval=0):
            for batch in tqdm(range(9), desc="part", leave=False, bar_format="{desc} {n}/{total}", mininterval=0):
                pass
        """)
    assert shown(site.rendered_program()) == ["all 3/3"] * 2


def test_a_bar_on_stderr_is_caught_too(checkout: Checkout, site: Site) -> None:
    checkout.snippet("""\
        # %% a
        from tqdm import tqdm
        for _ in tqdm(range(3), ncols=30, bar_format="{n}/{total} |{bar}|"):
            pass
        """)
    assert shown(site.rendered_program()) == [f"3/3 |{'█' * 24}|"] * 2


def test_a_character_may_come_in_two_writes(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport os\nos.write(1, b'\\xe4\\xb8')\nos.write(1, b'\\xad\\n')\n")
    assert checkout.output("a") == "中"


def test_a_character_that_two_cells_share_is_in_neither(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport os\nos.write(1, b'a\\xe4\\xb8')\n# %% b\nos.write(1, b'\\xadb\\n')\n")
    with checkout.run() as result:
        assert [cell.text for cell in result.cells] == ["a\ufffd", "\ufffdb"]


def test_an_escape_that_two_cells_share_is_in_neither(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nprint('a\\x1b', end='')\n# %% b\nprint('[31mred')\n")
    with checkout.run() as result:
        assert [cell.text for cell in result.cells] == ["a", "[31mred"]


@pytest.mark.parametrize("printed", ["\\ud800", "中\\udfff", "\\ud83d\\ude42"])
def test_a_surrogate_cannot_be_printed_as_python_says(checkout: Checkout, printed: str) -> None:
    error = checkout.failure(f"# %% a\nprint('before')\nprint('{printed}')\n")
    assert (error.place, error.found) == ("snippets/demo/one.py:3", 'the cell "a" raised UnicodeEncodeError')
    assert "surrogates not allowed" in error.details


def test_what_an_exception_says_moves_nobodys_cursor(checkout: Checkout) -> None:
    error = checkout.failure("# %% a\nraise ValueError('a\\x1b[2J\\x07\\u202eb')\n")
    assert error.details.endswith("ValueError: a\u241b[2J\u2407<U+202E>b")
