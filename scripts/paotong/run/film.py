"""Draws an animation: all of its frames as a moving picture, and the last one by itself."""

from __future__ import annotations

from gc import collect, get_objects
from pathlib import Path
from typing import Any

from matplotlib.animation import AbstractMovieWriter, Animation
from matplotlib.figure import Figure
from PIL import Image

from paotong.run.avif import save_moving, save_still
from paotong.run.drawing import FigureError, picture_of

MOVING_DPI = 128
# The last frame is the result; the eye gets time for it before the loop begins anew.
LAST_FRAME_MS = 2000
# What a page can bear.
MOST_FRAMES = 300

# As it is before a program could replace it; see figures.py.
_save_film = Animation.save


def animation_of(figure: Figure) -> Animation | None:
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


def save_animation(animation: Animation, stem: Path) -> dict[str, str]:
    """As save_still_figure."""
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
        frame = picture_of(self.fig, self.dpi)
        if self.frames and frame.size != self.frames[0].size:
            raise FigureError("an animation may not change the size of its figure")
        self.frames.append(frame)

    def finish(self) -> None:
        """Nothing to close."""
