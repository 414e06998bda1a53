"""Saves pictures as AVIF, such that the same picture gives the same bytes on any day."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

# One thread, as two may give other bytes. 4:4:4, as lines are thin and coloured.
OPTIONS: dict[str, Any] = {"format": "AVIF", "speed": 6, "subsampling": "4:4:4", "max_threads": 1}
STILL_QUALITY = 65
MOVING_QUALITY = 60
# Boxes of the file format (ISO/IEC 14496-12) that hold other boxes, and those that hold the time of their making.
CONTAINERS = (b"moov", b"trak", b"mdia")
TIMED = (b"mvhd", b"tkhd", b"mdhd")


def save_still(picture: Image.Image, path: Path) -> None:
    picture.save(path, quality=STILL_QUALITY, **OPTIONS)


def save_moving(frames: list[Image.Image], milliseconds: list[int], path: Path) -> None:
    """It plays for ever."""
    first, *others = frames
    film = io.BytesIO()
    first.save(film, save_all=True, append_images=others, duration=milliseconds, quality=MOVING_QUALITY, **OPTIONS)
    path.write_bytes(_without_times(film.getvalue()))


def _without_times(content: bytes) -> bytes:
    """The encoder notes when it ran, and has no option not to."""
    mended = bytearray(content)
    for kind, start in _boxes(content, 0, len(content)):
        if kind in TIMED:
            # Version, three bytes of flags, times of creation and of change: 8 bytes each, or 4 in version 0.
            size = 8 if content[start] == 1 else 4
            mended[start + 4 : start + 4 + 2 * size] = bytes(2 * size)
    return bytes(mended)


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    """The kind of each box and where its content starts, those inside others too."""
    while start < end:
        size = int.from_bytes(content[start : start + 4])
        kind = content[start + 4 : start + 8]
        yield kind, start + 8
        if kind in CONTAINERS:
            yield from _boxes(content, start + 8, start + size)
        # 0: to the end of the file. 1: a longer size follows, which no picture of ours needs.
        start = end if size < 8 else start + size
