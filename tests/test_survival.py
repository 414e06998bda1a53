"""Runs and builds that are killed, and two at once: nothing is lost or half. A few times each; see survival.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from survival import builds_at_once, killed_builds, killed_runs, runs_at_once

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for what is left")


def test_runs_that_are_killed_leave_whole_records(tmp_path: Path) -> None:
    counted = killed_runs(tmp_path, 10, seed=1)
    assert counted["killed"] == 10
    assert counted["left a folder half-way"]


def test_builds_that_are_killed_leave_a_whole_site(tmp_path: Path) -> None:
    assert killed_builds(tmp_path, 2, seed=1)["left a folder half-way"]


def test_two_runs_at_once_do_no_harm_while_somebody_watches(tmp_path: Path) -> None:
    assert runs_at_once(tmp_path, 3, seed=1)["recorded by the two"]


def test_two_builds_at_once_wait_for_each_other(tmp_path: Path) -> None:
    assert builds_at_once(tmp_path, 1, seed=1)["waited"]
