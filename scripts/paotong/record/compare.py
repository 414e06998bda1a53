"""Whether a fresh run reproduces a record: words equal, figures there and of the same size, floats almost.

In a cell with the tag "numbers-vary" numbers count for nothing, only the words around them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection

from paotong.cells.lines import moved
from paotong.run.result import CellResult, RunResult

# A float with digits after its point, and the spaces before it, which make room for another digit or
# a sign. `7.` is a whole number as NumPy and torch print it, and 2.13.0 is a version. Spaces are tried from
# their first one alone, and what has more digits than any float is none, so that no text takes long.
FLOAT = re.compile(r"(?:(?<! ) +)?[-+]?(?<![\d.])\d{0,400}+\.\d{1,400}+(?:[eE][-+]?\d{1,9}+)?(?![\d.]*\d)")
# Any number, and the spaces that line it up.
NUMBER = re.compile(r"(?:(?<! ) +)?[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)? *")
# Under a line of a traceback the part of it that raised. Each minor version of Python marks it in its own way, or not.
MARKS = re.compile(r"^ +[~^]+(?:\n|\Z)", re.MULTILINE)
# How far the last printed digit may move on another processor. Where a program prints more digits
# than a float32 holds to there, two of them are noise.
UNITS = 2
UNITS_OF_MANY_DIGITS = 20
MANY_DIGITS = 6


def differences(recorded: RunResult, fresh: RunResult, varying: Collection[str] = ()) -> list[str]:
    """What does not reproduce, as lines to read; none where all does. The seconds do not count.

    varying: the cells whose numbers may be other ones on another processor.
    """
    found: list[str] = []
    fresh_cells = {cell.name: cell for cell in fresh.cells}
    names = [cell.name for cell in recorded.cells]
    if names != list(fresh_cells):
        return [f"cells: recorded {', '.join(names)}; now {', '.join(fresh_cells)}"]
    program = f"{recorded.slug.rpartition('/')[2]}.py"
    for cell in recorded.cells:
        text = MARKS.sub("", moved(cell.text, program, recorded.code_lines, fresh.code_lines))
        alike = same_words if cell.name in varying else same_text
        found += _text_differences(cell.name, text, MARKS.sub("", fresh_cells[cell.name].text), alike)
        found += _figure_differences(cell, fresh_cells[cell.name])
    return found


def same_text(recorded: str, fresh: str) -> bool:
    """Equal, but for the last printed digit or two of a float."""
    if FLOAT.split(recorded) != FLOAT.split(fresh):
        return False
    pairs = zip(FLOAT.findall(recorded), FLOAT.findall(fresh), strict=True)
    return all(_same_float(before, after) for before, after in pairs)


def same_words(recorded: str, fresh: str) -> bool:
    """Equal, but for the numbers."""
    return NUMBER.split(recorded) == NUMBER.split(fresh)


def _same_float(before: str, after: str) -> bool:
    before, after = before.strip(), after.strip()
    if before == after:
        return True
    if _decimals(before) != _decimals(after):
        return False
    digits = len(re.sub(r"[eE].*|\D", "", before).lstrip("0"))
    units = UNITS_OF_MANY_DIGITS if digits > MANY_DIGITS else UNITS
    # Their last digits are of the same place, so that whole numbers tell the difference.
    return abs(_in_units(before) - _in_units(after)) <= units


def _in_units(number: str) -> int:
    """The digits without the point: how often the number has the unit of its last digit."""
    return int(number.lower().partition("e")[0].replace(".", ""))


def _decimals(number: str) -> int:
    """The place of the last printed digit: 3 for 0.125, -2 for 1.5e+3."""
    mantissa, _, exponent = number.lower().partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)


def _text_differences(cell: str, recorded: str, fresh: str, alike: Callable[[str, str], bool]) -> list[str]:
    if alike(recorded, fresh):
        return []
    before, after = (text.split("\n") if text else [] for text in (recorded, fresh))
    # Lines that differ only within the tolerance are shown as they were recorded, not as differences.
    if len(before) == len(after):
        after = [old if alike(old, new) else new for old, new in zip(before, after, strict=True)]
    return list(difflib.unified_diff(before, after, f"{cell} (recorded)", f"{cell} (now)", lineterm="", n=1))


def _figure_differences(recorded: CellResult, fresh: CellResult) -> list[str]:
    before = [(figure.path.suffix, figure.width, figure.height) for figure in recorded.figures]
    after = [(figure.path.suffix, figure.width, figure.height) for figure in fresh.figures]
    return [] if before == after else [f"{recorded.name}: figures were {_listed(before)}; now {_listed(after)}"]


def _listed(figures: list[tuple[str, int, int]]) -> str:
    return ", ".join(f"{suffix[1:]} {width} × {height}" for suffix, width, height in figures) or "none"
