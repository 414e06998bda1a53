"""preview: what a save touches, what is known of runs without a record, and both servers as a writer uses them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import SITE_PROGRAM, Checkout, command_line, wait_until
from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.preview.changes import Changes, Saved
from paotong.preview.touched import touched_pages
from paotong.project import Project
from paotong.record.attempts import attempt_of, folder_of_attempts, forget, note_begun, note_failed
from paotong.record.key import Key, key_of
from paotong.record.state import State, standing_of
from paotong.recording import record_each
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.render.shown import pages_by_lesson
from paotong.render.words import WORDS
from paotong.site import ENVIRONMENT

SHOWN = {
    "demo/one": ["demo/index.md", "demo/one.md", "index.md"],
    "demo/two": ["demo/index.md", "demo/two.md"],
    "other/three": ["other/three.md"],
}


def touched(project: Project, *written: str, moved: tuple[str, ...] = ()) -> list[str] | None:
    saved = Saved(frozenset(project.root / path for path in written), frozenset(project.root / path for path in moved))
    found = touched_pages(project, "zh", saved, SHOWN)
    return None if found is None else sorted(found)


def test_a_saved_page_touches_itself_and_the_pages_that_list_it(checkout: Checkout) -> None:
    assert touched(checkout.project, "docs/zh/demo/two.md") == ["demo/index.md", "demo/two.md"]
    assert touched(checkout.project, "docs/zh/about.md") == ["about.md"]


def test_what_says_that_twins_are_level_touches_their_page(checkout: Checkout) -> None:
    assert touched(checkout.project, "docs/levels/demo/two.json") == ["demo/two.md"]
    assert touched(checkout.project, moved=("docs/levels/demo/two.json",)) == ["demo/two.md"]


def test_a_page_of_the_other_language_touches_nothing(checkout: Checkout) -> None:
    assert touched(checkout.project, "docs/en/demo/two.md", "docs/index.html", moved=("docs/en/new.md",)) == []


def test_a_program_its_record_and_its_attempt_touch_the_pages_that_show_it(checkout: Checkout) -> None:
    for path in ("snippets/demo/one.py", "outputs/demo/one/record.json", ".cache/attempts/demo/one.json"):
        assert touched(checkout.project, path) == sorted(SHOWN["demo/one"])
        assert touched(checkout.project, moved=(path,)) == sorted(SHOWN["demo/one"])


def test_a_shared_module_touches_its_whole_course(checkout: Checkout) -> None:
    assert touched(checkout.project, "snippets/demo/maze.py") == [
        "demo/index.md",
        "demo/one.md",
        "demo/two.md",
        "index.md",
    ]


@pytest.mark.parametrize("path", ["mkdocs.yml", "theme/main.html", "requirements.lock", "docs/zh/picture.png"])
def test_what_every_page_depends_on_touches_all(checkout: Checkout, path: str) -> None:
    assert touched(checkout.project, path) is None


def test_a_page_that_came_or_went_touches_all(checkout: Checkout) -> None:
    assert touched(checkout.project, moved=("docs/zh/demo/new.md",)) is None


def test_changes_are_told_once_and_what_builders_make_is_none(checkout: Checkout) -> None:
    page = checkout.page("# A\n")
    changes = Changes(checkout.project)
    assert changes.since() == Saved(frozenset(), frozenset())
    page.write_text("# Another\n")
    new = checkout.snippet("x = 1\n")
    for made in ("docs/zh/figures/demo/one/a.svg", "docs/zh/demo/.one.md.swp", "docs/zh/demo/one.md~"):
        file = checkout.project.root / made
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("made")
    assert changes.since() == Saved(frozenset([page]), frozenset([new]))
    assert changes.since() == Saved(frozenset(), frozenset())
    new.unlink()
    assert changes.since() == Saved(frozenset(), frozenset([new]))


def test_the_pages_that_show_a_lesson_are_found(checkout: Checkout) -> None:
    checkout.page(
        "# One\n\n``` snippet\ndemo/one.py:a\n```\n\n- in a list\n\n    ``` snippet\n    demo/two.py\n    ```\n"
    )
    checkout.page("``` lessons\ndemo/one\n\n```\n\n```` text\n``` snippet\ndemo/two.py\n```\n````\n", "demo/index")
    found = pages_by_lesson(checkout.project, "zh")
    assert {slug: sorted(pages) for slug, pages in found.items()} == {
        "demo/one": ["demo/index.md", "demo/one.md"],
        "demo/two": ["demo/one.md"],
    }
    assert pages_by_lesson(checkout.project, "en") == {}


@pytest.fixture
def key(checkout: Checkout) -> Key:
    checkout.snippet("# %% a\nprint(1)\n")
    return key_of(checkout.project, load_snippet(checkout.project, "demo/one"))


def test_an_attempt_is_told_as_long_as_the_program_is_the_same(checkout: Checkout, key: Key) -> None:
    project = checkout.project
    assert attempt_of(project, "demo/one", key) is None
    note_begun(project, "demo/one", key)
    attempt = attempt_of(project, "demo/one", key)
    assert attempt
    assert (attempt.process, attempt.failure) == (os.getpid(), "")
    note_failed(project, "demo/one", key, "why")
    standing = standing_of(project, "demo/one", load_snippet(project, "demo/one"))
    assert standing.state is State.MISSING
    assert standing.attempt
    assert standing.attempt.failure == "why"
    checkout.snippet("# %% a\nprint(2)\n")
    assert standing_of(project, "demo/one", load_snippet(project, "demo/one")).attempt is None
    forget(project, "demo/one")
    assert attempt_of(project, "demo/one", key) is None


def test_an_attempt_of_a_process_that_was_killed_goes_on_no_more(checkout: Checkout, key: Key) -> None:
    note_begun(checkout.project, "demo/one", key)
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    file = folder_of_attempts(checkout.project) / "demo" / "one.json"
    file.write_text(file.read_text().replace(f'"process": {os.getpid()}', f'"process": {ended.pid}'))
    assert attempt_of(checkout.project, "demo/one", key) is None


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"key": 1}', "\x00"])
def test_what_is_no_attempt_is_passed_over(checkout: Checkout, key: Key, text: str) -> None:
    file = folder_of_attempts(checkout.project) / "demo" / "one.json"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert attempt_of(checkout.project, "demo/one", key) is None


def test_where_no_attempt_can_be_written_the_run_goes_on(checkout: Checkout, key: Key) -> None:
    folder_of_attempts(checkout.project).write_text("in the way")
    ((slug, _, error),) = record_each(checkout.project, ["demo/one"], 1, checkout.start)
    assert (slug, error) == ("demo/one", None)


def test_a_run_leaves_its_failure_and_a_good_one_leaves_none(checkout: Checkout) -> None:
    project = checkout.project
    checkout.snippet("# %% a\n1 / 0\n")
    ((_, _, error),) = record_each(project, ["demo/one"], 1, checkout.start)
    assert isinstance(error, PaotongError)
    attempt = standing_of(project, "demo/one", load_snippet(project, "demo/one")).attempt
    assert attempt
    assert attempt.failure == str(error)
    checkout.snippet("# %% a\nprint(1)\n")
    list(record_each(project, ["demo/one"], 1, checkout.start))
    assert list(folder_of_attempts(project).rglob("*.json")) == []


def test_a_failure_is_told_in_full_where_it_was_and_where_one_looks_first(checkout: Checkout) -> None:
    cells = "".join(f"# %% {name}\n{code}\n" for name, code in (("a", "print(1)"), ("b", "1 / 0"), ("c", "print(3)")))
    checkout.snippet(cells)
    list(record_each(checkout.project, ["demo/one"], 1, checkout.start))
    page = Page(Shelf(checkout.project), "en", "docs/en/demo/one.md", "demo/one.md")
    text = "\n\n".join(f"``` snippet\ndemo/one.py:{name}\n```" for name in "cab")
    shown = "\n".join(expand(text.split("\n"), page)).split(".python")[1:]
    assert ["ZeroDivisionError" in part for part in shown] == [True, False, True]
    assert [WORDS["en"]["failed_above"] in part for part in shown] == [False, True, False]


# The servers, as a writer uses them.

Serve = Callable[[Checkout, int], list[str]]


def both(site: Checkout, port: int) -> list[str]:
    return command_line("serve", site.project.root, "--port", str(port))


def only_chinese(site: Checkout, port: int) -> list[str]:
    return [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]


@contextmanager
def serving(site: Checkout, command: Serve, said: Path) -> Iterator[str]:
    """The address of the Chinese site."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        said.open("w") as file,
        subprocess.Popen(
            command(site, port), cwd=site.project.root, env=os.environ | ENVIRONMENT, stdout=file, stderr=file
        ) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/zh/", "html")
            yield f"http://127.0.0.1:{port}/zh"
            assert server.poll() is None
        finally:
            server.terminate()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def wait_for(address: str, text: str) -> str:
    """The page, once it holds the text."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if text in (page := read(address)):
                return page
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    pytest.fail(f"{address} did not come to hold {text!r}")


@pytest.mark.parametrize("command", [both, only_chinese])
def test_what_is_saved_is_run_and_shown(site: Checkout, command: Serve, tmp_path: Path) -> None:
    site.record()
    said = tmp_path / "said"
    with serving(site, command, said) as address:
        lesson = f"{address}/demo/one.html"
        assert "0.25" in read(lesson)
        page = site.project.docs("zh") / "demo" / "one.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nA new sentence.\n", encoding="utf-8")
        wait_for(lesson, "A new sentence.")
        # Nothing else was built for it.
        wait_until(lambda: "Built demo/one.md in" in said.read_text())
        # While it runs, the page says so, and shows nothing old.
        site.snippet("# %% a\nimport time\ntime.sleep(3)\nprint(1 / 8)\n")
        assert "0.25" not in wait_for(lesson, "程序正在运行")
        wait_for(lesson, "0.125")
        # A failure is told where the result would be, and the server lives on.
        site.snippet("# %% a\nprint(1 / 0)\n")
        assert "0.125" not in wait_for(lesson, "ZeroDivisionError: division by zero")
        site.snippet("# %% a\nprint(\n")
        wait_for(lesson, "was never closed")
        site.snippet("# %% a\nprint(1 / 16)\n")
        assert "没有跑通" not in wait_for(lesson, "0.0625")
        # A program that never ends makes way for the next one.
        site.snippet("# %% a\nwhile True:\n    pass\n")
        wait_for(lesson, "程序正在运行")
        site.snippet("# %% a\nprint(1 / 32)\n")
        wait_for(lesson, "0.03125")
        # A page that was taken away is asked for again by the browser, until it is back.
        gone = page.rename(page.with_suffix(".away"))
        wait_until(lambda: status_of(lesson) == 404)
        gone.rename(page)
        wait_for(lesson, "0.03125")
        # A drawing that was not there before is part of the site.
        site.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n")
        page.write_text("# One\n\n``` snippet\ndemo/one.py:a\nalt: a line\n```\n", encoding="utf-8")
        wait_for(lesson, "figures/demo/one/a.svg")
        assert "<svg" in read(f"{address}/figures/demo/one/a.svg")
        # A page that is new is built with all the others.
        site.page("# Two\n", "two")
        wait_for(f"{address}/two.html", "Two")
    wait_until(lambda: not list(folder_of_attempts(site.project).rglob("*.json")))


def test_both_languages_have_one_address(site: Checkout, tmp_path: Path) -> None:
    site.record()
    with serving(site, both, tmp_path / "said") as address:
        assert "zh/index.html" in read(f"{address}/../")
        english = f"{address}/../en/demo/one.html"
        assert "0.25" in read(english)
        site.page("# Renamed\n", language="en")
        wait_for(english, "Renamed")
        # Configuration that cannot be read is told, and what was good is still there.
        configuration = site.project.root / "mkdocs.en.yml"
        text = configuration.read_text(encoding="utf-8")
        configuration.write_text(f"{text}\n- no mapping\n", encoding="utf-8")
        wait_until(lambda: "mkdocs.en.yml did not build" in (tmp_path / "said").read_text())
        assert "Renamed" in read(english)
        configuration.write_text(text.replace("site_name: Paotong", "site_name: Other"), encoding="utf-8")
        wait_for(english, "Other")


def test_no_run_leaves_the_snippets_alone(site: Checkout, tmp_path: Path) -> None:
    site.record()
    with serving(site, lambda site, port: [*both(site, port), "--no-run"], tmp_path / "said") as address:
        site.snippet(SITE_PROGRAM.replace("4", "8"))
        assert "0.25" not in wait_for(f"{address}/demo/one.html", "程序改过了")
    assert (site.project.outputs / "demo" / "one" / "a.txt").read_text() == "0.25\n"


def test_a_port_that_is_taken_is_told_before_anything_is_built(site: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        line = both(site, taken.getsockname()[1])
        told = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert "cure: name another: make serve PORT=8765" in told.stderr
    assert "Building" not in told.stdout
