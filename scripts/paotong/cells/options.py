"""What may stand after a cell's name, as Jupytext writes it: `# %% oops tags=["raises-exception"] seconds=90`."""

from __future__ import annotations

import json
import re
from typing import Any

from paotong.errors import PaotongError

OPTION = re.compile(r"([a-z_]+)=(\[[^\]]*\]|\"[^\"]*\"|\S+)\s*")
# What each must be; "tags" are Jupytext's, the rest are ours: the limits of run/limits.py.
OPTIONS: dict[str, Any] = {
    "tags": list,
    "seconds": (int, float),
    "output_bytes": int,
    "memory_mb": int,
    "processes": int,
    "files": int,
    "files_mb": int,
}
# No limit needs to be higher; a much larger number could not be added to a time.
MOST = 10**9
# "numbers-vary" is ours: on another processor the cell's numbers may be other ones, though its words are not.
TAGS = ("raises-exception", "numbers-vary")


def read_options(text: str, place: str) -> dict[str, Any]:
    """Raises PaotongError where one of them is none, or stands twice."""
    options: dict[str, Any] = {}
    rest = text.strip()
    while rest:
        key, value, following = _first(rest)
        _refuse_wrong(key, value, rest, place)
        if key in options:
            raise PaotongError(place, f"`{key}` stands twice", cure="remove one of them")
        options[key] = value
        rest = following
    return options


def _first(text: str) -> tuple[str, Any, str]:
    """The first option's key and value, and what follows it; no key where there is none, or its value is not JSON."""
    if match := OPTION.match(text):
        try:
            return match[1], json.loads(match[2]), text[match.end() :]
        except (ValueError, RecursionError):  # also of a whole number with thousands of digits, or of lists in lists
            pass
    return "", None, ""


def _refuse_wrong(key: str, value: Any, found: str, place: str) -> None:
    if key not in OPTIONS or not isinstance(value, OPTIONS[key]) or (key != "tags" and not _is_limit(value)):
        raise PaotongError(
            place,
            f"`{found}` is no option of a cell",
            expected='options such as tags=["raises-exception"], seconds=90, output_bytes=2000000',
            cure="mend or remove it" if "=" in found else "join it to the name with a hyphen, or remove it",
        )
    if key == "tags" and (unknown := [tag for tag in value if tag not in TAGS]):
        raise PaotongError(place, f"the tag {unknown[0]!r} is not known", expected=f"one of {TAGS}", cure="remove it")


def _is_limit(value: float) -> bool:
    """JSON as Python reads it has NaN and Infinity, and to Python `true` is a whole number."""
    return not isinstance(value, bool) and 0 < value <= MOST
