"""The lessons themselves: every record reproduces, and what a reader changes is what they see."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import REPOSITORY, command_line
from paotong.cells.library import all_slugs, load_snippet
from paotong.check.all_rules import ALL, findings
from paotong.project import LANGUAGES, Project
from paotong.record.compare import differences
from paotong.record.store import read_record
from paotong.run.job import Start
from paotong.run.launch import run_snippet
from paotong.run.warm import workers
from paotong.site import CONFIGURATION_FILES


def test_the_checkout_has_no_findings() -> None:
    assert [str(finding) for finding in findings(Project(), ALL) if not finding.warning] == []


@pytest.mark.torch
@pytest.mark.parametrize("slug", all_slugs(Project()))
def test_the_record_reproduces(slug: str, warm: Start) -> None:
    with run_snippet(Project(), slug, warm) as fresh:
        assert differences(read_record(Project(), slug).run, fresh, load_snippet(Project(), slug).varying) == []


# What other machines have otherwise. Each program runs under all of these with `verify.py --with`; here the quick ones.
ELSEWHERE = {
    "an old processor": {"ATEN_CPU_CAPABILITY": "default"},
    "two threads": {"OMP_NUM_THREADS": "2", "MKL_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    "China": {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"},
    "no language": {"LANG": "C", "LC_ALL": "C"},
}
QUICK_SECONDS = 1.0


@pytest.mark.torch
@pytest.mark.parametrize("where", ELSEWHERE)
def test_quick_records_reproduce_elsewhere(where: str) -> None:
    project = Project()
    records = {slug: read_record(project, slug).run for slug in all_slugs(project)}
    quick = [slug for slug, run in records.items() if run.seconds < QUICK_SECONDS]
    assert len(quick) >= 5
    with workers(project, surroundings=ELSEWHERE[where]) as start:
        for slug in quick:
            with run_snippet(project, slug, start) as fresh:
                assert differences(records[slug], fresh, load_snippet(project, slug).varying) == []


@pytest.mark.torch
def test_a_changed_number_reaches_both_pages(tmp_path: Path) -> None:
    for name in ("docs", "snippets", "outputs", "theme"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    for name in (*CONFIGURATION_FILES, "pyproject.toml", "requirements.lock", "glossary.words.txt", "glossary.yml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    snippet = tmp_path / "snippets" / "pytorch" / "variable.py"
    text = snippet.read_text(encoding="utf-8")
    assert text.count("[[1., 2.], [3., 4.]]") == 1
    snippet.write_text(text.replace("[[1., 2.], [3., 4.]]", "[[1., 2.], [3., 5.]]"), encoding="utf-8")

    assert _command("build", tmp_path).returncode == 1
    ran = _command("run", tmp_path)
    assert "Records: 1 run," in ran.stdout
    assert _command("build", tmp_path).returncode == 0
    for language in LANGUAGES:
        page = (tmp_path / "site" / language / "pytorch" / "variable.html").read_text(encoding="utf-8")
        # The mean of 1, 4, 9, 25, and the gradient of the number that was changed.
        assert "tensor(9.7500)" in page
        assert "[1.5000, 2.5000]" in page
        assert "tensor(7.5000)" not in page


def _command(name: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command_line(name, root), capture_output=True, text=True, timeout=300, check=False)
