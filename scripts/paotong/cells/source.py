"""Reading a text file that a person wrote."""

from __future__ import annotations

from pathlib import Path

from paotong.errors import PaotongError


def read_text(path: Path, place: str) -> str:
    """A file of UTF-8, with or without a byte order mark, with any line ends."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PaotongError(
            f"{place}:{line}", f"is not UTF-8: {error.reason}", cure="save the file with the encoding UTF-8"
        ) from None
    except OSError as error:
        raise PaotongError(
            place, f"cannot be read: {error.strerror}", expected="a file that may be read", cure="mend or remove it"
        ) from None
