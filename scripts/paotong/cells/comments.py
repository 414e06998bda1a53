"""Comments that have a line to themselves, and those of them that come in pairs, one for each language.

    # zh: 先生鸡蛋，再放进篮子
    # en: lay the eggs first, then fill the basket

A pair may run over several lines: that many of `# zh:`, then as many of `# en:`.
So the program has the same number of lines in either language, and the line
numbers of a traceback are right for every reader.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable
from itertools import groupby

from paotong.errors import PaotongError
from paotong.project import LANGUAGES

MARKER = re.compile(r"#[ \t]*%%(?P<header>.*)")
PAIRED = re.compile(rf"#\s*({'|'.join(LANGUAGES)})[:：]\s?(.*)")


def comment_lines(tokens: Iterable[tokenize.TokenInfo]) -> dict[int, str]:
    """The comments that have a line to themselves, by their line, without their indent. In a string is no comment."""
    return {
        token.start[0]: token.string
        for token in tokens
        if token.type == tokenize.COMMENT and not token.line[: token.start[1]].strip()
    }


def paired_comments(comments: dict[int, str], place: str) -> dict[int, tuple[str, str]]:
    """The line of each paired comment, with its language and text. Refuses one that lacks its other half."""
    found = {}
    for line, comment in comments.items():
        if match := PAIRED.fullmatch(comment):
            if "：" in comment[: match.start(2)]:
                raise PaotongError(
                    f"{place}:{line}",
                    f"{comment!r} has a full-width colon",
                    expected=f"`# {match[1]}: …`",
                    cure="type the colon half-width",
                )
            shown = shown_comment(match[2])
            if MARKER.match(shown) or PAIRED.fullmatch(shown):
                raise PaotongError(
                    f"{place}:{line}",
                    f"to readers of {match[1]} {comment!r} is the line {shown!r}, which begins something else",
                    expected="a comment in words",
                    cure="say it otherwise",
                )
            found[line] = (match[1], match[2])
    runs = _runs_of_one_language(found)
    position = 0
    while position < len(runs):
        first = runs[position]
        second = runs[position + 1] if position + 1 < len(runs) else range(0)
        fit = first.stop == second.start and len(first) == len(second)
        if not fit or found[first.start][0] != LANGUAGES[0]:
            raise PaotongError(
                f"{place}:{first.start}",
                f"a comment in {found[first.start][0]} without its other half",
                expected="as many lines of `# zh:` as of `# en:`, the Chinese first, with nothing between them",
                cure="put the `# zh:` line above this one" if fit else "write the missing line",
            )
        position += 2
    return found


def shown_comment(text: str) -> str:
    """One of a pair as its readers see it, without its indent."""
    return f"# {text}".rstrip()


def _runs_of_one_language(found: dict[int, tuple[str, str]]) -> list[range]:
    """Consecutive lines of one language as ranges."""
    grouped = groupby(enumerate(sorted(found)), key=lambda pair: (pair[1] - pair[0], found[pair[1]][0]))
    runs = []
    for _, group in grouped:
        lines = [line for _, line in group]
        runs.append(range(lines[0], lines[-1] + 1))
    return runs
