"""record: written whole or not at all, read back as it was, and nothing that a hand changed passes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import REPOSITORY, Checkout
from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.record.key import key_of
from paotong.record.state import State, standing_of
from paotong.record.store import read_record, recorded_slugs, write_record

PROGRAM = """\
# %% say
print("one\\n\\ntwo")
# %% draw
import matplotlib.pyplot as plt
plt.plot([1, 2])
# %% quiet
"""


def state(checkout: Checkout) -> State:
    return standing_of(checkout.project, "demo/one", load_snippet(checkout.project, "demo/one")).state


def test_a_record_is_read_back_as_it_was_written(checkout: Checkout) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    assert sorted(path.name for path in folder.iterdir()) == ["draw.svg", "record.json", "say.txt"]
    assert (folder / "say.txt").read_text() == "one\n\ntwo\n"
    record = read_record(checkout.project, "demo/one")
    assert [(cell.name, cell.text, len(cell.figures)) for cell in record.run.cells] == [
        ("say", "one\n\ntwo", 0),
        ("draw", "", 1),
        ("quiet", "", 0),
    ]
    assert set(record.run.versions) == {"python", "matplotlib"}
    assert record.run.code_lines == (2, 4, 5)


def test_a_new_record_is_current_until_the_code_changes(checkout: Checkout) -> None:
    checkout.snippet(PROGRAM)
    assert state(checkout) is State.MISSING
    checkout.record()
    assert state(checkout) is State.CURRENT
    checkout.snippet(PROGRAM.replace("plt.plot", "# zh: 线\n# en: a line\nplt.plot"))
    assert state(checkout) is State.CURRENT
    checkout.snippet(PROGRAM.replace("two", "three"))
    assert state(checkout) is State.STALE


def change_text(folder: Path) -> None:
    (folder / "say.txt").write_text("one\n\nthree\n")


def change_figure(folder: Path) -> None:
    with (folder / "draw.svg").open("a") as file:
        file.write(" ")


def remove_figure(folder: Path) -> None:
    (folder / "draw.svg").unlink()


def make_figure_a_folder(folder: Path) -> None:
    remove_figure(folder)
    (folder / "draw.svg").mkdir()


def add_file(folder: Path) -> None:
    (folder / "extra.svg").write_text("<svg/>")


def change_seconds(folder: Path) -> None:
    index = json.loads((folder / "record.json").read_text())
    index["seconds"] = 0.0
    (folder / "record.json").write_text(json.dumps(index))


def change_key(folder: Path) -> None:
    index = json.loads((folder / "record.json").read_text())
    index["key"]["code"] = "0" * 64
    (folder / "record.json").write_text(json.dumps(index))


def cut_index(folder: Path) -> None:
    (folder / "record.json").write_text('{"key": ')


def replace_index(folder: Path) -> None:
    (folder / "record.json").write_text("[]")


@pytest.mark.parametrize(
    "change",
    [
        change_text,
        change_figure,
        remove_figure,
        make_figure_a_folder,
        add_file,
        change_seconds,
        change_key,
        cut_index,
        replace_index,
    ],
)
def test_a_record_that_a_hand_changed_is_refused(checkout: Checkout, change) -> None:  # type: ignore[no-untyped-def]
    checkout.snippet(PROGRAM)
    change(checkout.record())
    assert state(checkout) is State.EDITED
    with pytest.raises(PaotongError, match=r"cure: make a new one: python scripts/run\.py demo/one"):
        read_record(checkout.project, "demo/one")


def test_a_write_that_fails_leaves_the_old_record(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    snippet = load_snippet(checkout.project, "demo/one")

    def disk_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with checkout.run() as result:
        monkeypatch.setattr("paotong.record.store.shutil.copyfile", disk_full)
        with pytest.raises(OSError, match="No space"):
            write_record(checkout.project, result, key_of(checkout.project, snippet))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["one"]


def test_what_was_interrupted_between_two_renames_is_restored(checkout: Checkout) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    folder.rename(folder.parent / ".one.old")
    assert state(checkout) is State.CURRENT
    assert recorded_slugs(checkout.project) == ["demo/one"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_each_record_whole(checkout: Checkout, sign: signal.Signals) -> None:
    checkout.snippet("# %% a\nprint('old')\n")
    checkout.record()
    checkout.snippet("# %% a\nopen('began', 'w')\nimport time\ntime.sleep(60)\n")
    checkout.snippet("# %% a\nprint('quick')\n", "demo/two")
    command = [sys.executable, str(REPOSITORY / "scripts" / "run.py"), "--root", str(checkout.project.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 20
        while not (checkout.project.outputs / "demo" / "two").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(sign)
        _, told = running.communicate(timeout=20)
    assert running.returncode == (-9 if sign == signal.SIGKILL else 130)
    assert read_record(checkout.project, "demo/one").cell("a").text == "old"
    assert read_record(checkout.project, "demo/two").cell("a").text == "quick"
    if sign != signal.SIGKILL:
        assert "Interrupted" in told
    assert not list((checkout.project.outputs / "demo").glob(".*"))
