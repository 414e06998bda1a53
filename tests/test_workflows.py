"""What stands around the code: workflows that give nothing away, and documents that name what there is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ci.report import SHARES
from conftest import REPOSITORY
from paotong.project import Project
from paotong.render.directive import fences

GITHUB = REPOSITORY / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
TWINS = [("README.md", "README.zh.md"), ("CONTRIBUTING.md", "CONTRIBUTING.zh.md")]
DOCUMENTS = [*(name for twins in TWINS for name in twins), "MAINTAINING.md"]

ACTION = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
CODE_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LINK = re.compile(r"\]\((?!<)([^()\s]+)\)")
# A command to its end, which a comment is, too.
MAKE = re.compile(r"(?<![\w./-])make((?: +[^\s#|;&>]+)+)")
SCRIPT = re.compile(r"(?<![\w/-])(scripts/[\w/-]+\.(?:py|sh))((?: +[^\s#|;&>]+)*)")
OPTION = re.compile(r"--[a-z][a-z-]+")

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def read(path: Path) -> dict[Any, Any]:
    settings: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return settings


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read(path)["jobs"]
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job["steps"]]


def triggers(path: Path) -> dict[str, Any]:
    # YAML reads the word `on` as true.
    found: dict[str, Any] = read(path)[True]
    return found


def test_these_workflows_are_looked_at() -> None:
    assert {path.stem for path in WORKFLOWS} == {"deploy", "pull-request", "run", "test", "weekly"}


@each_workflow
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not ACTION.fullmatch(one)] == []


def test_an_action_has_one_version_everywhere() -> None:
    used = {one for path in WORKFLOWS for one in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))}
    assert len({one.partition("@")[0] for one in used}) == len(used)


@each_workflow
def test_a_token_may_nothing_but_what_its_job_names(path: Path) -> None:
    assert read(path)["permissions"] == {}
    assert [name for name, job in jobs(path).items() if "permissions" not in job] == []


@each_workflow
def test_nobody_elses_code_meets_a_secret_or_a_right_to_write(path: Path) -> None:
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers(path))
    rights = {right for job in jobs(path).values() for right in job["permissions"].values()}
    if "pull_request" in triggers(path):
        assert rights == {"read"}
        assert not re.search(r"secrets|github\.token|GITHUB_TOKEN", path.read_text(encoding="utf-8"))
    # A job that may write runs no lesson, and no package that lessons use.
    for job in jobs(path).values():
        if "write" in job["permissions"].values():
            assert not re.search(r"make|\.venv|pip", str([step.get("run", "") for step in job["steps"]]))


@each_workflow
def test_nothing_that_others_may_write_becomes_a_command(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@each_workflow
def test_no_credentials_are_left_on_the_disk(path: Path) -> None:
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert [step for step in checkouts if step.get("with", {}).get("persist-credentials") is not False] == []


@each_workflow
def test_a_workflow_ends_and_gives_way(path: Path) -> None:
    assert read(path)["concurrency"]["group"]
    assert all(job["timeout-minutes"] <= 60 for job in jobs(path).values())


@each_workflow
def test_what_takes_more_than_three_lines_is_a_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if step.get("run", "").strip().count("\n") > 2] == []


@pytest.mark.parametrize("name", ["pull-request", "run", "deploy"])
def test_records_are_made_with_the_python_that_the_project_is_locked_to(name: str) -> None:
    wanted = [step.get("with", {}).get("python-version") for step in steps(GITHUB / "workflows" / f"{name}.yml")]
    assert {version for version in wanted if version} == {Project().settings["python"]}


def test_the_weekly_report_waits_for_all_shares() -> None:
    matrix = jobs(GITHUB / "workflows" / "weekly.yml")["verify"]["strategy"]["matrix"]
    assert matrix["share"] == list(range(1, SHARES + 1))


def test_zizmor_finds_nothing() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    if not zizmor.exists():
        assert not os.environ.get("CI"), "no zizmor: make setup"
        pytest.skip("zizmor is not installed")
    told = subprocess.run(
        [zizmor, "--offline", "--persona", "pedantic", GITHUB], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout
    assert "No findings to report" in told.stdout


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_asks_each_thing_once_in_both_languages(path: Path) -> None:
    form = read(path)
    ids = [field["id"] for field in form["body"]]
    assert len(set(ids)) == len(ids) > 2
    for text in [form["name"], form["description"], *(field["attributes"]["label"] for field in form["body"])]:
        assert re.search(r"[\u4e00-\u9fff].* · [A-Za-z]", text), text


def test_a_page_can_fill_in_its_form() -> None:
    """GitHub fills in fields of text alone, by their ids."""
    fields = {field["id"]: field["type"] for field in read(GITHUB / "ISSUE_TEMPLATE" / "page.yml")["body"]}
    assert {fields[name] for name in ("page", "language", "versions")} <= {"input", "textarea"}


def test_ruff_is_the_same_before_a_commit() -> None:
    hooks = read(REPOSITORY / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    pins = {pin for hook in hooks for pin in hook.get("additional_dependencies", []) if pin.startswith("ruff")}
    locked = re.findall(r"^ruff==\S+", (REPOSITORY / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert pins == set(locked)


def text_of(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def prose_and_code(name: str) -> tuple[str, list[str]]:
    """A document without its fenced blocks, and those blocks."""
    lines = text_of(name).split("\n")
    blocks = []
    for first, last, _ in fences(lines):
        assert last is not None, f"{name}:{first + 1} is never closed"
        blocks.append("\n".join(lines[first + 1 : last]))
        lines[first : last + 1] = [""] * (last + 1 - first)
    return "\n".join(lines), blocks


def code_of(source: str) -> str:
    """What a document or a workflow gives as something to type."""
    if source.endswith(".md"):
        prose, blocks = prose_and_code(source)
        return "\n".join([*blocks, *CODE_SPAN.findall(prose)])
    return "\n".join(step.get("run", "") for step in steps(GITHUB / "workflows" / source))


SOURCES = [*DOCUMENTS, *(path.name for path in WORKFLOWS)]


@cache
def targets() -> set[str]:
    makefile = text_of("Makefile")
    values = dict(re.findall(r"^(\w+) :?\??= (\S+)$", makefile, re.MULTILINE))
    names = re.findall(r"^([^\s:#=]+):(?!=)", makefile, re.MULTILINE)
    return {re.sub(r"\$\((\w+)\)", lambda match: values[match[1]], name) for name in names}


@cache
def help_of(script: str) -> str:
    told = subprocess.run(
        [sys.executable, REPOSITORY / script, "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    return told.stdout


def test_targets_are_read() -> None:
    assert {"site", "run", "build", ".venv/light.done"} <= targets()


@pytest.mark.parametrize("source", SOURCES)
def test_every_target_that_is_named_exists(source: str) -> None:
    named = [
        word
        for match in MAKE.finditer(code_of(source))
        for word in match[1].split()
        if "=" not in word and not word.startswith("-")
    ]
    # A title in quotes may hold a space.
    named = [word for word in named if re.fullmatch(r"[a-z./-]+", word)]
    assert [word for word in named if word not in targets()] == []


@pytest.mark.parametrize("source", SOURCES)
def test_every_script_and_option_that_is_named_exists(source: str) -> None:
    for script, arguments in SCRIPT.findall(code_of(source)):
        assert (REPOSITORY / script).is_file(), script
        options = OPTION.findall(arguments)
        if options:
            assert [option for option in options if option not in help_of(script)] == [], script


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_option_that_is_named_alone_is_one_of_a_command_of_ours(name: str) -> None:
    spans = [span for span in CODE_SPAN.findall(prose_and_code(name)[0]) if span.startswith("--")]
    helps = "".join(help_of(f"scripts/{path.name}") for path in sorted((REPOSITORY / "scripts").glob("*.py")))
    assert [span for span in spans if span.split()[0] not in helps] == []


def test_the_names_in_the_documents_are_found() -> None:
    """Else the tests above would look at nothing."""
    found = "\n".join(code_of(source) for source in SOURCES)
    assert {"site", "serve", "check"} <= {match[1].split()[0] for match in MAKE.finditer(found)}
    assert {"scripts/run.py", "scripts/ci/shares.sh"} <= {script for script, _ in SCRIPT.findall(found)}


def test_every_script_for_the_workflows_can_be_run_and_is_used() -> None:
    used = {script for path in WORKFLOWS for script, _ in SCRIPT.findall(code_of(path.name))}
    scripts = {f"scripts/ci/{path.name}" for path in (REPOSITORY / "scripts" / "ci").iterdir() if path.is_file()}
    assert scripts <= used
    assert [name for name in scripts if name.endswith(".sh") and not os.access(REPOSITORY / name, os.X_OK)] == []


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_both_languages_of_a_document_say_the_same_things(english: str, chinese: str) -> None:
    shapes = []
    for name in (english, chinese):
        prose, blocks = prose_and_code(name)
        headings = re.findall(r"^(#+) ", prose, re.MULTILINE)
        rows = [line.count("|") for line in prose.splitlines() if line.startswith("|")]
        items = len(re.findall(r"^(?:-|\d+\.) ", prose, re.MULTILINE))
        shapes.append((headings, rows, items, [block.count("\n") for block in blocks]))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    prose, _ = prose_and_code(name)
    local = [link for link in LINK.findall(prose) if "://" not in link]
    assert local
    for link in local:
        path, _, anchor = link.partition("#")
        assert (REPOSITORY / path).exists(), link
        if anchor:
            assert anchor in anchors(path or name), link


def anchors(name: str) -> set[str]:
    """The addresses that GitHub gives a document's headings."""
    headings = re.findall(r"^#+ (.*)$", prose_and_code(name)[0], re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_licences_are_whole() -> None:
    assert text_of("LICENSE").startswith("MIT License\n\nCopyright (c) 2026 the Paotong authors\n")
    text = text_of("LICENSE-TEXT")
    assert text.startswith("Attribution-ShareAlike 4.0 International\n")
    assert [f"Section {number} -- " in text for number in range(1, 9)] == [True] * 8
