"""What a worker tells of its cells, checked as it is read: a program that finds the channel may write there too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from paotong.run.result import CSS_PIXELS_PER_INCH, MOST_INCHES

LONGEST_SIDE = MOST_INCHES * CSS_PIXELS_PER_INCH
# Files of the figures' own folder, as drawing.py and film.py name them.
PICTURE = re.compile(r"\d+(-still)?\.(svg|avif)")


class ForgedError(Exception):
    """It is not what a worker tells."""


@dataclass(frozen=True)
class Drawn:
    """A figure. file, still: names in the figures' folder. Sizes in CSS pixels."""

    file: str
    width: int
    height: int
    still: str | None


@dataclass(frozen=True)
class CellEnd:
    """offset: where in the output its text ends."""

    cell: str
    offset: int
    figures: tuple[Drawn, ...]


def cell_end(event: dict[str, Any]) -> CellEnd:
    return CellEnd(event["cell"], whole_number(event["offset"]), tuple(_drawn(told) for told in event["figures"]))


def whole_number(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise ForgedError
    return number


def seconds(number: Any) -> float:
    if type(number) is not float or not 0 <= number < 1e6:
        raise ForgedError
    return number


def _drawn(told: dict[str, Any]) -> Drawn:
    still = told.get("still")
    for name in (told["file"], still or told["file"]):
        if not PICTURE.fullmatch(name):
            raise ForgedError
    width, height = whole_number(told["width"]), whole_number(told["height"])
    if not 0 < min(width, height) <= max(width, height) <= LONGEST_SIDE:
        raise ForgedError
    return Drawn(told["file"], width, height, still)
