"""A zoo of bad figures: each is on the page, whole and right, or the run fails and says why."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from conftest import Checkout
from paotong.run.figures import MOST_FIGURES
from paotong.run.film import MOST_FRAMES
from paotong.run.result import Figure

IMPORTS = "# %% a\nimport matplotlib, sys\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
RAISING = IMPORTS.replace("# %% a", '# %% a tags=["raises-exception"]')
SMALL = "plt.figure(figsize=(2, 1))\nplt.plot([1, 2])\n"
ANIMATION = """\
from matplotlib.animation import ArtistAnimation, FuncAnimation
fig, ax = plt.subplots(figsize=(0.5, 0.25))
ax.set_axis_off()
dot, = ax.plot([0, 3], [0, 0], "o")
def draw(frame):
    dot.set_data([frame, 3], [0, 0])
"""
MOVING = ANIMATION + "ani = FuncAnimation(fig, draw, frames=2)\n"
PICTURES = f"plt.figure(figsize=(2, 1))\nplt.imshow(np.eye(3))\nplt.title('text')\n{MOVING}"
HELD = "nobody can click into a figure while its program runs: compute the points, or write them down"
TOO_MANY_FIGURES = (
    f"a program may show {MOST_FIGURES} figures, and this is one more: show fewer, "
    "or several in one with plt.subplots()"
)
TOO_MANY_FRAMES = (
    f"an animation may have {MOST_FRAMES} frames, and this one has more: "
    "give FuncAnimation fewer with frames=, or with save_count= where a generator has no end"
)
REPLACED = "Matplotlib drew nothing: has the program replaced something that it needs?"


def size_is_refused(inches: str, pixels: str) -> str:
    return f"a figure of {inches} inches is {pixels} pixels on a page: give it a figsize up to 40 × 40, such as (6, 4)"


# What may not be shown: the line that is told, and the last line that is said. Line 1 is the cell's: a figure that is
# open when its cell ends is drawn after it.
REFUSED: list[tuple[str, str, int, str]] = [
    # How large.
    ("no size", "plt.figure(figsize=(0, 0))\n", 1, size_is_refused("0 × 0", "0 × 0")),
    ("no width", "plt.figure(figsize=(0, 3))\n", 1, size_is_refused("0 × 3", "0 × 288")),
    ("less than a pixel", "plt.figure(figsize=(1e-3, 1e-3))\n", 1, size_is_refused("0.001 × 0.001", "0 × 0")),
    ("a negative size", "plt.figure(figsize=(-1, 2))\n", 5, "figure size must be positive finite not (-1, 2)"),
    (
        "a size that is no number",
        "plt.figure(figsize=(np.nan, 2))\n",
        5,
        "figure size must be positive finite not (nan, 2)",
    ),
    (
        "a million inches",
        "plt.figure(figsize=(1e6, 1e6))\nplt.plot(range(9))\n",
        1,
        size_is_refused("1e+06 × 1e+06", "96000000 × 96000000"),
    ),
    ("a tall tower, shown", "plt.figure(figsize=(2, 41))\nplt.show()\n", 6, size_is_refused("2 × 41", "192 × 3936")),
    ("a wide film", MOVING + "fig.set_size_inches(50, 1)\n", 1, size_is_refused("50 × 1", "4800 × 96")),
    # How many.
    (
        "200 figures, shown one by one",
        "for n in range(200):\n    plt.figure(figsize=(1, 1))\n    plt.show()\n",
        7,
        TOO_MANY_FIGURES,
    ),
    (
        "200 figures, left open",
        "plt.rcParams['figure.max_open_warning'] = 0\nfor n in range(200): plt.figure(figsize=(1, 1))\n",
        1,
        TOO_MANY_FIGURES,
    ),
    (
        "21 open figures",
        "for n in range(21): plt.figure(figsize=(1, 1))\n",
        5,
        "More than 20 figures have been opened.",
    ),
    # What they say.
    ("a formula that is none", SMALL + "plt.title(r'$\\frac$')\n", 1, "Expected \\frac{num}{den}, found end of text"),
    (
        "a Chinese title",
        SMALL + "plt.title('中')\n",
        1,
        "Glyph 20013 (\\N{CJK UNIFIED IDEOGRAPH-4E2D}) missing from font(s) DejaVu Sans.",
    ),
    (
        "an emoji as title",
        SMALL + "plt.title('🙂')\n",
        1,
        "Glyph 128578 (\\N{SLIGHTLY SMILING FACE}) missing from font(s) DejaVu Sans.",
    ),
    ("a zero in a title", SMALL + "plt.title('a\\0b')\n", 1, "missing from font(s) DejaVu Sans."),
    (
        "a surrogate in a title",
        SMALL + "plt.title('\\ud800')\nplt.show()\n",
        8,
        "set_text(): incompatible function arguments.",
    ),
    # Animations.
    (
        "no frames",
        ANIMATION + "ani = FuncAnimation(fig, draw, frames=0)\n",
        1,
        "This can be caused by passing in a 0 length sequence for *frames*.",
    ),
    (
        "no frames of artists",
        ANIMATION + "ani = ArtistAnimation(fig, [])\n",
        1,
        "an animation without frames: there is nothing to see",
    ),
    ("10,000 frames", ANIMATION + "ani = FuncAnimation(fig, draw, frames=10_000)\n", 1, TOO_MANY_FRAMES),
    (
        "10,000 frames, shown",
        ANIMATION + "ani = FuncAnimation(fig, draw, frames=10_000)\nplt.show()\n",
        12,
        TOO_MANY_FRAMES,
    ),
    (
        "frames without end",
        ANIMATION
        + "import itertools\nani = FuncAnimation(fig, draw, frames=itertools.count(), cache_frame_data=False)\n",
        1,
        TOO_MANY_FRAMES,
    ),
    (
        "frames without end, which Matplotlib refuses",
        ANIMATION + "ani = FuncAnimation(fig, draw)\n",
        11,
        "did not pass an explicit *save_count*",
    ),
    (
        "a frame that cannot be drawn",
        ANIMATION + "def fail(n): return 1 / (1 - n)\nani = FuncAnimation(fig, fail, frames=3)\n",
        11,
        "ZeroDivisionError: division by zero",
    ),
    (
        "a frame that is no artist",
        ANIMATION + "ani = FuncAnimation(fig, lambda n: 3, frames=3, blit=True)\n",
        11,
        "the animation function must return a sequence of Artist objects.",
    ),
    (
        "a figure that grows",
        ANIMATION + "ani = FuncAnimation(fig, lambda n: fig.set_size_inches(1 + n, 1), frames=3)\n",
        1,
        "an animation may not change the size of its figure",
    ),
    (
        "an animation that nobody keeps",
        ANIMATION + "FuncAnimation(fig, draw, frames=2)\n",
        1,
        "Animation was deleted without rendering anything.",
    ),
    (
        "two animations of one figure",
        MOVING + "other = FuncAnimation(fig, draw, frames=3)\n",
        1,
        "2 animations move this figure: let one of them draw all of it",
    ),
    # What asks somebody.
    ("a click", SMALL + "plt.ginput()\n", 7, HELD),
    ("a key", SMALL + "plt.gcf().waitforbuttonpress()\n", 7, HELD),
    ("a line of text", SMALL + "input('? ')\n", 7, "EOFError: EOF when reading a line"),
    (
        "a window",
        "matplotlib.use('TkAgg')\n",
        5,
        "Cannot load backend 'TkAgg' which requires the 'tk' interactive framework",
    ),
    (
        "a window, later",
        SMALL + "plt.switch_backend('QtAgg')\n",
        7,
        "Failed to import any of the following Qt binding modules",
    ),
    ("a backend that is none", "matplotlib.use('klingon')\n", 5, "'klingon' is not a valid value for backend"),
    # What a program breaks.
    (
        "an artist that cannot be drawn",
        SMALL + "def draw(renderer): raise KeyError('mine')\nplt.gca().draw = draw\n",
        7,
        "KeyError: 'mine'",
    ),
    ("a canvas that draws nothing", SMALL + "plt.gcf().canvas.print_figure = lambda *a, **k: None\n", 1, REPLACED),
    ("a film that draws nothing", MOVING + "fig.canvas.print_figure = lambda *a, **k: None\n", 1, REPLACED),
    (
        "no renderer",
        SMALL + "from matplotlib.backends import backend_svg\nbackend_svg.RendererSVG = None\n",
        1,
        "Has the program replaced something that Matplotlib needs?",
    ),
    (
        "no files",
        MOVING + "import pathlib\npathlib.Path.write_bytes = None\n",
        1,
        "Has the program replaced something that Matplotlib needs?",
    ),
    (
        "no pictures",
        MOVING + "from PIL import Image\nImage.Image.save = None\n",
        1,
        "Has the program replaced something that Matplotlib needs?",
    ),
    (
        "a size that is none",
        SMALL + "matplotlib.figure.Figure.get_size_inches = lambda self: None\n",
        1,
        "Has the program replaced something that Matplotlib needs?",
    ),
    (
        "a second Matplotlib",
        "for name in [name for name in sys.modules if name.startswith('matplotlib')]: del sys.modules[name]\n"
        "import matplotlib.pyplot as plt\n" + SMALL,
        1,
        "figures of a Matplotlib that was imported a second time cannot be seen: import it once",
    ),
    (
        "a picture too large to be trusted",
        "from PIL import Image\nImage.new('1', (20_000, 5_000)).save('b.png')\nImage.open('b.png')\n",
        7,
        "could be decompression bomb DOS attack.",
    ),
]

# What looks bad, or is, and does no harm: how many figures, their kind, and what is printed.
SHOWN: list[tuple[str, str, list[str], str]] = [
    ("nothing drawn", "plt.figure()\n", [".svg"], ""),
    (
        "nothing but NaN",
        "plt.plot([np.nan] * 3)\nplt.figure()\nplt.imshow(np.full((3, 3), np.nan))\n",
        [".svg", ".svg"],
        "",
    ),
    ("nothing finite", "plt.plot([np.inf, -np.inf])\n", [".svg"], ""),
    ("ten million points of a line", "plt.plot(np.arange(10_000_000))\n", [".svg"], ""),
    ("300,000 points", "plt.plot(np.random.default_rng(1).random(300_000), ',')\n", [".avif"], ""),
    ("20 open figures", "for n in range(20): plt.figure(figsize=(1, 1))\n", [".svg"] * 20, ""),
    (
        "more than 20, one by one",
        "for n in range(30):\n    plt.figure(figsize=(1, 1))\n    plt.show()\n",
        [".svg"] * 30,
        "",
    ),
    (
        "figures with names, not in order",
        "plt.figure(7, figsize=(1, 1))\nplt.figure('x', figsize=(2, 1))\nplt.figure(3)\n",
        [".svg"] * 3,
        "",
    ),
    ("a million dots an inch", "plt.figure(figsize=(2, 1), dpi=1e6)\nplt.imshow(np.eye(3))\n", [".svg"], ""),
    (
        "a figure of another thread",
        "import threading\nthread = threading.Thread(target=plt.figure)\nthread.start()\nthread.join()\n",
        [".svg"],
        "",
    ),
    ("a closed figure", SMALL + "plt.close()\n", [], ""),
    (
        "a figure that pyplot does not know",
        "from matplotlib.figure import Figure\nFigure().subplots().plot([1])\n",
        [],
        "",
    ),
    (
        "a figure saved by the program",
        SMALL + "plt.savefig('x.png')\nimport os\nprint(os.path.getsize('x.png') > 1000)\n",
        [".svg"],
        "True",
    ),
    ("a figure saved and closed", SMALL + "plt.savefig('x.pdf')\nplt.close()\n", [], ""),
    (
        "what is meant for a window",
        "plt.ion()\n"
        + SMALL
        + "plt.draw()\nplt.pause(9)\nplt.ioff()\nplt.show(block=True)\nprint(plt.get_fignums())\n",
        [".svg"],
        "[]",
    ),
    ("another backend", "matplotlib.use('pdf')\n" + SMALL + "plt.show()\n", [".svg"], ""),
    (
        "another backend, later",
        SMALL + "plt.switch_backend('svg')\nplt.figure(figsize=(1, 1))\nplt.show()\n",
        [".svg", ".svg"],
        "",
    ),
    # Animations.
    ("one frame", ANIMATION + "ani = FuncAnimation(fig, draw, frames=1)\n", [".avif"], ""),
    (
        "a generator with an end",
        ANIMATION + "ani = FuncAnimation(fig, draw, frames=iter([1, 2]), save_count=5)\n",
        [".avif"],
        "",
    ),
    ("no time between frames", ANIMATION + "ani = FuncAnimation(fig, draw, frames=2, interval=0)\n", [".avif"], ""),
    (
        "less than no time between frames",
        ANIMATION + "ani = FuncAnimation(fig, draw, frames=2, interval=-5)\n",
        [".avif"],
        "",
    ),
    ("an animation that was stopped", MOVING + "ani.event_source = None\n", [".avif"], ""),
    ("an animation that was saved", MOVING + "ani.save('x.gif', writer='pillow')\n", [".avif"], ""),
    (
        "an animation that shows itself",
        ANIMATION + "ani = FuncAnimation(fig, lambda n: plt.show(), frames=2)\n",
        [".avif"],
        "",
    ),
    (
        "an animation that closes itself",
        ANIMATION + "ani = FuncAnimation(fig, lambda n: plt.close(fig), frames=2)\n",
        [".avif"],
        "",
    ),
    (
        "an animation that opens figures",
        ANIMATION + "ani = FuncAnimation(fig, lambda n: plt.figure(9), frames=2)\n",
        [".avif", ".svg"],
        "",
    ),
    (
        "a film of another kind",
        "plt.rcParams.update({'animation.writer': 'klingon', 'savefig.bbox': 'tight', 'savefig.dpi': 1e6})\n" + MOVING,
        [".avif"],
        "",
    ),
]

# What a program may put in the place of what figures are taken with: they are the same.
REPLACING = [
    "plt.show = lambda *a, **k: None; plt.show()",
    "plt.show = None",
    "plt.savefig = None",
    "plt.close = None",
    "plt.close = lambda *a: None",
    "plt.figure = plt.gcf = None",
    "plt.get_fignums = lambda: []",
    "plt.get_fignums = None",
    "plt.rc_context = None",
    "matplotlib.figure.Figure.savefig = None",
    "matplotlib.figure.Figure.savefig = lambda self, file, **k: file.write(b'<svg></svg>')",
    "plt.gcf().savefig = None",
    "plt.gcf().__class__ = type('Mine', (matplotlib.figure.Figure,), {'savefig': None, 'get_dpi': None})",
    "from matplotlib._pylab_helpers import Gcf; Gcf.get_all_fig_managers = Gcf.destroy = lambda *a: []",
    "from matplotlib.animation import Animation; Animation.save = None",
    "from PIL import Image; Image.open = None",
    "import gc; gc.get_objects = gc.collect = None",
    "import os; os.mkdir('x'); os.chdir('x')",
    "import importlib; importlib.reload(plt)",
    "del sys.modules['matplotlib']",
    "del sys.modules['matplotlib.pyplot']",
    "del plt, matplotlib",
    "plt.rcParams.update({'svg.fonttype': 'none', 'svg.hashsalt': 'my', 'svg.id': 'my', 'svg.image_inline': False})",
    "plt.rcParams.update({'savefig.dpi': 1e5, 'savefig.format': 'pdf', 'savefig.orientation': 'landscape'})",
    "plt.rcParams.update({'savefig.bbox': 'tight', 'savefig.pad_inches': 50})",
    "plt.rcParams.update({'savefig.transparent': True, 'savefig.facecolor': 'red', 'savefig.edgecolor': 'red'})",
]

# What a picture must not hold, whoever opens it.
TITLES = [
    "<script>alert(1)</script>",
    "</text></svg>",
    "--><script>",
    "]]>",
    "&lt;&amp;",
    "שלום",
    "مرحبا",
    "costs $5 and $6",
    "$\\\\frac{1}{2}$",
]


@pytest.mark.parametrize(("code", "line", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_no_page_can_show_is_refused_with_its_reason(checkout: Checkout, code: str, line: int, said: str) -> None:
    error = checkout.failure(IMPORTS + code)
    assert error.place == f"snippets/demo/one.py:{line}"
    assert said in error.details
    if said.startswith(("a figure of", "a program may", "an animation", "Matplotlib drew")):
        # Our own reasons come last, and nothing of our own code with them.
        assert error.found == 'the cell "a" raised FigureError'
        assert error.details.splitlines()[-1] == f"FigureError: {said}"
        assert "_save" not in error.details


@pytest.mark.parametrize(
    "code", [SMALL + "plt.title(r'$\\frac$')\n", MOVING + "matplotlib.animation.FuncAnimation.new_frame_seq = None\n"]
)
def test_what_comes_up_in_drawing_names_the_figure(checkout: Checkout, code: str) -> None:
    assert "This came up when figure 2 of the cell was drawn." in checkout.failure(IMPORTS + SMALL + code).details


@pytest.mark.parametrize(("code", "kinds", "printed"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_what_looks_bad_is_shown(checkout: Checkout, code: str, kinds: list[str], printed: str) -> None:
    checkout.snippet(IMPORTS + code)
    with checkout.run() as result:
        (cell,) = result.cells
        assert ([figure.path.suffix for figure in cell.figures], cell.text) == (kinds, printed)
        for figure in cell.figures:
            check(figure)


def check(figure: Figure) -> None:
    """It can be opened, and has the shape that the page is told."""
    if figure.path.suffix == ".svg":
        root = ET.parse(figure.path).getroot()
        sides = [float(root.attrib[side].removesuffix("pt")) * 96 / 72 for side in ("width", "height")]
    else:
        with Image.open(figure.path) as picture:
            picture.load()
            sides = [side * figure.width / picture.width for side in picture.size]
    assert sides == pytest.approx([figure.width, figure.height], abs=1)


def test_an_animation_without_time_between_its_frames_still_has_them_all(checkout: Checkout) -> None:
    checkout.snippet(IMPORTS + ANIMATION + "ani = FuncAnimation(fig, draw, frames=3, interval=0)\n")
    with checkout.run() as result, Image.open(result.cells[0].figures[0].path) as picture:
        assert getattr(picture, "n_frames", 1) == 3


def drawn(checkout: Checkout, code: str) -> list[bytes]:
    checkout.snippet(IMPORTS + code)
    with checkout.run() as result:
        return [path.read_bytes() for cell in result.cells for figure in cell.figures for path in figure.paths]


@pytest.fixture(scope="module")
def unharmed() -> list[bytes]:
    """What PICTURES leaves where nothing is replaced: filled by the first who asks."""
    return []


@pytest.mark.parametrize("code", REPLACING)
def test_whatever_a_program_replaces_its_figures_are_the_same(
    checkout: Checkout, unharmed: list[bytes], code: str
) -> None:
    unharmed += [] if unharmed else drawn(checkout, PICTURES)
    assert len(unharmed) == 3
    assert drawn(checkout, f"{PICTURES}{code}\n") == unharmed


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_drawn_and_nothing_else(checkout: Checkout, title: str) -> None:
    code = f"plt.figure(figsize=(2, 1))\nplt.title('{title}', gid='\"><script>')\n"
    (svg,) = drawn(checkout, code)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "defs", "style", "g", "path", "use", "rect", "clipPath", "metadata", "RDF", "Work", "type"}
    assert not re.search(rb"<script|<text", svg)


def test_what_comes_up_in_drawing_is_not_the_exception_that_a_lesson_shows(checkout: Checkout) -> None:
    error = checkout.failure(RAISING + SMALL + "plt.title('🙂')\n# %% b\nprint(1)\n")
    assert error.found == 'the cell "a" raised UserWarning'
    assert "This came up when figure 1 of the cell was drawn." in error.details


def test_a_figure_that_cannot_be_shown_is_told_where_its_cell_shows_an_exception(checkout: Checkout) -> None:
    error = checkout.failure(RAISING + "plt.figure(figsize=(0, 1))\n1 / 0\n")
    assert error.found == 'the cell "a" raised FigureError'
