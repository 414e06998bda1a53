"""A small checkout in a temporary folder, in which tests write snippets and pages."""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from paotong.cells.library import load_snippet
from paotong.project import LANGUAGES, Project
from paotong.record.key import key_of
from paotong.record.store import write_record
from paotong.run.launch import run_snippet

REPOSITORY = Project().root
PYPROJECT = """\
[tool.paotong]
python = "3.11"
[tool.paotong.imports]
PIL = "pillow"
"""


@dataclass(frozen=True)
class Checkout:
    """Writes what a contributor would write."""

    project: Project

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

    def record(self, slug: str = "demo/one") -> Path:
        """Run the snippet and keep its record; gives the record's folder."""
        key = key_of(self.project, load_snippet(self.project, slug))
        with run_snippet(self.project, slug) as result:
            write_record(self.project, result, key)
        return self.project.outputs / slug

    def output(self, cell: str, slug: str = "demo/one") -> str:
        """What a cell prints in a run of its own."""
        with run_snippet(self.project, slug) as result:
            return next(each.text for each in result.cells if each.name == cell)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    shutil.copy(REPOSITORY / "requirements.lock", tmp_path)
    (tmp_path / "snippets" / "demo").mkdir(parents=True)
    (tmp_path / "outputs").mkdir()
    shutil.copy(REPOSITORY / "snippets" / "matplotlibrc", tmp_path / "snippets")
    for language in LANGUAGES:
        (tmp_path / "docs" / language).mkdir(parents=True)
    return Checkout(Project(tmp_path.resolve()))
