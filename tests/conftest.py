"""A small checkout in a temporary folder, in which tests write snippets and pages."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import profiles  # noqa: F401  (of the fuzz tests, for --hypothesis-profile)
from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.record.key import key_of
from paotong.record.store import write_record
from paotong.run.fresh import FreshStart
from paotong.run.job import Start
from paotong.run.launch import run_snippet
from paotong.run.result import RunResult
from paotong.run.sandbox import NoSandboxError, sandbox
from paotong.run.warm import WarmServers, can_fork
from paotong.run.workspace import new_workspace
from paotong.site import CONFIGURATION_FILES

# Fixtures of a real browser.
pytest_plugins = ["browsing"]

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

    def printed(self, code: str) -> str:
        """What a program of one cell prints."""
        self.snippet(f"# %% a\n{textwrap.dedent(code)}\n")
        return self.output("a")

    def failure(self, text: str) -> PaotongError:
        """What the run of a program is told, which must fail."""
        self.snippet(text)
        with pytest.raises(PaotongError) as caught, self.run():
            pass
        return caught.value

    def failure_of(self, code: str, options: str = "") -> PaotongError:
        """The same of a program of one cell."""
        return self.failure(f"# %% a {options}\n{textwrap.dedent(code)}\n")


def command_line(name: str, root: Path, *arguments: str) -> list[str]:
    """A command of ours, on the checkout at root."""
    return [sys.executable, str(REPOSITORY / "scripts" / f"{name}.py"), "--root", str(root), *arguments]


def files_of(folder: Path) -> dict[str, bytes]:
    """By name; none where there is no such folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only what is kept of it until its parent asks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def pids_with(word: str) -> list[int]:
    """The processes of this machine that were started with this word in their command or their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if word.encode() in told and is_alive(int(process.name)):
                found.append(int(process.name))
        except OSError:
            pass  # it ended meanwhile
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    """Fails where it does not come to hold within seconds."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="session")
def workspace() -> Iterator[Path]:
    with new_workspace() as folder:
        yield folder


@pytest.fixture(scope="session")
def starts(workspace: Path) -> Iterator[dict[str, Start]]:
    """All ways to start programs, for all tests of a session."""
    project = Project()
    alone = FreshStart(workspace, import_first=False)
    if not can_fork():
        yield dict.fromkeys(WAYS, alone)
        return
    servers = {
        "warm": WarmServers(project, workspace),
        "fresh": WarmServers(project, workspace, fresh=True),
        "open": WarmServers(project, workspace, walls=False),
    }
    yield {**servers, "alone": alone}
    for each in servers.values():
        each.close()


@pytest.fixture(scope="session")
def warm(starts: dict[str, Start]) -> Start:
    """The quickest."""
    return starts["warm"]


@pytest.fixture
def start(request: pytest.FixtureRequest, starts: dict[str, Start]) -> Start:
    """How the checkout's programs are started: "warm" where a test does not ask for another way."""
    return starts[getattr(request, "param", "warm")]


SITE_PROGRAM = "# %% a\nprint(1 / 4)\n"
SITE_PAGE = "# One\n\n``` snippet\ndemo/one.py:a\n```\n\n``` snippet\ndemo/one.py\n```\n"


@pytest.fixture
def site(checkout: Checkout) -> Checkout:
    """A whole small site with the real configurations and theme."""
    root = checkout.project.root
    shutil.copytree(REPOSITORY / "theme", root / "theme")
    for name in (*CONFIGURATION_FILES, "glossary.words.txt"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        # Its own two pages instead of the curriculum's.
        text = re.sub(r"(?s)\nnav:\n.*?\n\n", "\nnav:\n  - index.md\n  - demo/one.md\n\n", text)
        (root / name).write_text(text, encoding="utf-8")
    shutil.copy(REPOSITORY / "docs" / "index.html", root / "docs")
    checkout.lesson(SITE_PROGRAM, SITE_PAGE)
    for language in LANGUAGES:
        checkout.page("# Home\n\n[one](demo/one.md)\n", "index", language)
    return checkout


# In a fork that is walled off, in a new interpreter that is, in a fork where there is no sandbox, and where nothing can
# be forked.
WAYS = ("warm", "fresh", "open", "alone")
# For tests of what holds of every run, however it was started.
every_way = pytest.mark.parametrize("start", WAYS, indirect=True)
both_ways = pytest.mark.parametrize("start", ["warm", "fresh"], indirect=True)


@cache
def has_sandbox() -> bool:
    with new_workspace() as folder:
        try:
            sandbox(folder)
        except NoSandboxError:
            return False
    return True


in_the_sandbox = pytest.mark.parametrize(
    "start",
    [
        pytest.param(way, marks=pytest.mark.skipif(not has_sandbox(), reason="this system has no sandbox"))
        for way in ("warm", "fresh")
    ],
    indirect=True,
)


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
