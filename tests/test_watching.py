"""watching: what is saved is run, a failure is told once, and the next save goes on."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Checkout, command_line, wait_until
from paotong.record.attempts import folder_of_attempts


@pytest.fixture
def said(checkout: Checkout, tmp_path: Path) -> Iterator[Path]:
    """What a watching command says, while it watches."""
    checkout.snippet("# %% a\nprint(1)\n")
    path = tmp_path / "said"
    command = command_line("run", checkout.project.root, "--watch")
    with path.open("w") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
        wait_until(lambda: "Ctrl-C ends it" in path.read_text())
        yield path
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert path.read_text().endswith("Ended.\n")


def holds(checkout: Checkout, text: str, slug: str = "demo/one") -> None:
    record = checkout.project.outputs / slug / "a.txt"
    wait_until(lambda: record.is_file() and record.read_text() == text)


def test_what_is_saved_is_run(checkout: Checkout, said: Path) -> None:
    holds(checkout, "1\n")
    checkout.snippet("# %% a\nprint(2)\n")
    holds(checkout, "2\n")
    checkout.snippet("# %% a\nimport two\nprint(two.x)\n", "demo/user")
    checkout.snippet("x = 5\n", "demo/two")
    holds(checkout, "5\n", "demo/user")
    checkout.snippet("x = 6\n", "demo/two")
    holds(checkout, "6\n", "demo/user")


def test_a_failure_is_told_once_and_the_next_save_goes_on(checkout: Checkout, said: Path) -> None:
    checkout.snippet("# %% a\n1 / 0\n")
    wait_until(lambda: "raised ZeroDivisionError" in said.read_text())
    checkout.snippet("# %% a\nprint(\n", "demo/two")
    wait_until(lambda: "is not Python" in said.read_text())
    checkout.snippet("# %% a\nprint(2)\n", "demo/two")
    holds(checkout, "2\n", "demo/two")
    assert said.read_text().count("raised ZeroDivisionError") == 1
    holds(checkout, "1\n")
    checkout.snippet("# %% a\nprint(3)\n")
    holds(checkout, "3\n")


def test_a_run_that_is_overtaken_is_ended(checkout: Checkout, said: Path) -> None:
    holds(checkout, "1\n")
    checkout.snippet("# %% a\nopen('began', 'w').close()\nwhile True:\n    pass\n")
    attempt = folder_of_attempts(checkout.project) / "demo" / "one.json"
    wait_until(attempt.is_file)
    # What has nothing to do with it ends nothing.
    checkout.snippet("# %% a\nprint(2)\n", "demo/two")
    checkout.snippet("# %% a\nprint(3)\n")
    holds(checkout, "3\n")
    holds(checkout, "2\n", "demo/two")
    assert "ended" in said.read_text()
    assert "FAILED" not in said.read_text()


def test_a_run_that_goes_on_is_not_ended_by_other_files(checkout: Checkout, said: Path) -> None:
    holds(checkout, "1\n")
    checkout.snippet("# %% a\nimport time\ntime.sleep(2)\nprint(2)\n")
    attempt = folder_of_attempts(checkout.project) / "demo" / "one.json"
    wait_until(attempt.is_file)
    began = attempt.stat().st_ino
    checkout.snippet("# a comment\n# %% a\nimport time\ntime.sleep(2)\nprint(2)\n")
    checkout.snippet("# %% a\nprint(5)\n", "demo/two")
    time.sleep(1)
    assert attempt.stat().st_ino == began
    holds(checkout, "2\n")
    holds(checkout, "5\n", "demo/two")
    assert "ended" not in said.read_text()
