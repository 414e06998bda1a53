"""Turns what Matplotlib has open into files: SVG for drawings, AVIF for heavy ones and for those that move.

A program may put something else in the place of what is needed here, by a slip or to show how that is done. So
all of it is taken hold of when this module is imported, which is before the program begins, and what comes out
is looked at: a figure is there and right, or the run fails and says why.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gc import collect, get_objects
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg  # noqa: F401 (Matplotlib imports both at the first figure; so they are shared)
import matplotlib.pyplot as plt
from matplotlib import rc_context, rcParams
from matplotlib._pylab_helpers import Gcf
from matplotlib.animation import AbstractMovieWriter, Animation
from matplotlib.backend_bases import FigureManagerBase
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
# What a page can bear: figures of a program, frames of an animation, and the longer side of a figure.
MOST_FIGURES = 100
MOST_FRAMES = 300
MOST_INCHES = 40

# As they are before a program could replace them.
_managers, _activate, _destroy = Gcf.get_all_fig_managers, Gcf.set_active, Gcf.destroy
_savefig, _size, _save_film, _open_image = Figure.savefig, Figure.get_size_inches, Animation.save, Image.open
_write_bytes, _rc_context = Path.write_bytes, rc_context
_style = {name: value for name, value in rcParams.items() if name.startswith(("savefig.", "svg."))}
# Two runs give the same bytes, and a page the whole figure: whatever the date, and whatever the program chose for
# the files that it saves itself.
_style |= {"svg.hashsalt": "paotong", "svg.fonttype": "path"}


class FigureError(Exception):
    """A figure that no page can show. What it says is for whoever wrote the program."""


FigureError.__module__ = "builtins"  # so a traceback gives it the short name


class Drawing:
    """Captures the open figures when a cell ends and when the program calls plt.show()."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._taken: list[dict[str, Any]] = []
        self._saving = False

        def show(*args: Any, **kwargs: Any) -> None:
            self.capture()

        # Agg has no window to show: its own `show` would only warn.
        plt.show = show
        # In a loop that draws and pauses, the picture is what it ends with.
        plt.pause = lambda interval: None
        Figure.ginput = Figure.waitforbuttonpress = _refuse_input  # type: ignore[method-assign]

    def capture(self) -> None:
        """Save every open figure, in the order of their numbers, and close it."""
        # An animation may show its figure while its frames are drawn, as it does in a window.
        if self._saving:
            return
        self._saving = True
        try:
            while managers := _managers():
                self._save(min(managers, key=lambda manager: manager.num))
            _refuse_other_figures()
        except FigureError as error:
            # Where in here that was found is nothing to whoever reads it.
            raise error.with_traceback(None) from None
        finally:
            self._saving = False

    def take(self) -> list[dict[str, Any]]:
        """What was captured since the last call."""
        taken, self._taken = self._taken, []
        return taken

    def _save(self, manager: FigureManagerBase) -> None:
        self._count += 1
        stem = self._folder / str(self._count)
        # It becomes the one that is drawn on, as its animation may rely on.
        _activate(manager)
        try:
            if self._count > MOST_FIGURES:
                raise FigureError(
                    f"a program may show {MOST_FIGURES} figures, and this is one more: show fewer, "
                    "or several in one with plt.subplots()"
                )
            with _blamed(len(self._taken) + 1):
                self._taken.append(_save(manager.canvas.figure, stem))
        finally:
            # Also where it cannot be saved, or it would be in the way of what comes after it.
            _destroy(manager)


def _save(figure: Figure, stem: Path) -> dict[str, Any]:
    width, height = _size_in_pixels(figure)
    with _rc_context(_style):
        animation = _animation_of(figure)
        names = _save_animation(animation, stem) if animation else _save_still(figure, stem)
    return {"width": width, "height": height, **names}


def _size_in_pixels(figure: Figure) -> tuple[int, int]:
    inches = _size(figure)
    width, height = (round(side * CSS_PIXELS_PER_INCH) for side in inches)
    if min(width, height) < 1 or max(inches) > MOST_INCHES:
        raise FigureError(
            f"a figure of {inches[0]:g} × {inches[1]:g} inches is {width} × {height} pixels on a page: "
            f"give it a figsize up to {MOST_INCHES} × {MOST_INCHES}, such as (6, 4)"
        )
    return width, height


def _animation_of(figure: Figure) -> Animation | None:
    """The animation that draws on this figure, if the program keeps one. Matplotlib has no list of them."""
    if not _animations_of(figure):
        return None
    # Where the program does not keep it, it is gone from here on, and Matplotlib warns of that. Not by chance.
    collect()
    animations = _animations_of(figure)
    if len(animations) > 1:
        raise FigureError(f"{len(animations)} animations move this figure: let one of them draw all of it")
    return animations[0] if animations else None


