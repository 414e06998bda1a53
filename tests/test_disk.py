"""A disk that is full or read-only: said at once and in words, nothing is lost, and what can go on does."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import REPOSITORY, Checkout, command_line, files_of
from paotong.cells.library import load_snippet
from paotong.command import exit_status
from paotong.disk import disk_error
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.key import key_of
from paotong.record.store import read_record, write_record
from paotong.run.job import Start
from paotong.run.launch import run_snippet
from paotong.whole import replacing
from survival import CELLS, LESSONS, Patient

READ_ONLY = "mount --bind {0} {0} && mount -o remount,bind,ro {0}"
# With all that was there, and not a byte of room.
FULL = (
    "cp -r {0} {1} && mount -t tmpfs -o size=24m disk {0} && cp -r {1}/. {0}"
    " && (cat /dev/zero > {0}/ballast; true) 2> {1}/said"
)
FIRST, SECOND = LESSONS[:2]


def _can(*command: str) -> bool:
    try:
        return subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# Mounts that only the command itself sees; and a user who may not write where the owner has forbidden it, even if we
# are root.
OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
NOBODY = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
needs_mounts = pytest.mark.skipif(not _can(*OWN_MOUNTS), reason="this system lets nobody mount for himself")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Patient:
    patient = Patient.born(tmp_path_factory.mktemp("disk"))
    patient.do("run")
    return patient


@pytest.fixture
def patient(first: Patient, tmp_path: Path) -> Patient:
    """All records are there, and the first lesson's program has changed since."""
    shutil.copytree(first.root, tmp_path / "checkout")
    (tmp_path / "scratch").mkdir()
    patient = Patient(tmp_path.resolve() / "checkout", tmp_path.resolve() / "scratch", dict(first.versions), {})
    patient.write_program(FIRST, 1)
    for slug in LESSONS:
        patient.kept[slug] = files_of(patient.root / "outputs" / slug)
    return patient


