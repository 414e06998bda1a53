"""The commands as a person calls them: what they print, their exit status, and what they leave."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

from conftest import SITE_PAGE, SITE_PROGRAM, Checkout, command_line, files_of
from paotong.cells.lock import normalized
from paotong.project import LANGUAGES
from paotong.record.store import recorded_slugs


def command(
    name: str, checkout: Checkout, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command_line(name, checkout.project.root, *arguments),
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )


@pytest.fixture
def without_ml_packages(tmp_path: Path) -> dict[str, str]:
    """An environment in which every import of one fails."""
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(
        "import sys\nfor name in ('torch', 'numpy', 'matplotlib', 'sklearn'):\n    sys.modules[name] = None\n"
    )
    return {"PYTHONPATH": str(blocker), "PATH": ""}


@pytest.mark.parametrize("name", ["run", "build", "serve", "verify", "glossary"])
def test_help_has_examples_and_exit_codes(name: str, checkout: Checkout) -> None:
    shown = command(name, checkout, "--help")
    assert shown.returncode == 0
    assert f"python scripts/{name}.py" in shown.stdout
    assert "Exit status: 0" in shown.stdout


def test_run_runs_what_is_not_current_and_says_so(checkout: Checkout) -> None:
    checkout.snippet(SITE_PROGRAM)
    first = command("run", checkout)
    assert re.search(r"^demo/one  ran +[\d.]+ s$", first.stdout + first.stderr, re.MULTILINE)
    assert re.search(r"^Records: 1 run, 0 current, 0 failed, [\d.]+ s\.$", first.stdout, re.MULTILINE)
    again = command("run", checkout)
    assert "Records: 0 run, 1 current, 0 failed" in again.stdout
    assert "Records: 1 run, 0 current, 0 failed" in command("run", checkout, "demo/one", "--again").stdout


def test_to_find_that_nothing_is_to_be_run_needs_no_ml_package(
    checkout: Checkout, without_ml_packages: dict[str, str]
) -> None:
    checkout.snippet("# %% a\nif False:\n    import numpy\n")
    checkout.record()
    told = command("run", checkout, environment=without_ml_packages)
    assert told.returncode == 0
    assert "Records: 0 run, 1 current, 0 failed" in told.stdout


def test_shares_are_all_lessons_once(checkout: Checkout) -> None:
    slugs = [f"demo/{name}" for name in "abcde"]
    for slug in slugs:
        checkout.snippet(SITE_PROGRAM, slug)
    made: list[str] = []
    for share in ("1/3", "2/3", "3/3"):
        command("run", checkout, "--shard", share)
        made += sorted(set(recorded_slugs(checkout.project)) - set(made))
    assert len(made) == len(slugs)
    assert sorted(made) == slugs


@pytest.mark.parametrize("share", ["0/3", "4/3", "1", "a/b"])
def test_what_is_no_share_is_refused(share: str, checkout: Checkout) -> None:
    told = command("run", checkout, "--shard", share)
    assert told.returncode == 2
    assert f"'{share}' is no share" in told.stderr


def test_the_longest_is_run_first(checkout: Checkout) -> None:
    for name, seconds in (("quick", 0.01), ("slow", 0.4), ("medium", 0.2)):
        checkout.snippet(f"# %% a\nimport time\ntime.sleep({seconds})\n", f"demo/{name}")
        checkout.record(f"demo/{name}")
    checkout.snippet(SITE_PROGRAM, "demo/new")
    told = command("run", checkout, "--again", "--jobs", "1")
    order = re.findall(r"^demo/(\w+) +ran", told.stdout + told.stderr, re.MULTILINE)
    assert order == ["new", "slow", "medium", "quick"]


def test_a_failure_is_told_and_the_other_lessons_go_on(checkout: Checkout) -> None:
    checkout.snippet("# %% a\n1 / 0\n", "demo/bad")
    checkout.snippet("# %% a\nprint(\n", "demo/broken")
    checkout.snippet(SITE_PROGRAM)
    told = command("run", checkout)
    assert told.returncode == 1
    assert "Records: 1 run, 0 current, 2 failed" in told.stdout
    assert 'snippets/demo/bad.py:2: the cell "a" raised ZeroDivisionError' in told.stderr
    assert "snippets/demo/broken.py:2: is not Python" in told.stderr


def test_a_failure_leaves_the_old_record(checkout: Checkout) -> None:
    checkout.snippet(SITE_PROGRAM)
    folder = checkout.record()
    before = files_of(folder)
    checkout.snippet("# %% a\nprint('half')\n1 / 0\n")
    assert command("run", checkout).returncode == 1
    assert files_of(folder) == before


def test_a_lesson_that_is_not_there_is_named(checkout: Checkout) -> None:
    checkout.snippet(SITE_PROGRAM)
    told = command("run", checkout, "demo/won")
    assert told.returncode == 1
    assert "demo/won: is no lesson or course\n  expected: one of demo/one" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_root_that_is_no_checkout_is_refused(checkout: Checkout) -> None:
    told = command("verify", checkout, "--root", str(checkout.project.root / "docs"))
    assert told.returncode == 1
    assert "is no checkout" in told.stderr


def test_verify_shows_what_does_not_reproduce(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport os\nprint('loss 0.2501')\nprint('as in', os.environ.get('LANG'))\n")
    checkout.record()
    assert "1 of 1 records reproduce" in command("verify", checkout).stdout
    # A program that depends on the world: the record was made in another one.
    checkout.snippet("# %% a\nimport time\nprint('loss 0.2501')\nprint('it is', time.time_ns())\n")
    checkout.record()
    told = command("verify", checkout)
    assert told.returncode == 1
    assert re.search(r"-it is \d+\n +\+it is \d+", told.stdout)
    assert "-loss" not in told.stdout
    assert "0 of 1 records reproduce" in told.stdout


def test_build_builds_both_languages_from_the_records_without_ml_packages(
    site: Checkout, without_ml_packages: dict[str, str]
) -> None:
    site.record()
    told = command("build", site, environment=without_ml_packages)
    assert (told.returncode, told.stderr) == (0, "")
    for language in LANGUAGES:
        built = (site.project.root / "site" / language / "demo" / "one.html").read_text(encoding="utf-8")
        assert "0.25" in built
    assert (site.project.root / "site" / "index.html").is_file()


def test_the_light_dependencies_pull_no_ml_package() -> None:
    heavy = {"torch", "numpy", "matplotlib", "scikit-learn", "tensorflow-cpu", "keras"}
    light, waiting = set(), ["paotong"]
    while waiting:
        name = normalized(waiting.pop())
        if name not in light:
            light.add(name)
            wanted = [one for one in requires(name) or [] if "extra ==" not in one and "sys_platform ==" not in one]
            waiting += [re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0] for one in wanted if _applies(one)]
    assert {"mkdocs", "jinja2", "jieba"} <= light
    assert not light & heavy


def _applies(requirement: str) -> bool:
    from packaging.requirements import Requirement

    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate({"extra": ""})


@pytest.mark.parametrize("change", ["stale", "edited", "unknown cell", "broken link"])
def test_build_refuses_and_the_old_site_stays(site: Checkout, change: str) -> None:
    folder = site.record()
    assert command("build", site).returncode == 0
    before = (site.project.root / "site" / "zh" / "demo" / "one.html").read_bytes()
    if change == "stale":
        site.snippet(SITE_PROGRAM.replace("4", "8"))
        message = "outputs/demo/one: is stale: its code changed"
    elif change == "edited":
        (folder / "a.txt").write_text("0.26\n")
        message = "outputs/demo/one/a.txt: was changed by hand"
    elif change == "unknown cell":
        site.page(SITE_PAGE.replace(":a", ":b"))
        message = 'docs/zh/demo/one.md:4: one.py has no cell "b"'
    else:
        site.page(SITE_PAGE + "\n[nowhere](two.md)\n", language="en")
        message = "mkdocs.en.yml did not build"
    told = command("build", site)
    assert told.returncode == 1
    assert message in told.stderr
    assert (site.project.root / "site" / "zh" / "demo" / "one.html").read_bytes() == before


@pytest.mark.parametrize("configuration", ["mkdocs.yml", "mkdocs.en.yml"])
def test_plain_mkdocs_builds_and_refuses_too(site: Checkout, configuration: str) -> None:
    folder = site.record()
    assert _mkdocs(site, configuration).returncode == 0
    (folder / "a.txt").write_text("0.26\n")
    told = _mkdocs(site, configuration)
    assert told.returncode == 1
    assert "outputs/demo/one/a.txt: was changed by hand" in told.stdout + told.stderr


def _mkdocs(site: Checkout, configuration: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", configuration],
        cwd=site.project.root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
