"""Numbers in texts: those that people write in prose, those that programs print, and sums that are written out."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Not part of a name, as in "float32", nor of a version, as in "0.4.1".
NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)(?![\d_]|\.\d)"
    r"(?: ?(?P<unit>[%％‰千万亿]))?"
)
# Of the step of a number's last digit: so far may lie what it is rounded from.
HALF = 0.501
UNITS = {"%": 0.01, "％": 0.01, "‰": 0.001, "千": 1e3, "万": 1e4, "亿": 1e8}
PRINTED = re.compile(r"(?<![A-Za-z0-9_.])\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?")
# As programs write with `f"{count:,}"`; or it is a list, so its parts count too.
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
# As Matplotlib writes the ticks of a logarithmic axis.
POWER = re.compile(r"10\^\{([-−]?\d{1,2})\}")

EQUALS = re.compile(r"\s*[=≈]\s*(?=[-−]?\d)")
# At most so far before the sign.
LEFT = 80
SUM = re.compile(r"[(\d](?:[\d.\s×*+\-−/÷()]|,(?=\d{3}))*\Z")
# What would go on with the number to the right of the sign.
GOES_ON = re.compile(r"\s*[×*/÷+^]|\s*[-−]\s*\d|\s*(?:余|remainder|r\b)")
OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
AS_PYTHON = str.maketrans({"×": "*", "÷": "/", "−": "-", ",": ""})


@dataclass(frozen=True)
class Number:
    """A number in a text, and from where to where it stands there. readings: what may have been printed for it.

    Each is a value and the step of its last digit: "97%" may be 97 (1) or 0.97 (0.01).
    """

    text: str
    readings: tuple[tuple[float, float], ...]
    start: int
    end: int

    @property
    def value(self) -> float:
        return self.readings[0][0]

    @property
    def whole(self) -> bool:
        """Whether it is written as a whole number, with nothing behind it."""
        return self.text.isdecimal()

    def stands_for(self, value: float) -> bool:
        """Whether that is what it says, perhaps rounded."""
        return any(abs(abs(value) - reading) <= HALF * step for reading, step in self.readings)


def numbers(text: str) -> Iterator[Number]:
    for match in NUMBER.finditer(text):
        digits = match["digits"].replace(",", "")
        mantissa, _, exponent = digits.lower().partition("e")
        value, step = float(digits), 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
        unit = UNITS.get(match["unit"], 1.0)
        readings = ((value, step),) if unit == 1 else ((value, step), (value * unit, step * unit))
        yield Number(match[0], readings, *match.span())


def printed(text: str) -> Iterator[float]:
    """All numbers in what a program printed, without their signs."""
    for match in PRINTED.finditer(text):
        yield float(match[0].rstrip("_"))
    for match in GROUPED.finditer(text):
        yield float(match[0].replace(",", ""))
    for match in POWER.finditer(text):
        yield 10.0 ** int(match[1].replace("−", "-"))


def sums(text: str) -> Iterator[tuple[int, int, bool]]:
    """From where to where in a text a sum is written out, as "3 × 4 = 12", and whether it is right."""
    for sign in EQUALS.finditer(text):
        # A minus sign before the result is no part of a number as prose has it.
        result = next(numbers(text[sign.end() : sign.end() + LEFT]), None)
        before = SUM.search(text, max(0, sign.start() - LEFT), sign.start())
        if result is None or before is None or GOES_ON.match(text, sign.end() + result.end):
            continue
        value = worked_out(before[0])
        if value is not None:
            yield before.start(), sign.end() + result.end, result.stands_for(value)


def worked_out(written: str) -> float | None:
    """The value of a sum as "3 × 4"; None where this is none, or only a number."""
    if not SUM.match(written):
        return None
    written = written.strip().translate(AS_PYTHON)
    # It may stand in brackets that close behind the result.
    for _ in range(written.count("(") - written.count(")")):
        written = written.removeprefix("(").strip()
    try:
        tree = ast.parse(written, mode="eval").body
        return _computed(tree) if isinstance(tree, ast.BinOp) else None
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _computed(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_computed(node.left), _computed(node.right))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    raise ValueError
