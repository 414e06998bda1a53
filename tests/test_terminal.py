"""terminal: printed bytes become the text that a terminal would be left with."""

from __future__ import annotations

import pytest

from paotong.run.terminal import LONGEST_LINE, MOST_LINES, as_text


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (b"", ""),
        (b"a\n\n\n", "a"),
        (b"\na\r\nb\n", "\na\nb"),
        (b"  1 %\r 50 %\r100 %\n", "100 %"),
        (b"100 %\r5\n", "500 %"),
        (b"100 % long\r\x1b[Kdone\n", "done"),
        (b"plain\x1b[K\n", "plain"),
        (b"ab\b\bc\n", "cb"),
        (b"\x1b[31mred\x1b[0m \x1b]0;title\x07plain\x1b(B\n", "red plain"),
        (b"bell\x07 nul\x00\n", "bell\u2407 nul\u2400"),
        (b"a\tb\n", "a       b"),
        ("中文 ✓ 🙂\n".encode(), "中文 ✓ 🙂"),
        ("half 中\n".encode()[:-2], "half \ufffd"),
        ("abc\u202edef\n".encode(), "abc<U+202E>def"),
        (b"\x02wzxhzdk:0\x03\n", "\u2402wzxhzdk:0\u2403"),
        (b'<b>&amp;</b>\n```\n--8<-- "x"\n', '<b>&amp;</b>\n```\n--8<-- "x"'),
    ],
)
def test_text(printed: bytes, text: str) -> None:
    assert as_text(printed) == (text, 0)


def test_many_lines_are_cut_and_counted() -> None:
    text, cut = as_text(b"line\n" * 100_000)
    assert text.count("\n") + 1 == MOST_LINES
    assert cut == 100_000 - MOST_LINES


def test_a_long_line_is_cut_and_counted() -> None:
    text, cut = as_text(b"x" * 100_000)
    assert (text, cut) == ("x" * LONGEST_LINE + f" […+{100_000 - LONGEST_LINE}]", 0)
