"""record.json: its text, sealed with a checksum, and reading it with nothing taken on trust.

The checksum covers every byte before it, and the text holds the checksums of all other files. That guards against
accidents and a careless hand: an edited digit, two lessons mixed up, a merge gone wrong, a half-written file. It does
not guard against intent, since anybody can compute a checksum: whoever forges a record with care is found by running
the program again, which is what `verify` does.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable
from typing import Any

from paotong.errors import PaotongError
from paotong.record.key import RECORDER

INDEX = "record.json"
PICTURES = (".svg", ".avif")

SEAL = ',\n  "checksum": "{}"\n}}\n'
SEALED = re.compile(SEAL.format("([0-9a-f]{64})").encode())
SEAL_LENGTH = len(SEAL.format("0" * 64))


class OtherRecorderError(PaotongError):
    """The record is not of this recorder, which can tell nothing more of it."""


def sealed(told: dict[str, Any]) -> bytes:
    """The text of record.json."""
    body = json.dumps(told, indent=2, ensure_ascii=False).removesuffix("\n}").encode()
    return body + SEAL.format(checksum(body)).encode()


def unsealed(content: bytes, slug: str, place: str) -> dict[str, Any]:
    """What the text of record.json tells, if it is this lesson's, as it was written. Raises PaotongError."""
    place = f"{place}/{INDEX}"
    try:
        told: Any = json.loads(content)
    except (ValueError, RecursionError):
        raise edited(place, slug, "cannot be read") from None
    recorder = told["key"].get("recorder") if isinstance(told, dict) and isinstance(told.get("key"), dict) else None
    if type(recorder) is int and recorder != RECORDER:
        raise OtherRecorderError(
            place,
            f"is of recorder {recorder}",
            expected=f"one of recorder {RECORDER}, which this checkout has",
            cure=f"make run, or .venv/bin/python scripts/run.py {slug}",
        )
    refuse_changed(content, _is_sealed, place, slug)
    del told["checksum"]
    if not _fits(told, SHAPE) or not _belongs_together(told):
        raise edited(place, slug, "is sealed, but no run writes such a record")
    if told["slug"] != slug:
        raise edited(place, slug, f"is the record of {told['slug']}")
    return dict(told)


def edited(place: str, slug: str, found: str) -> PaotongError:
    return PaotongError(
        place,
        found,
        expected="what the program left: a record is written by a run and by nobody else",
        cure=f"make a new one: .venv/bin/python scripts/run.py {slug}",
    )


def refuse_changed(content: bytes, is_right: Callable[[bytes], bool], place: str, slug: str) -> None:
    """Raise PaotongError where a file is not as it was written, and say what happened to it."""
    if is_right(content):
        return
    if is_right(content.replace(b"\r\n", b"\n")):
        found = "has other line ends than it was written with: git's core.autocrlf changes them, or an editor"
        raise edited(place, slug, found)
    raise edited(place, slug, "was changed by hand")


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def ranges(lines: tuple[int, ...]) -> str:
    """(1, 2, 3, 7) as "1-3 7-7": one line in the file and in a diff."""
    found: list[list[int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return " ".join(f"{first}-{last}" for first, last in found)


def lines(told: str) -> tuple[int, ...]:
    """What `ranges` was made from."""
    pairs = (map(int, pair.split("-")) for pair in told.split())
    return tuple(line for first, last in pairs for line in range(first, last + 1))


def _is_sealed(content: bytes) -> bool:
    seal = SEALED.fullmatch(content[-SEAL_LENGTH:])
    return seal is not None and checksum(content[:-SEAL_LENGTH]) == seal[1].decode()


def _text(value: object) -> bool:
    return type(value) is str and value.isprintable()


def _size(value: object) -> bool:
    return type(value) is int and 0 < value < 1 << 31


def _seconds(value: object) -> bool:
    return type(value) is float and math.isfinite(value) and value >= 0


def _ranges(value: object) -> bool:
    return type(value) is str and re.fullmatch(r"(\d{1,6}-\d{1,6}( (?!$)|$))*", value) is not None


def _picture(value: object) -> bool:
    return type(value) is str and value.endswith(PICTURES)


# A list holds what its one element says, a mapping with `str` any names; "?" ends the name of what may be missing.
FIGURE = {"file": _picture, "width": _size, "height": _size, "still?": _picture}
CELL = {"name": _text, "text?": _text, "cut_lines?": _size, "figures?": [FIGURE]}
KEY = {"code": _text, "files": {str: _text}, "packages": {str: _text}, "python": _text, "recorder": _size}
SHAPE = {
    "slug": _text,
    "key": KEY,
    "versions": {str: _text},
    "seconds": _seconds,
    "code_lines": _ranges,
    "cells": [CELL],
    "files": {str: _text},
}


def _fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, list):
        return type(value) is list and all(_fits(one, shape[0]) for one in value)
    if not isinstance(shape, dict):
        return bool(shape(value))
    if type(value) is not dict:
        return False
    if str in shape:
        return all(_text(name) and _fits(one, shape[str]) for name, one in value.items())
    rules = {name.removesuffix("?"): rule for name, rule in shape.items()}
    missing = shape.keys() - value.keys()
    return (
        value.keys() <= rules.keys()
        and all(name.endswith("?") for name in missing)
        and all(_fits(one, rules[name]) for name, one in value.items())
    )


def _belongs_together(told: dict[str, Any]) -> bool:
    """Each file is one cell's, and the versions are those of the key."""
    files = [cell["text"] for cell in told["cells"] if "text" in cell]
    for cell in told["cells"]:
        for figure in cell.get("figures", []):
            files += [figure[part] for part in ("file", "still") if part in figure]
    names = [cell["name"] for cell in told["cells"]]
    key, versions = told["key"], dict(told["versions"])
    return (
        len(set(names)) == len(names)
        and sorted(files) == sorted(told["files"])
        # A local label such as +cpu names a build of the same version.
        and versions.pop("python", "").startswith(f"{key['python']}.")
        and {name: version.partition("+")[0] for name, version in versions.items()} == key["packages"]
    )
