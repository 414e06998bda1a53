"""publish: the copies of the figures are level with the records, and cheap where nothing changed."""

from __future__ import annotations

from conftest import Checkout
from paotong.render.publish import publish_figures

PROGRAM = "# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n"


def published(checkout: Checkout) -> dict[str, bytes]:
    publish_figures(checkout.project, "zh")
    folder = checkout.project.docs("zh") / "figures"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_copies_follow_the_records(checkout: Checkout) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    assert published(checkout) == {"demo/one/a.svg": (folder / "a.svg").read_bytes()}
    checkout.snippet(PROGRAM.replace("[1, 2]", "[2, 1]").replace("%% a", "%% b"))
    checkout.record()
    assert published(checkout) == {"demo/one/b.svg": (folder / "b.svg").read_bytes()}
    checkout.snippet("# %% a\n")
    checkout.record()
    assert published(checkout) == {}


def test_a_copy_that_went_missing_comes_back(checkout: Checkout) -> None:
    checkout.snippet(PROGRAM)
    checkout.record()
    published(checkout)
    (checkout.project.docs("zh") / "figures" / "demo" / "one" / "a.svg").unlink()
    (checkout.project.docs("zh") / "figures" / "demo" / "one").rmdir()
    (checkout.project.docs("zh") / "figures" / "demo").rmdir()
    (checkout.project.docs("zh") / "figures").rmdir()
    assert set(published(checkout)) == {"demo/one/a.svg"}
