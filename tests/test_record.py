"""record: written whole or not at all, read back as it was, however many write at once. See also test_honest."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from conftest import Checkout, command_line, files_of, wait_until
from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.record.key import key_of
from paotong.record.state import State, standing_of
from paotong.record.store import read_record, recorded_slugs, tidy_records, write_record
from paotong.recording import CURRENT, RAN, record_each
from paotong.run.launch import run_snippet
from paotong.run.result import RunResult
from paotong.whole import locked, replacing

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


def test_a_write_that_fails_leaves_the_old_record(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    before = files_of(folder)
    snippet = load_snippet(checkout.project, "demo/one")

    def disk_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with checkout.run() as result:
        monkeypatch.setattr("paotong.record.store.os.fsync", disk_full)
        with pytest.raises(PaotongError, match="outputs/demo/one: cannot be written: No space"):
            write_record(checkout.project, result, key_of(checkout.project, snippet))
    assert files_of(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["one"]


def test_a_record_says_which_python_it_was_made_with(checkout: Checkout) -> None:
    """Under another one than the locked one, it passes for a record of that one only."""
    checkout.snippet("# %% a\n")
    with checkout.run() as result:
        other = replace(result, versions=result.versions | {"python": "3.99.1"})
        write_record(checkout.project, other, key_of(checkout.project, load_snippet(checkout.project, "demo/one")))
    assert read_record(checkout.project, "demo/one").key["python"] == "3.99"
    assert state(checkout) is State.STALE


@pytest.fixture
def exchange(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the system lets two folders change places in one step."""
    if not request.param:
        monkeypatch.setattr("paotong.whole._exchange", lambda one, other: False)


@pytest.mark.parametrize("exchange", [False], indirect=True)
def test_what_was_interrupted_between_two_renames_is_put_back(checkout: Checkout, exchange: None) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    folder.rename(folder.parent / ".one-old")
    assert state(checkout) is State.CURRENT
    assert recorded_slugs(checkout.project) == ["demo/one"]
    assert [path.name for path in folder.parent.iterdir()] == ["one"]


def test_what_killed_runs_left_is_cleared_away_and_nothing_else(checkout: Checkout) -> None:
    checkout.snippet(PROGRAM)
    folder = checkout.record().parent
    for name in (".one-abcd_123", ".two-12345678", ".one-old", ".gone-old"):
        shutil.copytree(folder / "one", folder / name)
    kept = (".DS_Store", ".ipynb_checkpoints", ".one-more", "one-abcd1234")
    for name in kept:
        (folder / name).mkdir()
    (folder / ".file-12345678").touch()
    tidy_records(checkout.project)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*kept, "one", "gone", ".file-12345678"])


def test_what_a_living_run_is_writing_is_left_alone(checkout: Checkout) -> None:
    """It waits, and so do they who want to tidy."""
    checkout.snippet(PROGRAM)
    folder = checkout.record()
    tidied = threading.Thread(target=tidy_records, args=[checkout.project])
    with locked(checkout.project.outputs), replacing(folder) as building:
        tidied.start()
        (building / "a").touch()
        tidied.join(0.2)
        assert tidied.is_alive()
        assert (building / "a").exists()
    tidied.join(5)
    assert [path.name for path in folder.iterdir()] == ["a"]


@pytest.mark.parametrize("exchange", [True, False], indirect=True)
def test_who_reads_while_two_write_meets_whole_records_only(checkout: Checkout, exchange: None) -> None:
    checkout.snippet("# %% a\nprint(1)\n# %% b\nprint(1)\n")
    checkout.record()
    key = key_of(checkout.project, load_snippet(checkout.project, "demo/one"))
    with checkout.run() as result:
        pass

    def write(words: tuple[str, str]) -> None:
        for number in range(40):
            text = words[number % 2] * (number + 1)
            cells = tuple(replace(cell, text=text) for cell in result.cells)
            write_record(checkout.project, replace(result, cells=cells), key)

    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(write, words) for words in (("a", "b"), ("c", "d"))]
        read = 0
        while not all(writer.done() for writer in writers):
            standing = standing_of(checkout.project, "demo/one", load_snippet(checkout.project, "demo/one"))
            assert standing.state is State.CURRENT, standing.problem
            assert standing.record
            first, second = (cell.text for cell in standing.record.run.cells)
            assert first == second
            read += 1
        for writer in writers:
            writer.result()
    assert read > 10
    assert [path.name for path in (checkout.project.outputs / "demo").iterdir()] == ["one"]


def test_what_somebody_else_has_run_meanwhile_is_not_run_again(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nprint(1)\n")
    checkout.record()
    (told,) = record_each(checkout.project, ["demo/one"], 1, checkout.start)
    assert told == ("demo/one", CURRENT, None)
    (told,) = record_each(checkout.project, ["demo/one"], 1, checkout.start, again=True)
    assert told == ("demo/one", RAN, None)


def test_a_slow_run_of_the_older_program_leaves_the_newer_record(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.snippet("# %% a\nprint('old')\n")

    @contextmanager
    def slowly(*arguments: Any) -> Iterator[RunResult]:
        with run_snippet(*arguments) as result:
            # Meanwhile somebody saves it, and has it run elsewhere.
            checkout.snippet("# %% a\nprint('new')\n")
            checkout.record()
            yield result

    monkeypatch.setattr("paotong.recording.run_snippet", slowly)
    assert list(record_each(checkout.project, ["demo/one"], 1, checkout.start)) == [("demo/one", RAN, None)]
    assert read_record(checkout.project, "demo/one").cell("a").text == "new"
    assert state(checkout) is State.CURRENT


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_leaves_each_record_whole(checkout: Checkout, sign: signal.Signals) -> None:
    checkout.snippet("# %% a\nprint('old')\n")
    checkout.record()
    checkout.snippet("# %% a\nopen('began', 'w')\nimport time\ntime.sleep(60)\n")
    checkout.snippet("# %% a\nprint('quick')\n", "demo/two")
    command = command_line("run", checkout.project.root)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        wait_until((checkout.project.outputs / "demo" / "two").exists)
        running.send_signal(sign)
        _, told = running.communicate(timeout=20)
    assert running.returncode == (-9 if sign == signal.SIGKILL else 130)
    assert read_record(checkout.project, "demo/one").cell("a").text == "old"
    assert read_record(checkout.project, "demo/two").cell("a").text == "quick"
    if sign != signal.SIGKILL:
        assert "Interrupted" in told
    assert not list((checkout.project.outputs / "demo").glob(".*"))