def _animations_of(figure: Figure) -> list[Animation]:
    alive = [thing for thing in get_objects() if issubclass(type(thing), Animation)]
    return [animation for animation in alive if getattr(animation, "_fig", None) is figure]


def _save_still(figure: Figure, stem: Path) -> dict[str, str]:
    sheet = _Sheet()
    try:
        # In an SVG the resolution is that of pictures in it alone.
        _draw(figure, sheet, format="svg", metadata=NO_METADATA, dpi=min(figure.dpi, STILL_DPI))
    except _SheetIsFullError:
        path = stem.with_suffix(".avif")
        save_still(_picture(figure, STILL_DPI), path)
    else:
        path = stem.with_suffix(".svg")
        _write_bytes(path, sheet.getvalue())
    return {"file": path.name}


def _save_animation(animation: Animation, stem: Path) -> dict[str, str]:
    if (getattr(animation, "_save_count", None) or 0) > MOST_FRAMES:
        raise _too_many_frames()
    interval = _interval(animation)
    animation._interval = interval  # type: ignore[attr-defined] # Matplotlib divides by it
    film = _Film()
    _save_film(animation, "film", writer=film, dpi=MOVING_DPI)
    if not film.frames:
        raise FigureError("an animation without frames: there is nothing to see")
    moving, still = stem.with_suffix(".avif"), stem.with_name(f"{stem.name}-still.avif")
    durations = [interval] * (len(film.frames) - 1) + [LAST_FRAME_MS]
    save_moving(film.frames, durations, moving)
    save_still(film.frames[-1], still)
    return {"file": moving.name, "still": still.name}


def _interval(animation: Animation) -> int:
    """Milliseconds from frame to frame."""
    # One that was stopped has no timer.
    timed = animation.event_source.interval if animation.event_source else animation._interval  # type: ignore[attr-defined]
    return max(1, int(timed))


def _too_many_frames() -> FigureError:
    return FigureError(
        f"an animation may have {MOST_FRAMES} frames, and this one has more: "
        "give FuncAnimation fewer with frames=, or with save_count= where a generator has no end"
    )


class _SheetIsFullError(Exception):
    """The SVG would be too large."""


class _Sheet(BytesIO):
    """Takes an SVG and gives up where it becomes too large: that of millions of points would take minutes."""

    def write(self, part: Any) -> int:
        if self.tell() + len(part) > LARGEST_SVG:
            raise _SheetIsFullError
        return super().write(part)


class _Film(AbstractMovieWriter):
    """Keeps the frames of an animation instead of writing a film."""

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        super().setup(fig, outfile, dpi)
        # Between two frames nobody looks at the window, so nothing is drawn for it.
        fig.canvas.draw_idle = lambda *args, **kwargs: None  # type: ignore[method-assign]
        self.frames: list[Image.Image] = []

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        if len(self.frames) == MOST_FRAMES:
            raise _too_many_frames()
        frame = _picture(self.fig, self.dpi)
        if self.frames and frame.size != self.frames[0].size:
            raise FigureError("an animation may not change the size of its figure")
        self.frames.append(frame)

    def finish(self) -> None:
        """Nothing to close."""


def _picture(figure: Figure, dpi: float) -> Image.Image:
    buffer = BytesIO()
    # It is read again at once, so it is not worth compressing.
    _draw(figure, buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
    buffer.seek(0)
    return _open_image(buffer).convert("RGB")


def _draw(figure: Figure, file: BytesIO, **how: Any) -> None:
    _savefig(figure, file, **how)
    if not file.tell():
        raise FigureError("Matplotlib drew nothing: has the program replaced something that it needs?")


def _refuse_input(*args: Any, **kwargs: Any) -> NoReturn:
    raise FigureError("nobody can click into a figure while its program runs: compute the points, or write them down")


def _refuse_other_figures() -> None:
    """Those of a second Matplotlib, which a program gets where it takes the first one's modules away."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    other = getattr(helpers, "Gcf", Gcf)
    if other is not Gcf and other.get_all_fig_managers():
        raise FigureError("figures of a Matplotlib that was imported a second time cannot be seen: import it once")


@contextmanager
def _blamed(number: int) -> Iterator[None]:
    """Say of an error that it came up in drawing, which may be far below the line that is at fault."""
    try:
        yield
    except FigureError:
        raise
    except Exception as error:
        note = f"This came up when figure {number} of the cell was drawn."
        if isinstance(error, AttributeError | TypeError):
            note += " Has the program replaced something that Matplotlib needs?"
        error.add_note(note)
        raise
