"""Line numbers in tracebacks, kept right while comments come and go.

A comment does not make a record stale, but it moves the lines below it, and a
traceback that was recorded before would name the wrong ones. So a record keeps
which lines held code, and the n-th of those is the n-th line of code today.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Callable, Iterable, Sequence

SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(tokens: Iterable[tokenize.TokenInfo]) -> list[int]:
    """The lines of a program that hold code, counted from 1: all but blank lines and comments."""
    found: set[int] = set()
    for token in tokens:
        if token.type not in SILENT:
            found.update(range(token.start[0], token.end[0] + 1))
    return sorted(found)


def moved(text: str, program: str, before: Sequence[int], after: Sequence[int]) -> str:
    """A recorded text with the lines of `program` that it names moved to where they are now.

    before, after: code_lines at the time of the run, and today. Where a statement was
    laid out anew their numbers differ, and the text is left as it was.
    """
    if list(before) == list(after) or len(before) != len(after):
        return text
    today = dict(zip(before, after, strict=True))
    return renumbered(text, program, lambda line: today.get(line, line))


def renumbered(text: str, program: str, new: Callable[[int], int]) -> str:
    """Put new(n) for each line n of `program` that a traceback or a warning in the text names."""
    name = re.escape(program)
    # No program has lines of more digits, and Python reads no number of thousands.
    named = re.compile(rf'(File "{name}", line |(?<![\w./-]){name}:)(\d{{1,9}})(?!\d)')
    return named.sub(lambda match: f"{match[1]}{new(int(match[2]))}", text)
