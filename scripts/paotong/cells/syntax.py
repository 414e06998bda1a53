"""A program's syntax tree, and the strings in it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from paotong.errors import PaotongError

# As Python finds it, on one of the first two lines; with the comments of one language those may be these four.
ENCODING = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
LINES_OF_ENCODING = 4
UTF_8 = ("utf-8", "utf8", "utf_8", "utf-8-sig")
SURROGATE = re.compile(r"[\ud800-\udfff]")
# The first character that Python cannot read, as it names it.
UNREADABLE = re.compile(r"U\+([0-9A-F]{4,6})")
# What Chinese keyboards type for the signs of Python: the full-width forms of ASCII, and some others.
HALF_WIDTH = {chr(ord("！") - ord("!") + ord(sign)): sign for sign in map(chr, range(ord("!"), ord("~") + 1))}
HALF_WIDTH |= dict(zip("“”‘’、。【】《》", "\"\"'',.[]<>", strict=True))
# As much as a message quotes of a line.
QUOTED = 200


def parse(text: str, place: str) -> ast.Module:
    """Raises PaotongError with the line where it is no Python."""
    _refuse_other_encodings(text, place)
    try:
        # What Python only warns of, on some versions, is an error when it is run.
        with not_too_deep(place), warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(text)
            # As a whole, as whoever downloads it will run it: cell by cell it might pass.
            compile(tree, "<program>", "exec", dont_inherit=True)
            return tree
    except SyntaxError as error:
        line = error.lineno or 1
        quoted = (error.text or text.split("\n")[line - 1]).strip("\n")
        raise PaotongError(
            f"{place}:{line}",
            f"is not Python: {error.msg}",
            details=quoted if len(quoted) <= QUOTED else f"{quoted[:QUOTED]}…",
            cure=_cure(error.msg),
        ) from None
    except ValueError as error:  # a NUL byte
        raise PaotongError(f"{place}:1", f"is not Python: {error}", cure="save it as plain UTF-8 text") from None


def _cure(told: str) -> str:
    """told: what Python says of a line."""
    if "non-printable" in told:
        return "type a plain space, or remove it"
    match = UNREADABLE.search(told)
    sign = chr(int(match[1], 16)) if match else ""
    plain = HALF_WIDTH.get(sign)
    if not plain:
        return "mend the line"
    return f"type `{plain}` half-width" + (", in front and behind" if plain in ("'", '"') else "")


@contextmanager
def not_too_deep(place: str) -> Iterator[None]:
    """Python itself gives up where an expression is nested thousandfold, or is a sum of that many parts."""
    try:
        yield
    except (RecursionError, MemoryError):
        raise PaotongError(
            f"{place}:1",
            "has an expression that is nested too deep",
            expected="at most some hundred operators in one expression",
            cure="cut it into several statements, or loop",
        ) from None


def strings(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """What a program says between quotation marks, where it may be a file's name: on one line, and short enough."""
    constants = (node.value for node in nodes if isinstance(node, ast.Constant))
    return frozenset(value for value in constants if isinstance(value, str) and _may_name_a_file(value))


def _may_name_a_file(value: str) -> bool:
    # What is kept of a reading cannot tell two surrogates from the one character that they stand for.
    return 0 < len(value) <= 255 and "\n" not in value and not SURROGATE.search(value)


def _refuse_other_encodings(text: str, place: str) -> None:
    """We read every file as UTF-8; Python would read it as it says there."""
    for number, line in enumerate(text.split("\n", LINES_OF_ENCODING)[:LINES_OF_ENCODING], start=1):
        match = ENCODING.match(line)
        if match and match[1].lower() not in UTF_8:
            raise PaotongError(
                f"{place}:{number}",
                f"says that its encoding is {match[1]}",
                expected="UTF-8, which need not be said",
                cure="save the file as UTF-8, and remove the line",
            )
