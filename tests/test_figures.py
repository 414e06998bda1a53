"""figures: what Matplotlib has open becomes files of the cell that drew them."""

from __future__ import annotations

import pytest
from PIL import Image

from conftest import Checkout, both_ways, files_of

# Whatever holds of a run holds however it was started.
pytestmark = both_ways

TWO_CELLS = """\
# %% draw
import matplotlib.pyplot as plt
plt.plot([1, 2, 3])
plt.show()
plt.figure(figsize=(4, 2))
plt.plot([3, 2, 1])
# %% quiet
print(len(plt.get_fignums()))
# %% heavy
plt.scatter(range(5000), range(5000))
"""
ANIMATION = """\
# %% move
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
fig, ax = plt.subplots(figsize=(2, 1))
line, = ax.plot([0, 1], [0, 1])
ax.set_ylim(0, 4)
ani = FuncAnimation(fig, lambda frame: line.set_ydata([0, frame]), frames=4, interval=80)
plt.show()
"""


def test_open_figures_are_the_cells_that_drew_them(checkout: Checkout) -> None:
    checkout.snippet(TWO_CELLS)
    with checkout.run() as result:
        draw, quiet, heavy = result.cells
        assert [(figure.path.suffix, figure.width, figure.height) for figure in draw.figures] == [
            (".svg", 538, 346),
            (".svg", 384, 192),
        ]
        assert (quiet.text, quiet.figures) == ("0", ())
        assert [figure.path.suffix for figure in heavy.figures] == [".avif"]


def test_an_animation_moves_and_has_its_last_frame_as_a_still(checkout: Checkout) -> None:
    checkout.snippet(ANIMATION)
    with checkout.run() as result:
        (figure,) = result.cells[0].figures
        assert figure.still
        with Image.open(figure.path) as moving, Image.open(figure.still) as still:
            assert getattr(moving, "n_frames", 1) == 4
            assert moving.size == still.size
            moving.seek(0)
            first = moving.convert("RGB")
            moving.seek(3)
            assert _distance(first, still) > 3 * _distance(moving.convert("RGB"), still)


def _distance(one: Image.Image, other: Image.Image) -> float:
    pairs = zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs)


@pytest.mark.parametrize("text", [TWO_CELLS, ANIMATION])
def test_two_runs_leave_the_same_bytes(checkout: Checkout, text: str) -> None:
    checkout.snippet(text)
    first, second = (files_of(checkout.record()) for _ in range(2))
    assert first.keys() == second.keys()
    different = [name for name in first if first[name] != second[name]]
    assert different in ([], ["record.json"])  # the seconds, and so the checksum over them
