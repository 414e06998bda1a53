"""What stands in another order than it should."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Misplaced:
    """An item that stands before its neighbour and should stand after it, or the other way round."""

    item: str
    neighbour: str
    too_early: bool

    @property
    def order(self) -> tuple[str, str]:
        """Both as they should stand."""
        return (self.neighbour, self.item) if self.too_early else (self.item, self.neighbour)

    @property
    def side(self) -> str:
        """Where it belongs, seen from its neighbour."""
        return "below" if self.too_early else "above"


def misplaced(items: Sequence[str], model: Sequence[str]) -> list[Misplaced]:
    """The fewest items that must move until all stand as in the model. Each stands once; others may stand anywhere."""
    rank = {item: number for number, item in enumerate(model)}
    ranked = [item for item in items if item in rank]
    kept = {model[number] for number in _longest_rise([rank[item] for item in ranked])}
    found = []
    for position, item in enumerate(ranked):
        if item not in kept:
            # One of the two has items, or this one could stay as well.
            after = [other for other in ranked[:position] if other in kept and rank[other] > rank[item]]
            before = [other for other in ranked[position:] if other in kept and rank[other] < rank[item]]
            found.append(Misplaced(item, after[0] if after else before[-1], too_early=not after))
    return found


def _longest_rise(numbers: Sequence[int]) -> tuple[int, ...]:
    """The longest that is left in rising order when others are taken away."""
    # For each length the rise whose last number is lowest, and these last numbers.
    rises: list[tuple[int, ...]] = []
    lasts: list[int] = []
    for number in numbers:
        length = bisect_left(lasts, number)
        rise = (*(rises[length - 1] if length else ()), number)
        rises[length : length + 1] = [rise]
        lasts[length : length + 1] = [number]
    return rises[-1] if rises else ()
