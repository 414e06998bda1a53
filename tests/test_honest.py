"""What no run has left is never shown: whatever is done to a record, `check` and the build refuse it in words.

Only who forges a record with care, its checksums too, gets past them. That one is found by running the program again.
"""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build import build
from conftest import Checkout
from paotong.cells.library import load_snippet
from paotong.check.all_rules import findings
from paotong.errors import PaotongError
from paotong.project import LANGUAGES
from paotong.record.index import SEAL, checksum
from paotong.record.key import key_of
from paotong.record.state import State, standing_of
from paotong.record.store import read_record, write_record
from paotong.run.result import CellResult, Figure, RunResult
from verify import verify

PROGRAM = '# %% say\nprint("loss 0.25")\n# %% draw\nprint("drawn")\n# %% film\nprint("filmed")\n# %% quiet\n'
CELLS = ("say", "draw", "film", "quiet")
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L{}"/></svg>\n'
FILES = ("draw.2.svg", "draw.svg", "draw.txt", "film.avif", "film.still.avif", "film.txt", "record.json", "say.txt")


def page(slug: str) -> str:
    options = {
        "draw": "\nalt: one\nalt: another",
        "film": "\nalt: a film",
    }
    blocks = [f"``` snippet\n{slug}.py:{cell}{options.get(cell, '')}\n```\n" for cell in CELLS]
    return "\n".join(["# A lesson\n", *blocks, f"``` snippet\n{slug}.py\n```\n"])


def keep(checkout: Checkout, slug: str, loss: str = "0.25") -> Path:
    """A record as a run would leave it, without the run."""
    drawn = checkout.project.root / "drawn"
    drawn.mkdir(exist_ok=True)
    for name in ("1", "2"):
        (drawn / f"{name}.svg").write_text(DRAWING.format(name))
    for name in ("film", "still"):
        (drawn / f"{name}.avif").write_bytes(b"\0\0\0\x20ftypavif\xff\r\n" + name.encode())
    figures = tuple(Figure(drawn / f"{name}.svg", 640, 480) for name in ("1", "2"))
    film = Figure(drawn / "film.avif", 640, 480, drawn / "still.avif")
    cells = (
        CellResult("say", f"loss {loss}"),
        CellResult("draw", "drawn", figures),
        CellResult("film", "filmed", (film,), cut_lines=3),
        CellResult("quiet", ""),
    )
    run = RunResult(slug, cells, {"python": platform.python_version()}, 0.1, (2, 4, 6))
    write_record(checkout.project, run, key_of(checkout.project, load_snippet(checkout.project, slug)))
    return checkout.project.outputs / slug


@pytest.fixture
def two(checkout: Checkout) -> Checkout:
    """Two lessons whose programs are the same, and a site that was built before."""
    for slug in ("demo/one", "demo/two"):
        checkout.lesson(PROGRAM, page(slug), slug)
        keep(checkout, slug, loss="0.25" if slug == "demo/one" else "0.26")
    (checkout.project.root / "site").mkdir()
    (checkout.project.root / "site" / "index.html").write_text("as it was")
    assert findings(checkout.project) == []
    return checkout


def is_refused(checkout: Checkout, capsys: pytest.CaptureFixture[str], *slugs: str) -> str:
    """By `check` and by the build, of each of these lessons; gives what the build says."""
    slugs = slugs or ("demo/one",)
    found = findings(checkout.project)
    for slug in slugs:
        assert any(problem.place.startswith(f"outputs/{slug}") and problem.error.cure for problem in found)
        standing = standing_of(checkout.project, slug, load_snippet(checkout.project, slug))
        assert standing.state is not State.CURRENT
        assert standing.shown is None
    assert build(checkout.project) == 1
    told = capsys.readouterr().err
    assert all(str(problem) in told for problem in found)
    assert "Traceback" not in told
    assert (checkout.project.root / "site" / "index.html").read_text() == "as it was"
    return told


