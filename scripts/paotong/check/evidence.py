"""What a page's programs printed, drew and are made of, as numbers: whatever the prose says is to be among them."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from paotong.check.numerals import HALF, Number, printed
from paotong.record.store import Record
from paotong.render.lesson import Lesson

# Matplotlib draws the letters of a text as lines, and leaves the text itself beside them.
TEXT_OF_SVG = re.compile(r"<!--(.*?)-->", re.DOTALL)
# People write them, and no run looks at them.
COMMENTS = re.compile(r"^\s*#.*$", re.MULTILINE)
# Nobody has to print them.
CONSTANTS = frozenset(round(constant, digits) for constant in (math.pi, math.e) for digits in range(2, 6))


@dataclass(frozen=True)
class Evidence:
    """exact: all numbers that there are. shown: those that were printed or drawn, from the smallest to the largest."""

    exact: frozenset[float]
    shown: tuple[float, ...]

    def has(self, number: Number) -> bool:
        """Whether it is there, or is one that was shown, rounded."""
        return any(
            rough(value) in self.exact or value in CONSTANTS or self._rounds_to(value, step)
            for value, step in number.readings
        )

    def nearest(self, number: Number) -> float | None:
        return min(self.shown, key=lambda value: abs(value - number.value), default=None)

    def _rounds_to(self, value: float, step: float) -> bool:
        position = bisect_left(self.shown, value - HALF * step)
        return position < len(self.shown) and self.shown[position] <= value + HALF * step


def evidence_of(lesson: Lesson, record: Record) -> Evidence:
    results = [lesson.result(cell.name) for cell in record.run.cells]
    texts = [result.text for result in results if result]
    for result in results:
        for figure in result.figures if result else ():
            if figure.path.suffix == ".svg":
                texts += TEXT_OF_SVG.findall(figure.path.read_text(encoding="utf-8"))
    shown = sorted({number for text in texts for number in printed(text)})
    others = [COMMENTS.sub("", lesson.program.text), *record.run.versions.values(), str(record.run.seconds)]
    return Evidence(
        frozenset(map(rough, [*shown, *(number for text in others for number in printed(text))])), tuple(shown)
    )


def together(several: Iterable[Evidence]) -> Evidence:
    several = list(several)
    return Evidence(
        frozenset().union(*(each.exact for each in several)),
        tuple(sorted({number for each in several for number in each.shown})),
    )


def rough(value: float) -> float:
    """The same for values that differ by nothing but how computers add."""
    return float(f"{value:.9g}")
