"""Draws one figure: as SVG where that is small, else as pixels."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg  # noqa: F401 (Matplotlib imports both at the first figure; so they are shared)
from matplotlib.figure import Figure
from PIL import Image

from paotong.run.avif import save_still
from paotong.run.result import CSS_PIXELS_PER_INCH, MOST_INCHES

# An SVG above this is many points: as pixels, in AVIF, it is smaller and draws faster.
LARGEST_SVG = 100_000
STILL_DPI = 192
# Nothing of what Matplotlib would say of itself and the day.
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))

# As they are before a program could replace them; see figures.py.
_savefig, _size, _open_image, _write_bytes = Figure.savefig, Figure.get_size_inches, Image.open, Path.write_bytes


class FigureError(Exception):
    """A figure that no page can show. What it says is for whoever wrote the program."""


FigureError.__module__ = "builtins"  # so a traceback gives it the short name


def size_in_pixels(figure: Figure) -> tuple[int, int]:
    """As a page shows it, in CSS pixels."""
    inches = _size(figure)
    width, height = (round(side * CSS_PIXELS_PER_INCH) for side in inches)
    if min(width, height) < 1 or max(inches) > MOST_INCHES:
        raise FigureError(
            f"a figure of {inches[0]:g} × {inches[1]:g} inches is {width} × {height} pixels on a page: "
            f"give it a figsize up to {MOST_INCHES} × {MOST_INCHES}, such as (6, 4)"
        )
    return width, height


def save_still_figure(figure: Figure, stem: Path) -> dict[str, str]:
    """stem: of the file to write, without its suffix. Gives the name of the file, as a worker tells it."""
    sheet = _Sheet()
    try:
        # In an SVG the resolution is that of pictures in it alone.
        _draw(figure, sheet, format="svg", metadata=NO_METADATA, dpi=min(figure.dpi, STILL_DPI))
    except _SheetIsFullError:
        path = stem.with_suffix(".avif")
        save_still(picture_of(figure, STILL_DPI), path)
    else:
        path = stem.with_suffix(".svg")
        _write_bytes(path, sheet.getvalue())
    return {"file": path.name}


class _SheetIsFullError(Exception):
    """The SVG would be too large."""


class _Sheet(BytesIO):
    """Takes an SVG and gives up where it becomes too large: that of millions of points would take minutes."""

    def write(self, part: Any) -> int:
        if self.tell() + len(part) > LARGEST_SVG:
            raise _SheetIsFullError
        return super().write(part)


def picture_of(figure: Figure, dpi: float) -> Image.Image:
    buffer = BytesIO()
    # It is read again at once, so it is not worth compressing.
    _draw(figure, buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
    buffer.seek(0)
    return _open_image(buffer).convert("RGB")


def _draw(figure: Figure, file: BytesIO, **how: Any) -> None:
    _savefig(figure, file, **how)
    if not file.tell():
        raise FigureError("Matplotlib drew nothing: has the program replaced something that it needs?")
