"""What a program says to its readers: to each in their own language, and the same."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from paotong.cells.snippet import Snippet
from paotong.check.finding import Finding
from paotong.check.sources import Sources
from paotong.check.visible import HAN
from paotong.errors import PaotongError

# A shape, a range or some words are for readers of both: `# (64, 1)`, `# from -7 to 10`, `# 31 numbers in one row`.
MOST_WORDS = 4
WORD = re.compile(r"[A-Za-z]{2,}")
PAIR = "write two lines above the code, `# zh: …` and then `# en: …`"


def comments(sources: Sources) -> Iterator[Finding]:
    """Whoever reads one language meets no sentence of the other in a program."""
    for snippet in sources.programs.values():
        yield from _pairs(snippet)
        yield from _for_both(snippet)


def _pairs(snippet: Snippet) -> Iterator[Finding]:
    """Each half of a pair is in its own language."""
    for line, (language, text) in snippet.paired.items():
        has_chinese = HAN.search(text) is not None
        if language == "en" and has_chinese:
            yield _finding(snippet, line, f"tells readers of English: {text}", "English", "say it in English")
        # A formula has no language.
        elif language == "zh" and not has_chinese and WORD.search(text):
            yield _finding(snippet, line, f"tells readers of Chinese: {text}", "Chinese", "say it in Chinese")


def _for_both(snippet: Snippet) -> Iterator[Finding]:
    """Code, and comments that are no pair."""
    headers = {cell.line for cell in snippet.cells}
    suspects = {
        number: line
        for number, line in enumerate(snippet.text.split("\n"), start=1)
        if number not in snippet.paired
        and number not in headers
        and (HAN.search(line) or _is_sentence(line.partition("#")[2]))
    }
    columns = _comment_columns(snippet.text) if suspects else {}
    for number, line in suspects.items():
        column = columns.get(number, len(line))
        code, comment = line[:column], line[column:]
        if HAN.search(comment):
            yield _finding(snippet, number, f"shows readers of English `{comment}`", "a pair of comments", PAIR)
        elif _is_sentence(comment):
            expected = f"a pair of comments, or a note of at most {MOST_WORDS} words"
            yield _finding(snippet, number, f"shows readers of Chinese `{comment}`", expected, PAIR, warning=True)
        if HAN.search(code):
            expected = "English, since both pages show it and what it prints"
            yield _finding(snippet, number, "has Chinese in its code", expected, "say it in English", warning=True)


def _is_sentence(comment: str) -> bool:
    return len(WORD.findall(comment)) > MOST_WORDS


def _comment_columns(text: str) -> dict[int, int]:
    """Where in its line each comment begins."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {token.start[0]: token.start[1] for token in tokens if token.type == tokenize.COMMENT}


def _finding(snippet: Snippet, line: int, found: str, expected: str, cure: str, *, warning: bool = False) -> Finding:
    error = PaotongError(f"{snippet.place}:{line}", found, expected=expected, cure=cure)
    return Finding(error, warning=warning)
