"""Turns what Matplotlib has open into files: SVG for drawings, AVIF for heavy ones and for those that move.

A program may put something else in the place of what is needed here, by a slip or to show how that is done. So
all of it is taken hold of when this module is imported, which is before the program begins, and what comes out
is looked at: a figure is there and right, or the run fails and says why.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import matplotlib.pyplot as plt
from matplotlib import rc_context, rcParams
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.figure import Figure

from paotong.run.drawing import FigureError, save_still_figure, size_in_pixels
from paotong.run.film import animation_of, save_animation

# What a page can bear.
MOST_FIGURES = 100

# As they are before a program could replace them.
_managers, _activate, _destroy = Gcf.get_all_fig_managers, Gcf.set_active, Gcf.destroy
_rc_context = rc_context
_style = {name: value for name, value in rcParams.items() if name.startswith(("savefig.", "svg."))}
# Two runs give the same bytes, and a page the whole figure: whatever the date, and whatever the program chose for
# the files that it saves itself.
_style |= {"svg.hashsalt": "paotong", "svg.fonttype": "path"}


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
    width, height = size_in_pixels(figure)
    with _rc_context(_style):
        animation = animation_of(figure)
        names = save_animation(animation, stem) if animation else save_still_figure(figure, stem)
    return {"width": width, "height": height, **names}


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
