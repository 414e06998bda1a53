"""How Chinese and English are set: which signs are wide, and where spaces stand.

AutoCorrect knows most of it. It is given each sentence as its readers see it, with a letter for each inline code and
without the signs of Markdown, so that it also sees the space that is missing between `x` and the next word, and cannot
change what is no text. What it leaves alone, and the house does not, is said here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import autocorrect_py

from paotong.check.finding import Edit, Finding
from paotong.check.passages import Passage
from paotong.check.sources import Sources
from paotong.check.visible import HAN, half_width, put_back
from paotong.errors import PaotongError

# Off: a hyphen joins in 演员-评论员 and ε-贪心; between two English words of a Chinese sentence a wide comma is right.
SETTINGS = "rules: { space-dash: 0, halfwidth-punctuation: 0 }"

_HAN = HAN.pattern
# To AutoCorrect these are no letters.
_MATHS = "[\u0370-\u03ff²³]"
ABBREVIATED = r"(?<!vs|No)(?<!etc|e\.g|i\.e)"
# A half-width sign in a Chinese sentence, behind a Chinese word or before one.
HALF_WIDTH = re.compile(
    rf"(?<=[”）》]|{_HAN}) *([,;:!?]) *|(?<=[\w)]) *([,;:]) *(?=[“（《]|{_HAN})"
    rf"|(?<=[A-Za-z)”）]){ABBREVIATED}(\.) *(?=[“（《]|{_HAN})|(?<=[\w)”）]){ABBREVIATED}(\.)$"
)
WIDE = str.maketrans(",;:!?.", "，；：！？。")
# An English word or a code behind a Chinese one.
GLOSS = re.compile(r"(?<=\S) ?（([A-Za-z][^（）\u3000-\u9fff\uff00-\uffef]*)）")
SPACES = (
    (re.compile("^[\u00a0\u3000]+"), ""),
    (re.compile("(?<=\\S)[ \u00a0\u3000]+(?=\\S)"), " "),
    (re.compile(rf"(?<={_HAN}) (?={_HAN})| (?=[，。；：！？、）])|(?<=[，。；：！？、（]) "), ""),
    (re.compile(rf"(?<={_HAN})(?={_MATHS})|(?<={_MATHS})(?={_HAN})"), " "),
)
# What only a person can mend, with what is written instead.
MISUSED = (
    (re.compile(rf'"(?={_HAN})|(?<={_HAN})"|[「」『』]'), "“…”"),
    (re.compile(rf"(?<={_HAN})(?:\.\.\.+|。。+)"), "……"),
)
# A quotation or a code, which may say what it likes; or what is to be replaced.
COURTESY = re.compile("“[^“”]*”|`[^`]*`|(您)")
# Signs of Chinese alone, in no Chinese quotation. Its quotation marks are those of English, too.
CHINESE_SIGN = re.compile(rf"(?<!{_HAN})[、。《》「」『』【】\uff01-\uff5e](?!{_HAN})")
# How much is shown of what is wrong, and around it.
SHOWN, AROUND = 60, 6


def chinese_spacing(sources: Sources) -> Iterator[Finding]:
    """Chinese sentences have wide signs, and one space where they meet Latin letters, digits or code."""
    for passage in sources.passages["zh"]:
        if not HAN.search(passage.text):
            continue
        set_right = [(run, corrected(run.text)) for run in passage.runs if HAN.search(run.text)]
        if wrong := [(run, text) for run, text in set_right if text != run.text]:
            mended = put_back(passage.text, wrong)
            if mended is None:
                run, text = wrong[0]
                yield _finding(passage, *_difference(run.text, text))
            else:
                yield _finding(passage, *_difference(passage.text, mended), passage.edited(mended))


def chinese_signs(sources: Sources) -> Iterator[Finding]:
    """Quotation marks and dots are those of the house, and the reader is 你."""
    for passage in sources.passages["zh"]:
        for pattern, expected in MISUSED:
            for run in passage.runs if pattern.search(passage.text) else ():
                if match := pattern.search(run.text):
                    yield _finding(passage, _around(run.text, *match.span()), expected)
        polite = COURTESY.sub(lambda match: "你" if match[1] else match[0], passage.text)
        if polite != passage.text:
            yield _finding(passage, "您", "你", passage.edited(polite))


def english_signs(sources: Sources) -> Iterator[Finding]:
    """English has no sign that only Chinese has, but in a Chinese quotation."""
    for passage in sources.passages["en"]:
        for run in passage.runs if CHINESE_SIGN.search(passage.text) else ():
            if match := CHINESE_SIGN.search(run.text):
                sign = half_width(match[0])
                expected = f"`{sign}`" if sign != match[0] else "a sign of English"
                yield _finding(passage, _around(run.text, *match.span()), expected)


def corrected(text: str) -> str:
    """A text as its readers see it, set as it should be."""
    text = HALF_WIDTH.sub(lambda match: match[0].strip().translate(WIDE), text)
    text = GLOSS.sub(r" (\1)", text)
    for pattern, spaced in SPACES:
        text = pattern.sub(spaced, text)
    _configure()
    return autocorrect_py.format(text)


@cache
def _configure() -> None:
    autocorrect_py.load_config(SETTINGS)  # type: ignore[attr-defined]  # its list of types lacks it


def _finding(passage: Passage, found: str, expected: str, edit: Edit | None = None) -> Finding:
    cure = "python scripts/check.py --fix" if edit else "write it so"
    return Finding(PaotongError(passage.place, f"has {found}", expected=expected, cure=cure), edit=edit)


def _difference(before: str, after: str) -> tuple[str, str]:
    """What differs, from the first place where it does to the last, with some signs around it."""
    most = min(len(before), len(after))
    same = next((count for count in range(most) if before[count] != after[count]), most)
    most -= same
    tail = next((count for count in range(most) if before[-1 - count] != after[-1 - count]), most)
    return _around(before, same, len(before) - tail), _around(after, same, len(after) - tail)


def _around(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    shown = text[first:last]
    if len(shown) > SHOWN:
        last, shown = len(text) - 1, shown[:SHOWN]
    return f"`{'…' if first else ''}{shown}{'…' if last < len(text) else ''}`"
