"""Whether somebody meant a word and mistyped it."""

from __future__ import annotations

import re

# How many letters may be wrong in so many letters before it is something else.
SLIPS = ((5, 1), (9, 2))
# What makes another form of the same word: gradients, weighted, optimizing.
ENDINGS = ("", "s", "es", "d", "ed", "r", "er", "or", "ing", "ion", "al", "e", "y")
WORD = re.compile(r"[^\W_]+")


def is_mistyped(said: str, right: str) -> bool:
    """Whether it is nearly right, and no other form of it. Capitals, hyphens and spaces do not count."""
    words, right_words = (WORD.findall(text.lower()) for text in (said, right))
    if len(words) == len(right_words) and all(map(_is_form, words, right_words)):
        return False
    one, other = "".join(words), "".join(right_words)
    most = max((slips for length, slips in SLIPS if len(other) >= length), default=0)
    return abs(len(one) - len(other)) <= most and _slips(one, other) <= most


def _is_form(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    stem = next((count for count in range(shorter) if one[count] != other[count]), shorter)
    return one[stem:] in ENDINGS and other[stem:] in ENDINGS


def _slips(one: str, other: str) -> int:
    """How many letters were left out, put in, mistaken or exchanged with the next one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            least = min(row[-1] + 1, before[to] + 1, before[to - 1] + (sign != wanted))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == wanted:
                least = min(least, earlier[to - 2] + 1)
            row.append(least)
    return row[-1]
