"""readings: what was read once is found again, and is what reading it anew would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Checkout
from paotong.cells import readings
from paotong.cells.library import all_slugs, load_snippet
from paotong.cells.module import read_module
from paotong.cells.readings import module_of, snippet_of
from paotong.cells.snippet import read_snippet
from paotong.errors import PaotongError
from paotong.project import Project

TEXT = '# %% a tags=["numbers-vary"]\n# zh: 一\n# en: one\nimport os, maze\nopen("walls.txt")\n# %% b\n'


@pytest.fixture
def kept(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A checkout in which TEXT was read before, and cannot be read again."""
    snippet_of(checkout.project, TEXT, "a.py")
    module_of(checkout.project, TEXT, "a.py")
    monkeypatch.setattr(readings, "read_snippet", read_again)
    monkeypatch.setattr(readings, "read_module", read_again)
    return checkout


def read_again(text: str, place: str) -> None:
    raise AssertionError(f"{place} was read again")


def files(checkout: Checkout) -> list[Path]:
    return sorted((checkout.project.root / ".cache" / "readings").glob("*/*.json"))


def test_what_was_read_is_found_as_it_was(kept: Checkout) -> None:
    assert snippet_of(kept.project, TEXT, "b.py") == read_snippet(TEXT, "b.py")
    assert module_of(kept.project, TEXT, "b.py") == read_module(TEXT, "b.py")


@pytest.mark.parametrize("slug", all_slugs(Project()))
def test_every_lesson_is_found_as_it_was(slug: str, checkout: Checkout) -> None:
    text = load_snippet(Project(), slug).text
    for _ in range(2):
        assert snippet_of(checkout.project, text, "a.py") == read_snippet(text, "a.py")


def test_another_text_is_read(kept: Checkout) -> None:
    with pytest.raises(AssertionError):
        snippet_of(kept.project, TEXT + "\n", "a.py")


def test_another_generator_reads_for_itself(kept: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "_own_code", lambda: "another")
    with pytest.raises(AssertionError):
        snippet_of(kept.project, TEXT, "a.py")


def test_what_an_older_generator_read_is_cleared_away(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet_of(checkout.project, TEXT, "a.py")
    monkeypatch.setattr(readings, "_own_code", lambda: "newer")
    snippet_of(checkout.project, TEXT, "a.py")
    assert [path.parent.name for path in files(checkout)] == ["newer"]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"cells": 1}'])
def test_what_cannot_be_used_is_made_anew(checkout: Checkout, content: str) -> None:
    snippet_of(checkout.project, TEXT, "a.py")
    (path,) = files(checkout)
    whole = path.read_text()
    path.write_text(content)
    assert snippet_of(checkout.project, TEXT, "a.py") == read_snippet(TEXT, "a.py")
    assert path.read_text() == whole


def test_nothing_is_kept_of_what_is_refused(checkout: Checkout) -> None:
    for _ in range(2):
        with pytest.raises(PaotongError):
            snippet_of(checkout.project, "print(\n", "a.py")
    assert files(checkout) == []


def test_where_nothing_can_be_kept_it_is_read_each_time(checkout: Checkout) -> None:
    (checkout.project.root / ".cache").write_text("a file where the folder would be")
    assert snippet_of(checkout.project, TEXT, "a.py") == read_snippet(TEXT, "a.py")


def test_who_imports_a_module_is_read_once(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.snippet("# %% a\nimport maze\n")
    checkout.snippet("size = 3\n", "demo/maze")
    checkout.snippet("# %% a\nprint(\n", "demo/broken")
    assert all_slugs(checkout.project) == ["demo/broken", "demo/one"]
    # What is not Python has nothing to be kept.
    checkout.project.snippet("demo/broken").unlink()
    monkeypatch.setattr(readings, "read_module", read_again)
    assert all_slugs(checkout.project) == ["demo/one"]
