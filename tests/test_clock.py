"""Whatever the clock says, or the time of a file: nothing depends on it. Only what is in the files counts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from survival import LESSONS, Patient

# 1970, and far ahead of today.
TIMES = {"the past": 0, "the future": 4_000_000_000}


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Patient:
    patient = Patient.born(tmp_path_factory.mktemp("clock"))
    patient.do("run")
    patient.do("build")
    return patient


def everything(patient: Patient) -> list[Path]:
    return [path for path in patient.root.rglob("*") if not path.is_symlink()]


def pages(patient: Patient) -> dict[str, bytes]:
    site = patient.root / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}


@pytest.mark.parametrize("name", TIMES)
def test_a_clock_that_was_set_back_or_ahead_changes_nothing(patient: Patient, name: str) -> None:
    before = pages(patient)
    for path in everything(patient):
        os.utime(path, (TIMES[name], TIMES[name]))
    assert patient.do("run").startswith(f"Records: 0 run, {len(LESSONS)} current")
    # What is saved now is older than its record, or has the time that it had before.
    version = patient.versions[LESSONS[0]]
    patient.write_program(LESSONS[0], version + 1)
    os.utime(patient.project.snippet(LESSONS[0]), (0, TIMES[name]))
    assert "Records: 1 run, 5 current" in patient.do("run")
    patient.expect_current(LESSONS[0])
    patient.write_program(LESSONS[0], version)
    os.utime(patient.project.snippet(LESSONS[0]), (0, TIMES[name]))
    assert "Records: 1 run, 5 current" in patient.do("run")
    patient.do("build")
    after = pages(patient)
    # The foot of a lesson tells how long it ran.
    same = {page for page in before if "demo/one" not in page}
    assert {page for page in same if before[page] != after[page]} == set()
    assert before.keys() == after.keys()


def test_records_that_are_older_than_their_programs_are_current(patient: Patient) -> None:
    """As after a fresh clone, in which git gives all files the time of the checkout, in any order."""
    for number, path in enumerate(sorted(everything(patient), reverse=True)):
        os.utime(path, (number, number))
    assert patient.do("run").startswith(f"Records: 0 run, {len(LESSONS)} current")
    patient.expect_all_well()