def mounted(patient: Patient, setup: str, path: str, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, where a path of the checkout is mounted so; nothing of that is left afterwards."""
    setup = setup.format(patient.root / path, patient.scratch / "copy")
    run = command_line(command, patient.root, *arguments)
    told = subprocess.run(
        [*OWN_MOUNTS, "sh", "-c", f'{setup} && exec "$@"', "sh", *run],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"TMPDIR": str(patient.scratch)},
        check=False,
    )
    assert "Traceback" not in told.stderr
    return told


@needs_mounts
def test_outputs_that_are_read_only_are_told_of_before_anything_is_run(patient: Patient) -> None:
    told = mounted(patient, READ_ONLY, "outputs", "run")
    assert told.returncode == 1
    assert "outputs/demo: cannot be written: Read-only file system\n  expected: room" in told.stderr
    assert "cure: mount it for writing" in told.stderr
    assert "Records: 0 run, 5 current, 1 failed" in told.stdout
    patient.look_at_records()
    assert patient.leftovers() == []


@needs_mounts
def test_what_is_current_can_be_used_where_nothing_can_be_written(patient: Patient) -> None:
    patient.write_program(FIRST, 0)
    told = mounted(patient, READ_ONLY, "outputs", "run")
    assert told.returncode == 0, told.stderr
    assert mounted(patient, READ_ONLY, "outputs", "verify", FIRST).returncode == 0
    assert mounted(patient, READ_ONLY, "outputs", "build").returncode == 0


@needs_mounts
def test_other_courses_go_on(patient: Patient) -> None:
    patient.write_program("other/one", 0)
    told = mounted(patient, READ_ONLY, "outputs/demo", "run")
    assert told.returncode == 1
    assert "other/one  ran" in told.stdout + told.stderr
    assert "outputs/demo: cannot be written: Read-only file system" in told.stderr


@pytest.mark.skipif(not _can(*NOBODY), reason="this system lets nobody become another user")
def test_outputs_in_which_their_owner_may_not_write_are_told_of(patient: Patient) -> None:
    folders = [patient.root / "outputs" / "demo", *(patient.root / "outputs" / slug for slug in LESSONS)]
    for folder in folders:
        folder.chmod(0o555)
    run = [*NOBODY, *command_line("run", patient.root)]
    told = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert "outputs/demo: cannot be written: Permission denied" in told.stderr
    assert "Traceback" not in told.stderr
    patient.look_at_records()
    # A record's own folder that is read-only is ours still, and nothing of it stays behind.
    folders[0].chmod(0o755)
    assert subprocess.run(run, capture_output=True, timeout=60, check=False).returncode == 0
    patient.expect_all_well()


@needs_mounts
def test_a_full_disk_is_told_of_before_anything_is_run(patient: Patient) -> None:
    told = mounted(patient, FULL, "outputs", "run")
    assert told.returncode == 1
    assert "outputs/demo: cannot be written: No space left on device" in told.stderr
    assert "cure: make room on that disk" in told.stderr
    assert "Records: 0 run, 5 current, 1 failed" in told.stdout


@needs_mounts
def test_a_full_disk_leaves_the_old_site(patient: Patient) -> None:
    patient.write_program(FIRST, 0)
    patient.do("build")
    told = mounted(patient, FULL, "", "build")
    assert told.returncode == 1
    assert "site: cannot be written: No space left on device" in told.stderr
    assert patient.site_edition() == 0
    assert patient.leftovers() == []


@needs_mounts
def test_a_read_only_checkout_says_so(patient: Patient) -> None:
    patient.write_program(FIRST, 0)
    told = mounted(patient, READ_ONLY, "", "build")
    assert told.returncode == 1
    assert "site: cannot be written: Read-only file system" in told.stderr


@needs_mounts
@pytest.mark.parametrize("setup", [READ_ONLY, FULL])
def test_nothing_depends_on_the_cache(patient: Patient, setup: str) -> None:
    program = patient.project.snippet(SECOND)
    program.write_text(program.read_text() + "# %% more\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n")
    shutil.copy(REPOSITORY / "snippets" / "matplotlibrc", patient.root / "snippets")
    patient.do("run")
    whole = files_of(patient.root / "outputs" / SECOND)
    shutil.rmtree(patient.root / ".cache")
    (patient.root / ".cache").mkdir()
    told = mounted(patient, setup, ".cache", "run", SECOND, "--again")
    assert told.returncode == 0, told.stderr
    again = files_of(patient.root / "outputs" / SECOND)
    assert {name for name in whole if whole[name] != again[name]} <= {"record.json"}  # the seconds


def test_where_the_list_of_fonts_cannot_be_kept_each_run_makes_its_own(
    checkout: Checkout, starts: dict[str, Start], monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Project(checkout.project.root / "nowhere")
    monkeypatch.setattr("paotong.run.fonts.Project", lambda: elsewhere)
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n")
    with run_snippet(checkout.project, "demo/one", starts["alone"]) as result:
        assert (result.cells[0].text, len(result.cells[0].figures)) == ("", 1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
# Each file of a record reaches the disk by a call of its own; the last is record.json.
@pytest.mark.parametrize("at", range(len(CELLS) + 1))
def test_wherever_the_disk_gives_up_the_old_record_stays(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, at: int, number: int
) -> None:
    project = patient.project
    key = key_of(project, load_snippet(project, FIRST))
    run = read_record(project, SECOND).run
    left = [at]

    def fsync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr("paotong.record.store.os.fsync", fsync)
    with pytest.raises(PaotongError, match=rf"outputs/demo/one: cannot be written: {os.strerror(number)}\n.*\n  cure:"):
        write_record(project, replace(run, slug=FIRST), key)
    assert files_of(project.outputs / FIRST) == patient.kept[FIRST]
    assert patient.leftovers() == []


@pytest.mark.parametrize("name", ["rename", "chmod"])
def test_a_rename_that_is_refused_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Without the one step that exchanges two folders as well."""
    place = tmp_path / "one"
    place.mkdir()
    (place / "a").write_text("old")
    monkeypatch.setattr("paotong.whole._exchange", lambda one, other: False)
    true = getattr(Path, name)

    def refuse(self: Path, argument: object) -> object:
        if self.name != "one" and not self.name.endswith("-old"):  # all but the new folder
            raise OSError(errno.EACCES, "Permission denied")
        return true(self, argument)

    monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(OSError, match="Permission denied"), replacing(place) as new:
        (new / "a").write_text("new")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    assert (place / "a").read_text() == "old"


def test_what_the_disk_refuses_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("paotong.command.signal.signal", lambda *_: None)

    def command(error: OSError) -> int:
        raise error

    full = OSError(errno.ENOSPC, "No space left on device", "/tmp/a")
    assert exit_status(lambda: command(full)) == 1
    assert capsys.readouterr().err.startswith(
        "/tmp/a: cannot be read or written: No space left on device\n  cure: make"
    )
    # A mistake of ours is no matter of the disk.
    with pytest.raises(FileNotFoundError):
        exit_status(lambda: command(FileNotFoundError(errno.ENOENT, "No such file or directory", "/tmp/a")))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("INFO\nTraceback …\nOSError: [Errno 28] No space left on device: 'site/a'", errno.ENOSPC),
        ("OSError: [Errno 30] Read-only file system: 'docs/zh/figures/a.svg'", errno.EROFS),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'a'", None),
        ("WARNING - demo/one.md leads nowhere", None),
    ],
)
def test_what_mkdocs_says_of_the_disk_is_heard(said: str, number: int | None) -> None:
    error = disk_error(said)
    assert (error.errno if error else None) == number
