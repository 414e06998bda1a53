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

from paotong.check.finding import MEND, Edit, Finding
from paotong.check.passages import Passage
from paotong.check.sources import Sources
from paotong.check.visible import CUT, HAN, WORD, Run, half_width, put_back, put_signs, replaced
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
# The same behind inline code or before it, and behind the English of a Chinese word.
BESIDE_CODE = re.compile(rf"(?<={CUT}) *([,;:!?]) *|(?<=[\w)]) *([,;:]) *(?={CUT})")
BEHIND_GLOSS = re.compile(rf"({_HAN} ?\([^()]*\)) *([,;:!?]) *")
WIDE = str.maketrans(",;:!?.", "，；：！？。")
# Where a clause ends; and it has its Chinese at most so far from a sign.
END_OF_CLAUSE = re.compile("[。！？“”]|[.!?] ")
NEAR = 80
# Half-width brackets around Chinese. Behind a letter they are mathematics, as in P(晴).
BRACKETS = re.compile(rf" ?(?<![A-Za-z0-9_])\(({_HAN}[^()]*)\) ?")
LINK_TEXT = re.compile(r"\[(?:[^\[\]`]|`[^`]*`)*\](?=[(\[])")
# An English word or a code behind a Chinese one.
GLOSS = re.compile(r"(?<=\S) ?（([A-Za-z][^（）\u3000-\u9fff\uff00-\uffef]*)）")
SPACES = (
    (re.compile("^[\u00a0\u3000]+"), ""),
    (re.compile("(?<=\\S)[ \u00a0\u3000]+(?=\\S)"), " "),
    (re.compile(rf"(?<={_HAN}) (?={_HAN})| (?=[，。；：！？、）])|(?<=[，。；：！？、（]) "), ""),
    (re.compile(rf"(?<={_HAN})(?={_MATHS})|(?<={_MATHS})(?={_HAN})"), " "),
)
# What stands for another sign beyond doubt.
DOTS = re.compile(rf"(?<=[，、；：！？”）》]|{_HAN})(?:\.{{3,}}|。。+)")
DASHES = re.compile(
    rf"(?<=[”）》]|{_HAN}) ?--+ ?(?=[“（《]|{_HAN})|(?<=[”）》]|{_HAN}) --+ (?=\S)|(?<=\S) --+ (?=[“（《]|{_HAN})"
)
DOUBLE = re.compile('"([^"]*)"')
SINGLE = re.compile(rf"(?<![A-Za-z0-9])'({_HAN}[^']*)'(?![A-Za-z0-9])")
ESCAPED = re.compile(r"\\|''")
# What only a person can mend.
OTHER_QUOTES = re.compile(rf'"(?={_HAN})|(?<={_HAN})"|[「」『』]')
# A quotation or a code, which may say what it likes; or what is to be replaced.
COURTESY = re.compile("“[^“”]*”|`[^`]*`|(您)")
# Signs of Chinese alone, in no Chinese quotation. Its quotation marks are those of English, too.
CHINESE_SIGN = re.compile(rf"(?<!{_HAN})[、。《》「」『』【】\uff01-\uff5e](?!{_HAN})")
# How much is shown of what is wrong, and around it.
SHOWN, AROUND = 60, 6


def chinese_spacing(sources: Sources) -> Iterator[Finding]:
    """Chinese sentences have wide signs, and one space where they meet Latin letters, digits or code."""
    titles = tuple(_titles_with_brackets(sources))
    for passage in sources.passages["zh"]:
        if not HAN.search(passage.text):
            continue
        chinese = [run for run in passage.runs if HAN.search(run.text)]
        set_right = [(run, corrected(_with_wide_brackets(passage, run, titles))) for run in chinese]
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
        for run in passage.runs:
            if changes := list(_other_signs(run.text)):
                # What YAML has to escape in quotation marks is no matter for a machine.
                escapes = passage.in_yaml and ESCAPED.search(passage.text)
                mended = None if escapes else put_signs(passage.text, run, changes)
                edit = None if mended is None else passage.edited(mended)
                yield _finding(passage, *_difference(run.text, replaced(run.text, changes)), edit)
            elif match := OTHER_QUOTES.search(run.text):
                yield _finding(passage, _around(run.text, *match.span()), "“…”")
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
    """A text as its readers see it, with CUT for inline code: as it should be set, and with WORD for that."""
    text = BESIDE_CODE.sub(_wide_in_chinese, text).replace(CUT, WORD)
    text = BEHIND_GLOSS.sub(lambda match: match[1] + match[2].translate(WIDE), text)
    text = HALF_WIDTH.sub(lambda match: match[0].strip().translate(WIDE), text)
    text = GLOSS.sub(r" (\1)", text)
    for pattern, spaced in SPACES:
        text = pattern.sub(spaced, text)
    _configure()
    return autocorrect_py.format(text)


def _wide_in_chinese(match: re.Match[str]) -> str:
    """Full-width, unless the clause has nothing Chinese but code."""
    before = END_OF_CLAUSE.split(match.string[max(0, match.start() - NEAR) : match.start()])[-1]
    after = END_OF_CLAUSE.split(match.string[match.end() : match.end() + NEAR])[0]
    return match[0].strip().translate(WIDE) if HAN.search(before + after) else match[0]


def _titles_with_brackets(sources: Sources) -> Iterator[str]:
    """Titles have half-width ones, as in 关系拟合 (回归), also where a sentence names them."""
    titles = [heading.text for page in sources.pages["zh"].values() for heading in page.headings if heading.level == 1]
    if nav := sources.navigation.get("zh"):
        titles += [entry.title or "" for entry in nav.entries]
    return filter(BRACKETS.search, titles)


def _with_wide_brackets(passage: Passage, run: Run, titles: tuple[str, ...]) -> str:
    """The run with CUT for its code, and full-width brackets around Chinese, but in a title or the text of a link."""
    links = [match.span() for match in LINK_TEXT.finditer(passage.text)]

    def wide(match: re.Match[str]) -> str:
        closing = match.end(1)
        in_a_link = any(start < run.spans[closing][0] < end for start, end in links)
        names_a_title = run.coded[: closing + 1].endswith(titles)
        return match[0] if in_a_link or names_a_title else f"（{match[1]}）"

    return run.coded if passage.is_title else BRACKETS.sub(wide, run.coded)


def _other_signs(text: str) -> Iterator[tuple[int, int, str]]:
    """From where to where in a text a sign stands that is another one in Chinese, and which."""
    yield from ((*match.span(), "……") for match in DOTS.finditer(text))
    yield from ((*match.span(), "——") for match in DASHES.finditer(text))
    quotations = [*SINGLE.finditer(text)]
    # Of an odd number nobody knows which is the first of a pair.
    if text.count('"') % 2 == 0:
        quotations += [match for match in DOUBLE.finditer(text) if HAN.match(match[1]) or HAN.match(match[1][-1:])]
    for match in quotations:
        yield match.start(), match.start() + 1, "“"
        yield match.end() - 1, match.end(), "”"


@cache
def _configure() -> None:
    autocorrect_py.load_config(SETTINGS)  # type: ignore[attr-defined]  # its list of types lacks it


def _finding(passage: Passage, found: str, expected: str, edit: Edit | None = None) -> Finding:
    cure = MEND if edit else "write it so"
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
