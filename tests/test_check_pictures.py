"""check: every picture says what it shows, and none is too heavy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from conftest import REPOSITORY, Checkout
from paotong.check.rules.pictures import pictures, translated
from paotong.check.rules.weights import page_weights, weight, weights
from paotong.check.sources import Sources
from paotong.site import CONFIGURATION_FILES

PROGRAM = "# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1])\n"
PAGE = "``` snippet\ndemo/one.py:a\nalt: {}\n```\n\n``` snippet\ndemo/one.py\n```\n"


@pytest.fixture
def site(checkout: Checkout) -> Checkout:
    for name in CONFIGURATION_FILES:
        shutil.copy(REPOSITORY / name, checkout.project.root)
    return checkout


def told(site: Checkout) -> list[str]:
    sources = Sources(site.project)
    found = [*pictures(sources), *translated(sources)]
    return [f"{'? ' * finding.warning}{finding.place.removeprefix('docs/')}: {finding.found}" for finding in found]


def test_good_pictures_are_not_told(site: Checkout) -> None:
    site.lesson(PROGRAM, PAGE)
    site.record()
    site.page(PAGE.format("一条直线") + "\n![一只小猫](cat.webp) ![](line.svg){ role=presentation }\n")
    site.page(PAGE.format("a flat line") + '\n<img src="cat.webp" alt="a small cat">\n`![](x.png)`\n', language="en")
    assert told(site) == []


@pytest.mark.parametrize(
    "text", ["", "\n", "![", "\ufeff---\r\na: '\"'\r\n---\r\n", "~~~\n![](x.png)\n~~~", "!" * 100_000]
)
def test_odd_pages_are_not_told(site: Checkout, text: str) -> None:
    site.page(text)
    assert told(site) == []


def test_a_good_picture_from_the_same_file_is_not_told(site: Checkout) -> None:
    site.page("![a small cat](x.png)\n\n![](x.png)\n")
    assert told(site) == ["zh/demo/one.md:3: the picture x.png has no alternative text"]


def test_a_picture_from_another_server_is_told_as_such(site: Checkout) -> None:
    site.page("![](https://a.b/x.png)\n")
    assert told(site) == []


def test_a_fence_that_is_never_closed_is_none(site: Checkout) -> None:
    site.page("~~~\n![](x.png)\n")
    assert told(site) == ["zh/demo/one.md: the picture x.png has no alternative text"]


def test_a_program_that_cannot_be_read_is_told_elsewhere(site: Checkout) -> None:
    site.lesson("# %% a\nprint(", PAGE.format("x"))
    sources = Sources(site.project)
    assert [*weights(sources), *page_weights(sources)] == []
    assert told(site) == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("![](x.png)", "zh/demo/one.md:6: the picture x.png has no alternative text"),
        ('<img src="x.png">', "zh/demo/one.md:6: the picture x.png has no alternative text"),
        ("- ![ ](x.png)", "zh/demo/one.md:6: the picture x.png has no alternative text"),
        ("!!! note\n\n    ![](x.png)", "zh/demo/one.md:8: the picture x.png has no alternative text"),
        ("![x.png](x.png)", '? zh/demo/one.md:6: "x.png" hardly says what the picture shows'),
        ("![loss_curve_2.svg](x.png)", '? zh/demo/one.md:6: "loss_curve_2.svg" hardly says what the picture shows'),
        ("![小猫](x.png)", '? zh/demo/one.md:6: "小猫" hardly says what the picture shows'),
        ("![a small cat](data:image/png;base64,AA)", "zh/demo/one.md:6: a picture that is written into the page"),
    ],
)
def test_a_picture_that_says_nothing_is_told(site: Checkout, written: str, message: str) -> None:
    site.page(f"---\nlevel: 1\n---\n# One\n\n{written}\n")
    (line,) = told(site)
    assert line.startswith(message)


def test_the_figures_of_blocks_are_told_too(site: Checkout) -> None:
    site.snippet("# %% a\nimport matplotlib.pyplot as plt\nfor _ in range(2): plt.figure()\n")
    site.record()
    site.page("- item\n\n    ``` snippet\n    demo/one.py:a\n    alt: one flat line\n    alt: two\n    ```\n")
    assert told(site) == ['? zh/demo/one.md:6: "two" hardly says what the picture shows']


def test_a_text_that_was_not_translated_is_told_on_the_page_whose_language_it_is_not(site: Checkout) -> None:
    site.snippet("# %% a\nimport matplotlib.pyplot as plt\nfor _ in range(3): plt.figure()\n")
    site.record()
    block = "``` snippet\ndemo/one.py:a\nalt: {}\nalt: {}\nalt: 0.5 → 1.5\n```\n\n![{}](x.png)\n"
    site.page(block.format("一条平的直线", "a flat line", "一只小猫"))
    site.page(block.format("一条平的直线", "a flat line", "a small cat"), language="en")
    assert told(site) == [
        "en/demo/one.md:3: the alternative text is that of the other language: 一条平的直线",
        "zh/demo/one.md:4: the alternative text is that of the other language: a flat line",
    ]


def test_a_page_without_its_twin_is_not_told(site: Checkout) -> None:
    site.page("![a flat line](x.png)\n")
    assert told(site) == []


def test_the_weight_of_a_drawing_is_what_a_server_sends(tmp_path: Path) -> None:
    for name in ("a.svg", "a.avif"):
        (tmp_path / name).write_text("<svg>" + "0 " * 50_000)
    assert weight([tmp_path / "a.avif"]) == 100_005
    assert weight([tmp_path / "a.svg"]) < 1000
    # As it lies there it is light enough, so nobody looks further.
    assert weight([tmp_path / "a.svg"], most=200_000) == 100_005


def heavy(site: Checkout) -> list[str]:
    sources = Sources(site.project)
    return [str(finding) for finding in [*weights(sources), *page_weights(sources)]]


@pytest.fixture
def drawn(site: Checkout) -> Checkout:
    """A page with a drawing and an animation."""
    site.snippet("""\
        # %% a
        import matplotlib.pyplot as plt
        plt.plot([1])
        # %% b
        from matplotlib.animation import FuncAnimation
        fig, ax = plt.subplots(figsize=(2, 1))
        ani = FuncAnimation(fig, lambda frame: None, frames=2)
        """)
    site.page(PAGE.format("a flat line") + "\n``` snippet\ndemo/one.py:b\nalt: nothing moves\n```\n")
    site.record()
    return site


def test_light_pictures_are_not_told(drawn: Checkout) -> None:
    assert heavy(drawn) == []


def test_a_heavy_drawing_is_told_with_its_cell(drawn: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paotong.check.rules.weights.HEAVIEST_STILL", 1000)
    drawing, still = heavy(drawn)
    assert re.fullmatch(
        r"snippets/demo/one.py:1: outputs/demo/one/a.svg weighs \d kB\n"
        r"  expected: at most 1 kB, for a slow line\n"
        r"  cure: draw fewer points, as `x\[::5\]`, or smaller, as .*rasterized=True\)`",
        drawing,
    )
    assert still.startswith("snippets/demo/one.py:4: outputs/demo/one/b.still.avif weighs")
    assert "rasterized" not in still


def test_a_heavy_animation_is_told_with_its_cell(drawn: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paotong.check.rules.weights.HEAVIEST_ANIMATION", 1000)
    (message,) = heavy(drawn)
    assert message.startswith("snippets/demo/one.py:4: outputs/demo/one/b.avif weighs")
    assert "cure: give it fewer frames, as `frames=40`," in message


def test_a_page_whose_pictures_are_heavy_together_is_told(drawn: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paotong.check.rules.weights.STILLS_OF_A_PAGE", 1000)
    monkeypatch.setattr("paotong.check.rules.weights.ANIMATIONS_OF_A_PAGE", 1000)
    pictures_, animations = heavy(drawn)
    assert pictures_.startswith("docs/zh/demo/one.md: its pictures weigh")
    assert "cure: in outputs/demo/one/a.svg, the heaviest: draw fewer points" in pictures_
    assert animations.startswith("docs/zh/demo/one.md: its animations weigh")


def test_a_heavy_picture_beside_the_pages_is_told(site: Checkout) -> None:
    (site.project.docs("zh") / "cat.png").write_bytes(bytes(90_000))
    (site.project.docs("en") / "cat.png").write_bytes(bytes(40_000))
    (site.project.docs("zh") / "figures").mkdir()
    (site.project.docs("zh") / "figures" / "cat.png").write_bytes(bytes(90_000))
    (message,) = heavy(site)
    assert message.startswith("docs/zh/cat.png: the picture weighs 90 kB\n  expected: at most 40 kB, for a slow line")
    assert "image.save('docs/zh/cat.webp', quality=60)" in message