@pytest.mark.parametrize("name", FILES)
def test_any_byte_that_changed_is_found(two: Checkout, name: str) -> None:
    path = two.project.outputs / "demo" / "one" / name
    whole = path.read_bytes()
    chance = random.Random(name)
    for place in {0, len(whole) - 1, *chance.choices(range(len(whole)), k=50)}:
        changed = bytearray(whole)
        changed[place] ^= chance.randrange(1, 256)
        path.write_bytes(changed)
        assert standing_of(two.project, "demo/one", load_snippet(two.project, "demo/one")).shown is None
        assert [problem.place.startswith("outputs/demo/one") for problem in findings(two.project)] == [True]
    path.write_bytes(whole)
    assert findings(two.project) == []


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def halve(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def append_a_line(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def double(path: Path) -> None:
    path.write_bytes(path.read_bytes() * 2)


def mark_as_unicode(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def delete(path: Path) -> None:
    path.unlink()


def rename(path: Path) -> None:
    path.rename(path.with_name(f"a-{path.name}"))


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_link(path: Path) -> None:
    """To the very same content."""
    elsewhere = path.parents[3] / f"elsewhere{path.suffix}"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def make_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nothing")


def make_link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def make_pipe(path: Path) -> None:
    """Who opened it would wait for ever."""
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("name", ["say.txt", "draw.svg", "film.avif", "record.json"])
@pytest.mark.parametrize(
    "change",
    [
        empty,
        cut,
        halve,
        append_a_line,
        double,
        mark_as_unicode,
        delete,
        rename,
        make_folder,
        make_link,
        make_link_to_nothing,
        make_link_to_itself,
        make_pipe,
    ],
)
def test_a_file_that_is_another_is_refused(
    two: Checkout, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], name: str
) -> None:
    change(two.project.outputs / "demo" / "one" / name)
    assert f"outputs/demo/one/{name}" in is_refused(two, capsys) or change is rename


def swap(one: Path, other: Path) -> None:
    third = one.with_name("third")
    one.rename(third)
    other.rename(one)
    third.rename(other)


def swap_figures(folder: Path) -> None:
    swap(folder / "draw.svg", folder / "draw.2.svg")


def swap_film_and_still(folder: Path) -> None:
    swap(folder / "film.avif", folder / "film.still.avif")


def swap_texts(folder: Path) -> None:
    swap(folder / "say.txt", folder / "draw.txt")


def edit_a_digit(folder: Path) -> None:
    path = folder / "say.txt"
    path.write_text(path.read_text().replace("0.25", "0.24"))


def add_a_file(folder: Path) -> None:
    (folder / "extra.txt").touch()


def add_a_hidden_file(folder: Path) -> None:
    (folder / ".extra").touch()


def add_a_folder(folder: Path) -> None:
    (folder / "extra").mkdir()


def take_all(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def make_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a record")


def link_to_the_other(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to("two")


def link_to_itself(folder: Path) -> None:
    folder.rename(folder.parents[2] / "elsewhere")
    folder.symlink_to(folder.parents[2] / "elsewhere")


def link_to_nothing(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to("nothing")


def copy_the_other(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder.parent / "two", folder)


def copy_a_file_of_the_other(folder: Path) -> None:
    shutil.copy(folder.parent / "two" / "say.txt", folder)


def copy_the_others_index(folder: Path) -> None:
    shutil.copy(folder.parent / "two" / "record.json", folder)


@pytest.mark.parametrize(
    "change",
    [
        swap_figures,
        swap_film_and_still,
        swap_texts,
        edit_a_digit,
        add_a_file,
        add_a_hidden_file,
        add_a_folder,
        take_all,
        make_a_file,
        link_to_the_other,
        link_to_itself,
        link_to_nothing,
        copy_the_other,
        copy_a_file_of_the_other,
        copy_the_others_index,
    ],
)
def test_a_folder_that_is_another_is_refused(
    two: Checkout, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None]
) -> None:
    change(two.project.outputs / "demo" / "one")
    is_refused(two, capsys)


def test_two_lessons_records_in_each_others_place_are_told(two: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    """Their programs are the same, so that their keys are, too."""
    outputs = two.project.outputs / "demo"
    swap(outputs / "one", outputs / "two")
    told = is_refused(two, capsys, "demo/one", "demo/two")
    assert "outputs/demo/one/record.json: is the record of demo/two" in told
    assert "outputs/demo/two/record.json: is the record of demo/one" in told


def test_line_ends_that_git_changed_are_told(two: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    """As on Windows with core.autocrlf."""
    folder = two.project.outputs / "demo" / "one"
    for path in (folder / "say.txt", folder / "draw.svg", folder / "record.json"):
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"\n", b"\r\n"))
        assert f"outputs/demo/one/{path.name}: has other line ends" in is_refused(two, capsys)
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "1",
        '"record"',
        "NaN",
        '{"key": ',
        '{"key": null}',
        '{"key": {"recorder": "3"}}',
        '{"key": {"recorder": true}}',
        '{"key": {"recorder": 1}}',
        '{"key": {"recorder": 99}}',
        '{"checksum": 3}',
        "[" * 100_000,
        '{"key":' * 100_000,
        "9" * 10_000,
        "\0",
        "\ud800",
    ],
)
def test_an_index_that_is_none_is_refused(two: Checkout, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = two.project.outputs / "demo" / "one" / "record.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    is_refused(two, capsys)


def test_a_second_value_that_hides_the_first_is_refused(two: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    """What reads JSON takes the last of two, and a person the first."""
    path = two.project.outputs / "demo" / "one" / "record.json"
    path.write_text(path.read_text().replace('  "seconds": 0.1,', '  "seconds": 9.9,\n  "seconds": 0.1,'))
    is_refused(two, capsys)


def test_a_layout_of_its_own_is_refused(two: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    path = two.project.outputs / "demo" / "one" / "record.json"
    path.write_text(json.dumps(json.loads(path.read_text())))
    is_refused(two, capsys)


# A way to a value in record.json, and what is put there; all is then sealed anew, as only intent would do it.
GONE = object()
WHOLE = ("slug", "key", "versions", "seconds", "code_lines", "cells", "files")
OF_KEY = ("code", "files", "packages", "python", "recorder")
SEALED_AGAIN: list[tuple[Any, Any]] = [
    *(([name], GONE) for name in WHOLE),
    *(([name], None) for name in WHOLE),
    *(([name], []) for name in ("slug", "key", "versions", "seconds", "code_lines", "files")),
    *(([name], {}) for name in ("slug", "key", "seconds", "code_lines", "cells")),
    *((["key", name], GONE) for name in OF_KEY),
    *((["key", name], 7.5) for name in OF_KEY),
    (["key", "code"], "0" * 64),
    (["key", "files"], {"snippets/demo/data.csv": "0" * 64}),
    (["key", "packages"], {"torch": "2.13.0"}),
    (["key", "python"], "3.9"),
    (["key", "recorder"], 10**30),
    (["key", "more"], 1),
    (["more"], 1),
    (["slug"], "demo/two"),
    (["slug"], "../demo/one"),
    (["versions"], {}),
    (["versions", "python"], "3.9.1"),
    (["versions", "torch"], "2.13.0"),
    (["versions", "\ud800"], "1"),
    (["versions", "python"], f"{platform.python_version()}\ud800"),
    *((["seconds"], value) for value in (1, True, "0.1", -0.1, float("nan"), float("inf"), float("-inf"))),
    *((["code_lines"], value) for value in ("1", "1-2 ", "a-b", "1-2-3", "1-9999999999", " ")),
    (["cells"], []),
    (["cells", 0], "say"),
    (["cells", 0], {}),
    (["cells", 0, "name"], "other"),
    (["cells", 0, "name"], "draw"),
    (["cells", 0, "name"], ["say"]),
    (["cells", 0, "text"], GONE),
    (["cells", 0, "text"], "../../two/say.txt"),
    (["cells", 0, "text"], "draw.txt"),
    (["cells", 0, "text"], None),
    (["cells", 2, "cut_lines"], -1),
    (["cells", 2, "cut_lines"], True),
    (["cells", 2, "cut_lines"], 10**20),
    (["cells", 1, "figures"], []),
    (["cells", 1, "figures"], {}),
    (["cells", 1, "figures", 0], "draw.svg"),
    (["cells", 1, "figures", 0, "file"], "draw.txt"),
    (["cells", 1, "figures", 0, "file"], "../two/draw.svg"),
    (["cells", 1, "figures", 0, "file"], "/etc/passwd.svg"),
    (["cells", 1, "figures", 0, "still"], "film.still.avif"),
    (["cells", 1, "figures", 0, "width"], 0),
    (["cells", 1, "figures", 0, "width"], 640.0),
    (["cells", 1, "figures", 0, "height"], "480"),
    (["cells", 1, "figures", 0, "height"], GONE),
    (["files", "say.txt"], GONE),
    (["files", "say.txt"], 1),
    (["files", "say.txt"], "0" * 64),
    (["files", "record.json"], "0" * 64),
    (["files", "../../../pyproject.toml"], "0" * 64),
]


def seal(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the index, and make all checksums right."""
    index = folder / "record.json"
    told = json.loads(index.read_text())
    del told["checksum"]
    told["files"] = {path.name: checksum(path.read_bytes()) for path in sorted(folder.iterdir()) if path != index}
    change(told)
    # As `sealed` does, but with escapes: what is no text can be written so alone.
    body = json.dumps(told, indent=2).removesuffix("\n}").encode()
    index.write_bytes(body + SEAL.format(checksum(body)).encode())


@pytest.mark.parametrize(("way", "value"), SEALED_AGAIN)
def test_a_sealed_index_that_no_run_writes_is_refused(
    two: Checkout, capsys: pytest.CaptureFixture[str], way: Any, value: Any
) -> None:
    def change(told: Any) -> None:
        *steps, last = way
        for step in steps:
            told = told[step]
        if value is GONE:
            del told[last]
        else:
            told[last] = value

    seal(two.project.outputs / "demo" / "one", change)
    is_refused(two, capsys)


def test_a_sealed_text_that_is_none_is_refused(two: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    folder = two.project.outputs / "demo" / "one"
    (folder / "say.txt").write_bytes(b"\xff\n")
    seal(folder, lambda told: None)
    assert "is no text" in is_refused(two, capsys)


def test_sealing_alone_changes_nothing(two: Checkout) -> None:
    """So that it was what is changed above that was refused."""
    seal(two.project.outputs / "demo" / "one", lambda told: None)
    assert findings(two.project) == []


def test_a_record_of_another_recorder_is_stale(two: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is told to have edited what an older checkout wrote in its own way."""
    path = two.project.outputs / "demo" / "one" / "record.json"
    path.write_text('{"key": {"recorder": 2}, "checksum": "of another kind"}')
    assert "outputs/demo/one: is stale: the recorder changed" in is_refused(two, capsys)
    with pytest.raises(PaotongError, match="is of recorder 2"):
        read_record(two.project, "demo/one")


def test_a_careful_forgery_gets_past_the_checksums_and_is_found_by_running_it(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    program = "# %% say\nprint('loss', 1 / 4)\n# %% draw\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
    blocks = ["say", "draw\nalt: a line"]
    text = "\n".join(["# One", *(f"\n``` snippet\ndemo/one.py:{block}\n```" for block in blocks)])
    checkout.lesson(program, f"{text}\n\n``` snippet\ndemo/one.py\n```\n")
    folder = checkout.record()

    def shown(*lines: str) -> None:
        assert findings(checkout.project) == []
        assert verify(checkout.project, ["demo/one"], 1, checkout.start) == 1
        told = capsys.readouterr().out
        assert "outputs/demo/one does not reproduce:" in told
        assert all(line in told for line in lines)

    (folder / "say.txt").write_text("loss 0.15\n")
    seal(folder, lambda told: None)
    shown("-loss 0.15", "+loss 0.25")

    checkout.record()
    seal(folder, lambda told: told["cells"][1]["figures"][0].update(width=1))
    shown("draw: figures were svg 1 ×")

    checkout.record()
    (folder / "draw.svg").unlink()
    seal(folder, without_figure)
    for language in LANGUAGES:  # the forger is thorough
        checkout.page(f"{text}\n\n``` snippet\ndemo/one.py\n```\n".replace("\nalt: a line", ""), language=language)
    shown("draw: figures were none; now svg")


def without_figure(told: dict[str, Any]) -> None:
    del told["cells"][1]["figures"]
