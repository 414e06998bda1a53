"""A small checkout in a temporary folder, in which tests write snippets and pages."""

from __future__ import annotations

import shutil
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from paotong.cells.library import load_snippet
from paotong.project import LANGUAGES, Project
from paotong.record.key import key_of
from paotong.record.store import write_record
from paotong.run.fresh import start_fresh
from paotong.run.job import Start
from paotong.run.launch import run_snippet
from paotong.run.result import RunResult
from paotong.run.warm import workers

REPOSITORY = Project().root
PYPROJECT = """\
[tool.paotong]
python = "3.11"
[tool.paotong.imports]
PIL = "pillow"
sklearn = "scikit-learn"
tensorflow = "tensorflow-cpu"
"""


@dataclass(frozen=True)
class Checkout:
    """Writes what a contributor would write. start: how programs are started."""

    project: Project
    start: Start

    def snippet(self, text: str, slug: str = "demo/one") -> Path:
        path = self.project.snippet(slug)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def page(self, text: str, slug: str = "demo/one", language: str = "zh") -> Path:
        path = self.project.docs(language) / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def lesson(self, snippet: str, page: str, slug: str = "demo/one") -> None:
        self.snippet(snippet, slug)
        for language in LANGUAGES:
            self.page(page, slug, language)

    def run(self, slug: str = "demo/one") -> AbstractContextManager[RunResult]:
        return run_snippet(self.project, slug, self.start)

    def record(self, slug: str = "demo/one") -> Path:
        """Run the snippet and keep its record; gives the record's folder."""
        key = key_of(self.project, load_snippet(self.project, slug))
        with self.run(slug) as result:
            write_record(self.project, result, key)
        return self.project.outputs / slug

    def output(self, cell: str, slug: str = "demo/one") -> str:
        """What a cell prints in a run of its own."""
        with self.run(slug) as result:
            return next(each.text for each in result.cells if each.name == cell)


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only what is kept of it until its parent asks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_until(holds: Callable[[], bool]) -> None:
    """Fails where it does not come to hold within seconds."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="session")
def warm() -> Iterator[Start]:
    """The quickest way to start programs, for all tests of a session."""
    with workers(Project()) as start:
        yield start


@pytest.fixture
def start(request: pytest.FixtureRequest, warm: Start) -> Start:
    """How the checkout's programs are started; a test that asks for "fresh" gets it so."""
    return start_fresh if getattr(request, "param", "warm") == "fresh" else warm


# For tests of what holds of every run, however it was started.
both_ways = pytest.mark.parametrize("start", ["fresh", "warm"], indirect=True)


@pytest.fixture
def checkout(tmp_path: Path, start: Start) -> Checkout:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    shutil.copy(REPOSITORY / "requirements.lock", tmp_path)
    (tmp_path / "snippets" / "demo").mkdir(parents=True)
    (tmp_path / "outputs").mkdir()
    shutil.copy(REPOSITORY / "snippets" / "matplotlibrc", tmp_path / "snippets")
    for language in LANGUAGES:
        (tmp_path / "docs" / language).mkdir(parents=True)
    return Checkout(Project(tmp_path.resolve()), start)
