"""Turns what Matplotlib has open into files: SVG for drawings, AVIF for heavy ones and for those that move."""

from __future__ import annotations

import gc
import io
from pathlib import Path
from typing import Any

import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg  # noqa: F401 (Matplotlib imports both at the first figure; so they are shared)
import matplotlib.pyplot as plt
from matplotlib.animation import AbstractMovieWriter, Animation
from matplotlib.figure import Figure
from PIL import Image

from paotong.run.avif import save_moving, save_still

CSS_PIXELS_PER_INCH = 96
# An SVG above this is many points: as pixels, in AVIF, it is smaller and draws faster.
LARGEST_SVG = 100_000
STILL_DPI = 192
MOVING_DPI = 128
# Nothing of what Matplotlib would say of itself and the day.
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
# The last frame is the result; the eye gets time for it before the loop begins anew.
LAST_FRAME_MS = 2000


class Drawing:
    """Captures the open figures when a cell ends and when the program calls plt.show()."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._taken: list[dict[str, Any]] = []

        def show(*args: Any, **kwargs: Any) -> None:
            self.capture()

        # Agg has no window to show: its own `show` would only warn.
        plt.show = show
        # In a loop that draws and pauses, the picture is what it ends with.
        plt.pause = lambda interval: None

    def capture(self) -> None:
        """Save every open figure, in the order of their numbers, and close it."""
        for number in plt.get_fignums():
            self._save(plt.figure(number))
            plt.close(number)

    def take(self) -> list[dict[str, Any]]:
        """What was captured since the last call."""
        taken, self._taken = self._taken, []
        return taken

    def _save(self, figure: Figure) -> None:
        self._count += 1
        stem = self._folder / str(self._count)
        width, height = (round(inches * CSS_PIXELS_PER_INCH) for inches in figure.get_size_inches())
        names = _save_animation(animation, stem) if (animation := _animation_of(figure)) else _save_still(figure, stem)
        self._taken.append({"width": width, "height": height, **names})


def _animation_of(figure: Figure) -> Animation | None:
    """The animation that draws on this figure, if the program keeps one. Matplotlib has no list of them."""
    alive = (thing for thing in gc.get_objects() if issubclass(type(thing), Animation))
    return next((animation for animation in alive if animation._fig is figure), None)


def _save_still(figure: Figure, stem: Path) -> dict[str, str]:
    svg = io.BytesIO()
    # Two runs give the same bytes: whatever the date, and whatever style the program chose.
    with plt.rc_context({"svg.hashsalt": "paotong", "svg.fonttype": "path"}):
        figure.savefig(svg, format="svg", metadata=NO_METADATA)
    if svg.tell() <= LARGEST_SVG:
        path = stem.with_suffix(".svg")
        path.write_bytes(svg.getvalue())
    else:
        path = stem.with_suffix(".avif")
        save_still(_picture(figure, STILL_DPI), path)
    return {"file": path.name}


def _save_animation(animation: Animation, stem: Path) -> dict[str, str]:
    film = _Film()
    animation.save("film", writer=film, dpi=MOVING_DPI)
    moving, still = stem.with_suffix(".avif"), stem.with_name(f"{stem.name}-still.avif")
    durations = [_interval(animation)] * (len(film.frames) - 1) + [LAST_FRAME_MS]
    save_moving(film.frames, durations, moving)
    save_still(film.frames[-1], still)
    return {"file": moving.name, "still": still.name}


def _interval(animation: Animation) -> int:
    """Milliseconds from frame to frame."""
    assert animation.event_source, "an animation has a timer until it is stopped"
    return int(animation.event_source.interval)  # type: ignore[attr-defined]


class _Film(AbstractMovieWriter):
    """Keeps the frames of an animation instead of writing a film."""

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        super().setup(fig, outfile, dpi)
        # Between two frames nobody looks at the window, so nothing is drawn for it.
        fig.canvas.draw_idle = lambda *args, **kwargs: None  # type: ignore[method-assign]
        self.frames: list[Image.Image] = []

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        self.frames.append(_picture(self.fig, self.dpi))

    def finish(self) -> None:
        """Nothing to close."""


def _picture(figure: Figure, dpi: float) -> Image.Image:
    buffer = io.BytesIO()
    # It is read again at once, so it is not worth compressing.
    figure.savefig(buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
    buffer.seek(0)
    return Image.open(buffer).convert("RGB")
