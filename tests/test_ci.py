"""The scripts that the workflows run: records arrive as they left, and a report says what it must."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ci.report import LONGEST, SHARES, read_share, report
from conftest import REPOSITORY, files_of
from paotong.cells.lock import locked_version
from paotong.project import Project

CI = REPOSITORY / "scripts" / "ci"
WELL = "demo/one  ran        1.0 s\n1 of 1 records reproduce.\n"
UNLIKE = (
    "demo/one  ran        1.0 s\n\noutputs/demo/one does not reproduce:\n  -loss 0.25\n  +loss 0.26\n\n"
    "demo/two  FAILED     2.0 s\n\nsnippets/demo/two.py:2: the cell raised\n\n0 of 2 records reproduce.\n"
)


def script(
    name: str, *arguments: object, folder: Path = REPOSITORY, typed: str = "", path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts. folder: the checkout that it lies in. path: where commands are looked for first."""
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"} if path else None
    return subprocess.run(
        [folder / "scripts" / "ci" / name, *map(str, arguments)],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )


def command(path: Path, text: str) -> None:
    """A command of that name, for scripts to call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *settings, *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("lessons", "shares"),
    [(0, "[]"), (1, "[1]"), (12, "[1]"), (13, "[1,2]"), (96, "[1,2,3,4,5,6,7,8]"), (500, "[1,2,3,4,5,6,7,8]")],
)
def test_more_lessons_are_shared_by_more_machines(lessons: int, shares: str) -> None:
    assert script("shares.sh", typed="demo/lesson\n" * lessons).stdout == f"shares={shares}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with three records and the scripts."""
    folder = tmp_path / "repository"
    shutil.copytree(CI, folder / "scripts" / "ci")
    for name in ("one", "two", "gone"):
        (folder / "outputs" / "demo" / name).mkdir(parents=True)
        (folder / "outputs" / "demo" / name / "a.txt").write_text(f"{name}\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "records")
    return folder


def clone(repository: Path, name: str) -> Path:
    folder = repository.parent / name
    git(repository.parent, "clone", "--quiet", str(repository), name)
    return folder


def test_what_machines_recorded_comes_together(repository: Path, tmp_path: Path) -> None:
    first, second, last = (clone(repository, name) for name in ("first", "second", "last"))
    figure = bytes(range(256)) * 50
    (first / "outputs/demo/one/a.txt").write_bytes(b"new\r\nno end of line")
    (first / "outputs/demo/one/a-1.avif").write_bytes(figure)
    (second / "outputs/demo/new").mkdir()
    (second / "outputs/demo/new/b.txt").write_text("first run\n", encoding="utf-8")
    shutil.rmtree(second / "outputs/demo/gone")
    for number, machine in enumerate((first, second), start=1):
        (tmp_path / f"shares/share-{number}").mkdir(parents=True)
        assert script("patch.sh", tmp_path / f"shares/share-{number}/share.patch", folder=machine).returncode == 0

    assert script("apply.sh", tmp_path / "shares", folder=last).returncode == 0
    assert files_of(last / "outputs/demo/one") == files_of(first / "outputs/demo/one")
    assert files_of(last / "outputs/demo/new") == files_of(second / "outputs/demo/new")
    assert not (last / "outputs/demo/gone/a.txt").exists()
    assert files_of(last / "outputs/demo/two") == files_of(repository / "outputs/demo/two")

    # And an author takes all of it at once.
    script("patch.sh", tmp_path / "records.patch", folder=last)
    author = clone(repository, "author")
    git(author, "apply", str(tmp_path / "records.patch"))
    assert files_of(author / "outputs/demo/one") == files_of(last / "outputs/demo/one")
    told = script("records.sh", "https://example.org/records.patch", tmp_path / "records.patch")
    assert "(<https://example.org/records.patch>)" in told.stdout
    assert "outputs/demo/one/a-1.avif" in told.stdout


def test_where_nothing_was_recorded_the_patch_is_empty(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "shares").mkdir()
    assert script("patch.sh", tmp_path / "shares/share.patch", folder=repository).returncode == 0
    assert (tmp_path / "shares/share.patch").read_bytes() == b""
    assert script("apply.sh", tmp_path / "shares", folder=repository).returncode == 0
    assert git(repository, "status", "--porcelain") == ""


def test_a_patch_changes_records_alone(repository: Path, tmp_path: Path) -> None:
    other = clone(repository, "other")
    (other / "outputs/demo/one/a.txt").write_text("new\n", encoding="utf-8")
    (other / "scripts/ci/patch.sh").write_text("taken over\n", encoding="utf-8")
    (tmp_path / "shares").mkdir()
    (tmp_path / "shares/share.patch").write_text(git(other, "diff"), encoding="utf-8")
    assert script("apply.sh", tmp_path / "shares", folder=repository).returncode == 0
    assert git(repository, "status", "--porcelain").split() == ["M", "outputs/demo/one/a.txt"]


def test_a_patch_that_does_not_fit_stops_it(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "shares").mkdir()
    (tmp_path / "shares/share.patch").write_text("--- a/outputs/x\n+++ b/outputs/x\n@@ -1 +1 @@\n-a\n+b\n", "utf-8")
    told = script("apply.sh", tmp_path / "shares", folder=repository)
    assert told.returncode != 0
    assert "outputs/x" in told.stderr


def test_a_single_tool_is_installed_with_its_hashes(tmp_path: Path) -> None:
    shutil.copytree(CI, tmp_path / "scripts" / "ci")
    shutil.copytree(REPOSITORY / "hashes", tmp_path / "hashes")
    command(tmp_path / ".venv/bin/pip", 'for last; do :; done; echo "$@" >&2; cat "$last"')
    told = script("locked.sh", "ruff", "zizmor", folder=tmp_path)
    assert told.returncode == 0
    assert "--require-hashes" in told.stderr
    pins = [line for line in told.stdout.splitlines() if not line.startswith(" ")]
    assert [re.split("==", pin)[0] for pin in pins] == ["ruff", "zizmor"]
    hashes = [line for line in told.stdout.splitlines() if line.startswith(" ")]
    assert hashes
    assert all(re.match(r" +--hash=sha256:[0-9a-f]{64}", line) for line in hashes)


def test_a_tool_that_is_not_locked_is_not_installed(tmp_path: Path) -> None:
    shutil.copytree(CI, tmp_path / "scripts" / "ci")
    shutil.copytree(REPOSITORY / "hashes", tmp_path / "hashes")
    command(tmp_path / ".venv/bin/pip", f"touch {tmp_path}/installed")
    told = script("locked.sh", "ruf", folder=tmp_path)
    assert told.returncode == 1
    assert "has no ruf" in told.stderr
    assert not (tmp_path / "installed").exists()


def test_the_newest_versions_become_those_of_the_checkout(tmp_path: Path) -> None:
    """The runner takes no other versions than the lock's, and no label of a build in it."""
    shutil.copytree(CI, tmp_path / "scripts" / "ci")
    pip = '[ "$1" = list ] && printf "torch==9.9.0+cpu\nnumpy==9.8.0\n"'
    command(tmp_path / "pip", f'{pip} || echo "$@" >> {tmp_path}/log')
    command(tmp_path / "bin" / "python3", f"mkdir -p $3/bin && cp {tmp_path}/pip $3/bin/pip")
    told = script("newest.sh", folder=tmp_path, path=tmp_path / "bin")
    assert told.returncode == 0, told.stderr
    assert "--upgrade --editable .[run]" in (tmp_path / "log").read_text(encoding="utf-8")
    (tmp_path / "snippets").mkdir()
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    assert locked_version(Project(tmp_path), "torch", "here") == ("torch", "9.9.0")
    assert locked_version(Project(tmp_path), "numpy", "here") == ("numpy", "9.8.0")


@pytest.mark.parametrize(("status", "passes"), [(0, True), (1, True), (130, False)])
def test_what_does_not_reproduce_is_no_failure_of_the_machine(tmp_path: Path, status: int, passes: bool) -> None:
    shutil.copytree(CI, tmp_path / "scripts" / "ci")
    (tmp_path / "requirements.lock").write_text("torch==9.9.0\n", encoding="utf-8")
    command(
        tmp_path / ".venv/bin/python",
        f'[ "$1" = --version ] && echo Python 3.13.1 && exit\necho "$@"; echo warned >&2; exit {status}',
    )
    told = script("verify.sh", "2/4", tmp_path / "told", folder=tmp_path)
    assert (told.returncode == 0) == passes
    kept = {name: text.decode() for name, text in files_of(tmp_path / "told").items()}
    assert kept == {
        "2.python": "Python 3.13.1\n",
        "2.versions": "torch==9.9.0\n",
        "2.told": "scripts/verify.py --shard 2/4 --sandboxed\nwarned\n",
    }


def reported(folder: Path, told: dict[int, str], versions: str = "torch==9.9.0\nscikit_learn==9.8.0\n") -> str:
    folder.mkdir(exist_ok=True)
    for number, text in told.items():
        (folder / f"{number}.told").write_text(text, encoding="utf-8")
        (folder / f"{number}.python").write_text("Python 3.13.1\n", encoding="utf-8")
        (folder / f"{number}.versions").write_text(versions, encoding="utf-8")
    shares = [read_share(folder, str(number)) for number in range(1, SHARES + 1)]
    return report(shares, "https://example.org/runs/1")


EACH = range(1, SHARES + 1)


def test_a_report_begins_with_whether_all_is_well(tmp_path: Path) -> None:
    text = reported(tmp_path, dict.fromkeys(EACH, WELL))
    assert text.startswith(f"All is well: all {SHARES} records reproduce")
    assert "(https://example.org/runs/1)" in text
    assert "<details>" not in text


def test_a_report_names_what_does_not_reproduce_and_the_versions(tmp_path: Path) -> None:
    text = reported(tmp_path, {**dict.fromkeys(EACH, WELL), 2: UNLIKE})
    assert text.startswith(f"2 of {SHARES + 1} records do not reproduce")
    assert "\n- `demo/one`\n- `demo/two`\n" in text
    assert "+loss 0.26" in text
    assert "demo/one  ran" not in text
    locked = re.search(r"^torch==(\S+)", (REPOSITORY / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert f"| torch | {locked[1]} | 9.9.0 |" in text
    assert re.search(r"\| scikit-learn \| [\d.]+ \| 9\.8\.0 \|", text)
    assert "With Python 3.13.1:" in text


def test_a_share_that_told_nothing_is_not_well(tmp_path: Path) -> None:
    text = reported(tmp_path, {number: WELL for number in EACH if number != 3} | {2: "Traceback: killed"})
    assert not text.startswith("All is well")
    assert "Did not come to an end, so nothing is known of their lessons: share 2, 3." in text
    assert "Traceback: killed" in text


def test_packages_that_cannot_be_installed_are_told_of(tmp_path: Path) -> None:
    text = reported(tmp_path, {})
    assert not text.startswith("All is well")
    assert "could not be installed together" in text


def test_what_a_program_printed_cannot_break_the_report(tmp_path: Path) -> None:
    text = reported(tmp_path, dict.fromkeys(EACH, f"````\n<b>@everyone</b>\n{UNLIKE}{'x' * 99_999}\n"))
    assert text.count("\n`````text\n````\n<b>@everyone</b>\n") == SHARES
    # What GitHub takes.
    assert LONGEST * SHARES < len(text) < 65_536


@pytest.mark.parametrize(
    ("first_line", "open_issue", "calls"),
    [
        ("All is well: …", "", []),
        ("All is well: …", "7", ["issue edit 7", "issue close 7"]),
        ("2 of 9 records …", "", ["label create weekly", "issue create --label weekly"]),
        ("2 of 9 records …", "7", ["issue edit 7"]),
    ],
)
def test_there_is_one_issue(tmp_path: Path, first_line: str, open_issue: str, calls: list[str]) -> None:
    log = tmp_path / "log"
    command(tmp_path / "bin/gh", f'echo "$@" >> {log}\n[ "$2" = list ] && echo {open_issue}\nexit 0')
    (tmp_path / "report.md").write_text(f"{first_line}\n\nmore\n", encoding="utf-8")
    told = script("issue.sh", tmp_path / "report.md", path=tmp_path / "bin")
    assert told.returncode == 0, told.stderr
    listed, *made = log.read_text(encoding="utf-8").splitlines()
    assert listed.startswith("issue list --label weekly --state open")
    assert [call for call, start in zip(made, calls, strict=True) if not call.startswith(start)] == []


def test_a_preview_says_how_to_open_it() -> None:
    told = script("preview.sh", "https://example.org/site.zip").stdout
    assert told.count("(<https://example.org/site.zip>)") == 2
    assert "python3 -m http.server" in told


def test_who_gets_no_preview_is_told_where_records_come_from() -> None:
    assert script("refused.sh").stdout.count("`make run`") == 2
    # The workflow that it names.
    assert "\nname: Run\n" in (REPOSITORY / ".github" / "workflows" / "run.yml").read_text(encoding="utf-8")
