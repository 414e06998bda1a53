"""One program, two languages: comments come in pairs, and a reader sees one of each.

    # zh: 先生鸡蛋，再放进篮子
    # en: lay the eggs first, then fill the basket

A pair may run over several lines: that many of `# zh:`, then as many of `# en:`.
So the program has the same number of lines in either language, and the line
numbers of a traceback are right for every reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from paotong.cells.snippet import Snippet, comments, read_snippet
from paotong.errors import PaotongError
from paotong.project import LANGUAGES

PAIRED = re.compile(rf"#\s*({'|'.join(LANGUAGES)})[:：]\s?(.*)")


@dataclass(frozen=True)
class Localized:
    """A snippet as it reads in one language; source_lines[n] is where its line n + 1 came from."""

    snippet: Snippet
    source_lines: tuple[int, ...]


def localize(snippet: Snippet, language: str) -> Localized:
    """The same program with the comments of one language alone."""
    paired = _paired_comments(snippet)
    kept: list[str] = []
    source_lines: list[int] = []
    for number, line in enumerate(snippet.text.split("\n"), start=1):
        if number in paired:
            comment_language, text = paired[number]
            if comment_language != language:
                continue
            indent = line[: len(line) - len(line.lstrip())]
            line = f"{indent}# {text}".rstrip()
        kept.append(line)
        source_lines.append(number)
    return Localized(read_snippet("\n".join(kept), snippet.place), tuple(source_lines))


def _paired_comments(snippet: Snippet) -> dict[int, tuple[str, str]]:
    """The line of each paired comment, with its language and text. Refuses one that lacks its other half."""
    found = {}
    for token in comments(snippet.text):
        if match := PAIRED.fullmatch(token.string):
            if "：" in token.string[: match.start(2)]:
                raise PaotongError(
                    f"{snippet.place}:{token.start[0]}",
                    f"{token.string!r} has a full-width colon",
                    expected=f"`# {match[1]}: …`",
                    cure="type the colon half-width",
                )
            found[token.start[0]] = (match[1], match[2])
    runs = _runs_of_one_language(found)
    position = 0
    while position < len(runs):
        first = runs[position]
        second = runs[position + 1] if position + 1 < len(runs) else range(0)
        touching = first.stop == second.start
        if found[first.start][0] != LANGUAGES[0] or not touching or len(first) != len(second):
            raise PaotongError(
                f"{snippet.place}:{first.start}",
                f"a comment in {found[first.start][0]} without its other half",
                expected="as many lines of `# zh:` as of `# en:`, the Chinese first, with nothing between them",
                cure="write the missing line",
            )
        position += 2
    return found


def _runs_of_one_language(found: dict[int, tuple[str, str]]) -> list[range]:
    """Consecutive lines of one language as ranges."""
    grouped = groupby(enumerate(sorted(found)), key=lambda pair: (pair[1] - pair[0], found[pair[1]][0]))
    runs = []
    for _, group in grouped:
        lines = [line for _, line in group]
        runs.append(range(lines[0], lines[-1] + 1))
    return runs
