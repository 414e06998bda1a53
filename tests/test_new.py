"""new: a lesson in both languages from one command, in its place in all lists; or nothing at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml
from mkdocs.config import load_config
from mkdocs.utils.yaml import yaml_load

from conftest import REPOSITORY, Checkout, command_line
from paotong.cells.library import load_snippet
from paotong.errors import PaotongError
from paotong.new import writing
from paotong.new.contents import with_course, with_lesson
from paotong.new.navigation import read_navigation, with_page, with_section
from paotong.new.planning import planned
from paotong.new.templates import PLACEHOLDER, TEMPLATES
from paotong.new.titles import checked_title, yaml_key
from paotong.new.wanted import Wanted
from paotong.new.writing import write_changes
from paotong.project import LANGUAGES, Project
from paotong.record.store import read_record
from paotong.render.directive import find_blocks, read_directive
from paotong.site import BUILDERS, CONFIGURATION_FILES, CONFIGURATIONS
from paotong.whole import write_whole

TITLES = {"zh": "我的一课", "en": "My Lesson"}
COURSE_TITLES = {"zh": "新课程", "en": "New Course"}
OPTIONS = ("--zh", TITLES["zh"], "--en", TITLES["en"], "--no-run")
LESSON = Wanted("pytorch", "my-lesson", TITLES)
FIRST_OF_COURSE = Wanted("fresh", "start", TITLES, course_titles=COURSE_TITLES)


@pytest.fixture
def site(checkout: Checkout) -> Project:
    """A course with two lessons, in the real configurations with their comments."""
    root = checkout.project.root
    for language, name in CONFIGURATIONS.items():
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        shown = {"zh": "一", "en": "One"}[language]
        nav = f"  - index.md\n  - PyTorch:\n      - pytorch/index.md\n      - {shown}: pytorch/one.md  # the first\n"
        nav += "      # then\n      - pytorch/two.md\n  - about.md\n"
        (root / name).write_text(re.sub(r"(?s)\nnav:\n.*?\n\n", f"\nnav:\n{nav}\n", text), encoding="utf-8")
        checkout.page(
            "# PyTorch\n\n``` lessons\npytorch/one\n```\n\n``` lessons\npytorch/two\n```\n", "pytorch/index", language
        )
        for page in ("index", "about", "pytorch/one", "pytorch/two"):
            checkout.page("# A page\n", page, language)
    for slug in ("pytorch/one", "pytorch/two"):
        checkout.snippet("# %% a\nprint(1)\n", slug)
    return checkout.project


def new(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command_line("new", project.root, *arguments), capture_output=True, text=True, timeout=120, check=False
    )


def everything(root: Path) -> dict[str, bytes | str | None]:
    """All files and folders below: what is in the files, where the links lead."""
    found: dict[str, bytes | str | None] = {}
    for path in root.rglob("*"):
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[path.relative_to(root).as_posix()] = content
    return found


def nav_of(project: Project, language: str) -> Any:
    """As the builder reads it."""
    return yaml_load((project.root / CONFIGURATIONS[language]).read_text(encoding="utf-8"))["nav"]


def refusal(project: Project, wanted: Wanted) -> str:
    before = everything(project.root)
    with pytest.raises(PaotongError) as caught:
        planned(project, wanted)
    assert everything(project.root) == before
    return str(caught.value)


def test_help_has_examples_and_exit_codes(site: Project) -> None:
    shown = new(site, "--help")
    assert shown.returncode == 0
    assert "python scripts/new.py pytorch my-lesson" in shown.stdout
    assert "Exit status: 0" in shown.stdout


def test_a_lesson_gets_its_files_and_its_place_everywhere(site: Project) -> None:
    before = everything(site.root)
    made = new(site, "pytorch", "my-lesson", *OPTIONS)
    assert (made.returncode, made.stderr) == (0, "")
    after = everything(site.root)
    assert {path for path in after if path not in before} == {
        "snippets/pytorch/my-lesson.py",
        "docs/zh/pytorch/my-lesson.md",
        "docs/en/pytorch/my-lesson.md",
    }
    assert {path for path in before if after[path] != before[path]} == {
        "docs/zh/pytorch/index.md",
        "docs/en/pytorch/index.md",
        *CONFIGURATIONS.values(),
    }
    for language in LANGUAGES:
        section = nav_of(site, language)[1]["PyTorch"]
        assert section[2:] == ["pytorch/two.md", {TITLES[language]: "pytorch/my-lesson.md"}]
        page = (site.docs(language) / "pytorch" / "index.md").read_text(encoding="utf-8")
        assert page.endswith("``` lessons\npytorch/two\npytorch/my-lesson\n```\n")
        assert f"\n# {TITLES[language]}\n" in (site.docs(language) / "pytorch" / "my-lesson.md").read_text("utf-8")


def test_nothing_else_in_the_configurations_moves(site: Project) -> None:
    before = {name: (site.root / name).read_text("utf-8") for name in CONFIGURATIONS.values()}
    write_changes(site, planned(site, LESSON))
    for language, name in CONFIGURATIONS.items():
        line = f"      - {TITLES[language]}: pytorch/my-lesson.md\n"
        assert (site.root / name).read_text("utf-8").replace(line, "") == before[name]


def test_a_lesson_can_follow_another(site: Project) -> None:
    assert new(site, "pytorch", "my-lesson", *OPTIONS, "--after", "one").returncode == 0
    for language in LANGUAGES:
        section = nav_of(site, language)[1]["PyTorch"]
        assert [str(entry) for entry in section[2:]] == [
            str({TITLES[language]: "pytorch/my-lesson.md"}),
            "pytorch/two.md",
        ]
        page = (site.docs(language) / "pytorch" / "index.md").read_text(encoding="utf-8")
        assert "pytorch/one\npytorch/my-lesson\n```" in page


def test_a_new_course_gets_its_pages_and_its_section(site: Project) -> None:
    made = new(site, "fresh", "start", *OPTIONS, "--course-zh", "新课程", "--course-en", "New: Course")
    assert made.returncode == 0
    for language, title in (("zh", "新课程"), ("en", "New: Course")):
        pages = ["fresh/index.md", {TITLES[language]: "fresh/start.md"}]
        assert nav_of(site, language)[-1] == {title: pages}
        text = (site.docs(language) / "fresh" / "index.md").read_text(encoding="utf-8")
        assert f"\n# {title}\n" in text
        assert "\n``` lessons\nfresh/start\n```\n" in text
    assert "Link the course from docs/zh/index.md and docs/en/index.md" in made.stdout
    # And it is a course like any other.
    assert new(site, "fresh", "next", *OPTIONS).returncode == 0


def test_a_new_course_gets_its_place_on_home_pages_that_list_courses(site: Project) -> None:
    for language in LANGUAGES:
        home = site.docs(language) / "index.md"
        home.write_text("# Home\n\n``` courses\npytorch\n```\n\nMore.\n", encoding="utf-8")
    made = new(site, "fresh", "start", *OPTIONS, "--course-zh", "新课程", "--course-en", "New Course")
    assert made.returncode == 0
    assert "Link the course" not in made.stdout
    for language in LANGUAGES:
        text = (site.docs(language) / "index.md").read_text(encoding="utf-8")
        assert text == "# Home\n\n``` courses\npytorch\nfresh\n```\n\nMore.\n"
        # Once is enough.
        assert with_course(text, "fresh") == text


def test_what_is_next_is_told_in_a_few_lines(site: Project) -> None:
    for arguments in (("pytorch", "my-lesson"), ("fresh", "start", "--course-zh", "新课程", "--course-en", "New")):
        told = new(site, *arguments, *OPTIONS).stdout
        assert len(told.splitlines()) in (6, 7)
        for word in ("snippets/", "docs/zh/", "docs/en/", "make serve", "make check", "git add", "make run"):
            assert word in told


def test_packages_that_are_missing_are_told_and_nothing_is_run(site: Project, tmp_path: Path) -> None:
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text("import sys\nsys.modules['matplotlib'] = sys.modules['numpy'] = None\n")
    arguments = command_line("new", site.root, "pytorch", "my-lesson", *OPTIONS[:-1])
    environment = os.environ | {"PYTHONPATH": str(blocker)}
    made = subprocess.run(arguments, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert made.returncode == 0
    assert "To have it run: .venv/bin/pip install --constraint requirements.lock matplotlib numpy" in made.stdout
    assert not (site.outputs / "pytorch").exists()


@pytest.mark.torch
def test_a_failed_run_leaves_the_files_and_is_told(site: Project) -> None:
    (site.outputs / "pytorch").write_text("in the way of the records\n")
    made = new(site, "pytorch", "my-lesson", *OPTIONS[:-1])
    assert made.returncode == 1
    assert "outputs/pytorch" in made.stderr
    assert "Its run failed" in made.stdout
    assert site.snippet("pytorch/my-lesson").is_file()


@pytest.mark.parametrize(
    ("course", "lesson", "told"),
    [
        ("pytorch", "My_Lesson", "snippets/pytorch/My_Lesson.py: the lesson is called 'My_Lesson'"),
        ("Py Torch", "my-lesson", "the course is called 'Py Torch'"),
        ("pytorch", "../../x", "the lesson is called '../../x'"),
        ("a/b", "c", "the course is called 'a/b'"),
        ("", "", "the course is called ''"),
        ("pytorch", "torch", "is called like the module torch"),
        ("pytorch", "random", "is called like the module random"),
        ("pytorch", "index", "the name index belongs to the course's own page"),
        ("figures", "one", "the name figures belongs to the figures"),
        (
            "pytorch",
            "one",
            "the name is taken, by snippets/pytorch/one.py, docs/zh/pytorch/one.md, docs/en/pytorch/one.md",
        ),
        ("pytorhc", "my-lesson", "there is no course pytorhc\n  expected: one of pytorch\n"),
    ],
)
def test_names_that_cannot_be_are_refused(site: Project, course: str, lesson: str, told: str) -> None:
    assert told in refusal(site, Wanted(course, lesson, TITLES))


@pytest.mark.parametrize(
    ("course", "lesson", "like"),
    [
        ("pytorch", "LearningRate", "learning-rate"),
        ("pytorch", "My_Lesson", "my-lesson"),
        ("pytorch", "RNNCell2D", "rnn-cell2d"),
        ("PyTorch", "one", "pytorch"),
        ("pytorch", "学习率", "first-steps"),
        ("pytorch", f"{'a' * 63}-b", "a" * 63),
    ],
)
def test_a_name_that_can_be_is_proposed(site: Project, course: str, lesson: str, like: str) -> None:
    assert f"cure: rename it, as to `{like}`" in refusal(site, Wanted(course, lesson, TITLES))


def test_titles_that_are_swapped_are_refused(site: Project) -> None:
    swapped = {"zh": "My Lesson", "en": "我的一课"}
    told = refusal(site, Wanted("pytorch", "my-lesson", swapped))
    assert told.startswith("--en: the title has Chinese characters: 我的一课\n")
    assert "swap the two, for --zh is in English: My Lesson" in told
    told = refusal(site, Wanted("fresh", "start", TITLES, course_titles={"zh": "新课程", "en": "New 课程"}))
    assert told.startswith("--course-en: ")
    assert told.endswith("cure: write it in English")


def test_what_is_left_of_a_lesson_can_be_removed_as_told(site: Project) -> None:
    before = everything(site.root)
    write_changes(site, planned(site, LESSON))
    told = refusal(site, LESSON)
    command = re.search(r"`(rm -r [^`]*)`, then remove its lines in (.*)", told)
    assert command
    subprocess.run(command[1], shell=True, cwd=site.root, check=True)
    for name in command[2].split(", "):
        lines = (site.root / name).read_text("utf-8").split("\n")
        (site.root / name).write_text("\n".join(line for line in lines if LESSON.slug not in line), encoding="utf-8")
    assert everything(site.root) == before


@pytest.mark.parametrize(
    "left",
    [
        "snippets/pytorch/my-lesson.py",
        "docs/zh/pytorch/my-lesson.md",
        "docs/en/pytorch/my-lesson.md",
        "outputs/pytorch/my-lesson",
    ],
)
def test_whatever_has_the_name_already_is_told(site: Project, left: str) -> None:
    path = site.root / left
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("nowhere")
    assert f"the name is taken, by {left}\n" in refusal(site, LESSON)


def test_an_entry_of_the_navigation_has_the_name_too(site: Project) -> None:
    path = site.root / "mkdocs.en.yml"
    path.write_text(path.read_text("utf-8").replace("pytorch/two.md", "pytorch/my-lesson.md"), encoding="utf-8")
    assert "the name is taken, by nav of mkdocs.en.yml\n" in refusal(site, LESSON)


@pytest.mark.parametrize("after", ["pytorch/three", "pytorch/index", "other/one", "pytorch/my-lesson"])
def test_an_unknown_lesson_before_it_is_refused(site: Project, after: str) -> None:
    told = refusal(site, Wanted("pytorch", "my-lesson", TITLES, after))
    expected = "AFTER, or --after, to be one of pytorch/one, pytorch/two"
    assert f"mkdocs.yml: pytorch has no lesson {after}\n  expected: {expected}\n" in told


def test_a_lesson_that_only_one_list_has_can_have_none_after_it(site: Project) -> None:
    page = site.docs("en") / "pytorch" / "index.md"
    page.write_text("# PyTorch\n\n``` lessons\npytorch/two\n```\n", encoding="utf-8")
    told = refusal(site, Wanted("pytorch", "my-lesson", TITLES, "pytorch/one"))
    assert told.startswith("docs/en/pytorch/index.md: does not list pytorch/one\n")


def test_a_lesson_that_is_listed_before_it_is_there_is_told(site: Project) -> None:
    page = site.docs("zh") / "pytorch" / "index.md"
    page.write_text("# PyTorch\n\n``` lessons\npytorch/one\npytorch/my-lesson\n```\n", encoding="utf-8")
    assert refusal(site, LESSON).startswith("docs/zh/pytorch/index.md:5: lists pytorch/my-lesson, which is new\n")


def test_a_course_page_without_a_list_is_refused(site: Project) -> None:
    (site.docs("zh") / "pytorch" / "index.md").write_text("# PyTorch\n\n```` text\n``` lessons\na/b\n```\n````\n")
    assert refusal(site, LESSON).startswith("docs/zh/pytorch/index.md: lists no lessons\n")


def test_a_missing_course_page_is_refused(site: Project) -> None:
    (site.docs("en") / "pytorch" / "index.md").unlink()
    assert refusal(site, LESSON).startswith("docs/en/pytorch/index.md: cannot be read: No such file")


def test_a_course_is_made_only_where_there_is_none(site: Project) -> None:
    told = refusal(site, Wanted("pytorch", "my-lesson", TITLES, course_titles=COURSE_TITLES))
    assert "pytorch: the course is there already: docs/zh/pytorch/index.md, docs/en/pytorch/index.md, snippets" in told


def test_a_new_course_has_nothing_to_follow(site: Project) -> None:
    told = refusal(site, Wanted("fresh", "start", TITLES, "fresh/one", COURSE_TITLES))
    assert "--after" in told


def test_a_course_needs_a_title_in_both_languages(site: Project) -> None:
    before = everything(site.root)
    refused = new(site, "fresh", "start", *OPTIONS, "--course-zh", "新课程")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("--course-en: is missing\n")
    assert everything(site.root) == before


def test_a_refusal_stays_the_same(site: Project) -> None:
    assert new(site, "pytorch", "my-lesson", *OPTIONS).returncode == 0
    before = everything(site.root)
    refused = [new(site, "pytorch", "my-lesson", *OPTIONS) for _ in range(2)]
    assert [(each.returncode, each.stdout) for each in refused] == [(1, "")] * 2
    assert refused[0].stderr == refused[1].stderr
    assert everything(site.root) == before


@pytest.mark.parametrize("wanted", [LESSON, FIRST_OF_COURSE], ids=["lesson", "course"])
def test_where_the_disk_refuses_a_file_all_is_as_it_was(
    site: Project, monkeypatch: pytest.MonkeyPatch, wanted: Wanted
) -> None:
    changes = planned(site, wanted)
    before = everything(site.root)
    files = [*changes.made, *changes.edited]
    for failing in files:

        def write(path: Path, content: bytes, failing: Path = failing) -> None:
            if path == failing:
                raise OSError(errno.ENOSPC, "No space left on device")
            write_whole(path, content)

        monkeypatch.setattr(writing, "write_whole", write)
        with pytest.raises(PaotongError, match=f"^{site.place(failing)}: cannot be written: No space left"):
            write_changes(site, changes)
        assert everything(site.root) == before


@pytest.mark.parametrize("wanted", [LESSON, FIRST_OF_COURSE], ids=["lesson", "course"])
def test_where_it_is_interrupted_all_is_as_it_was(
    site: Project, monkeypatch: pytest.MonkeyPatch, wanted: Wanted
) -> None:
    changes = planned(site, wanted)
    before = everything(site.root)
    for last in [*changes.made, *changes.edited]:
        written: list[Path] = []

        def write(path: Path, content: bytes, last: Path = last, written: list[Path] = written) -> None:
            write_whole(path, content)
            written.append(path)
            if path == last and written.count(path) == 1:
                raise KeyboardInterrupt

        monkeypatch.setattr(writing, "write_whole", write)
        with pytest.raises(KeyboardInterrupt):
            write_changes(site, changes)
        assert everything(site.root) == before


def test_a_folder_that_cannot_be_made_is_told(site: Project) -> None:
    changes = planned(site, FIRST_OF_COURSE)
    (site.docs("en") / "fresh").write_text("in the way\n")
    before = everything(site.root)
    with pytest.raises(PaotongError, match=r"^docs/en/fresh: cannot be written: File exists"):
        write_changes(site, changes)
    assert everything(site.root) == before


NAV = "site_name: !ENV [A, b]\nnav:  # what\n- index.md\n- 'A: course':\n    # note\n  -   c/index.md # here\n"


def test_the_navigation_may_be_laid_out_otherwise() -> None:
    nav = read_navigation(NAV, "m.yml")
    text = with_page(nav, "It's: #1", "c/new.md", nav.entries[-1])
    assert text == f"{NAV}  - 'It''s: #1': c/new.md\n"
    text = with_section(nav, "D", [(None, "d/index.md"), ("yes", "d/one.md")])
    assert text == f"{NAV}- D:\n    - d/index.md\n    - 'yes': d/one.md\n"


def test_line_ends_stay_as_they_are() -> None:
    nav = read_navigation(NAV.replace("\n", "\r\n"), "m.yml")
    text = with_page(nav, "New", "c/new.md", nav.entries[-1])
    assert text == f"{NAV}  - New: c/new.md\n".replace("\n", "\r\n")
    page = with_lesson("# C\r\n\r\n``` lessons\r\nc/one\r\n```\r\n", "index.md", "c/new", None)
    assert page == "# C\r\n\r\n``` lessons\r\nc/one\r\nc/new\r\n```\r\n"


def test_a_file_may_end_without_a_line_end() -> None:
    nav = read_navigation(NAV.rstrip("\n"), "m.yml")
    assert with_page(nav, "New", "c/new.md", nav.entries[-1]) == f"{NAV}  - New: c/new.md"


@pytest.mark.parametrize("after", [0, 1, 2])
def test_sections_within_sections(after: int) -> None:
    nested = "nav:\n- C:\n  - c/index.md\n  - Part:\n    - One: c/one.md\n    - c/two.md\n"
    nav = read_navigation(nested, "m.yml")
    pages = [entry.path for entry in nav.entries]
    text = with_page(nav, "New", "c/new.md", nav.entries[after])
    pages.insert(after + 1, "c/new.md")
    assert [entry.path for entry in read_navigation(text, "m.yml").entries] == pages


@pytest.mark.parametrize(
    ("nav", "told"),
    [
        ("", "m.yml: its `nav` is missing or empty"),
        ("nav: []", "m.yml: its `nav` is missing or empty"),
        ("- a", "m.yml: its `nav` is missing or empty"),
        ("nav:\n- C: [c/index.md, c/one.md]", "m.yml:2: its `nav` is written in brackets"),
        ("nav: [index.md, c/one.md]", "m.yml:1: its `nav` is written in brackets"),
        ("nav:\n- {a: b.md, c: c/one.md}", "m.yml:2: its `nav` has an entry that is neither"),
        ("nav:\n- C: {a: c/one.md}", "m.yml:2: its `nav` has an entry that is neither"),
        ("nav:\n- C: c/one.md", "m.yml:2: its `nav` has c/one.md in no section"),
        ("nav:\n- C:\n  - {a: c/one.md,\n    }\n", "m.yml:3: its `nav` is written so that no line can follow c/one.md"),
        ("nav: {", "m.yml: is not YAML"),
    ],
)
def test_a_navigation_that_has_no_place_is_refused(nav: str, told: str) -> None:
    with pytest.raises(PaotongError) as caught:
        with_page(read := read_navigation(nav, "m.yml"), "New", "c/new.md", read.of_course("c")[-1])
    assert str(caught.value).startswith(told)


SPECIAL = [chr(code) for code in range(0x20, 0x7F)] + list("…“”：；（）✎é中")


def test_titles_are_shown_as_they_stand() -> None:
    """In a heading, in the navigation, and in YAML: whichever sign stands first, inside, between words or last."""
    config = load_config(str(REPOSITORY / "mkdocs.yml"))
    reader = markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    refused = set()
    for sign in SPECIAL:
        for title in (
            f"{sign}a",
            f"a{sign}b",
            f"a {sign} b",
            f"a {sign}b{sign} c",
            f"a{sign}",
            f"{sign}",
            f"{sign * 3} a",
        ):
            try:
                checked = checked_title(title, "--en")
            except PaotongError:
                refused.add(sign)
                continue
            shown = re.fullmatch(
                r"<h1[^>]*>(.*?)(<a class=.headerlink.*)?</h1>", reader.reset().convert(f"# {checked}")
            )
            assert shown
            assert shown[1].replace("&amp;", "&").replace("&gt;", ">").replace("&quot;", '"') == checked
            assert yaml.safe_load(f"- {yaml_key(checked)}: a.md") == [{checked: "a.md"}]
    assert refused == set(r" \`*_{}[]<$#:")


@pytest.mark.parametrize(
    "title", ["", "  ", "a\nb", "a\tb", "a\x00", "a\u202eb", "a\u2028b", "a &lt; b", "R&copy", "# a"]
)
def test_titles_that_are_none_are_refused(title: str, site: Project) -> None:
    with pytest.raises(PaotongError, match=r"^--zh: "):
        checked_title(title, "--zh")


@pytest.mark.parametrize(
    "title",
    ["yes", "null", "1.5", "2017-01-01", "- a", "a: b", "a #b", "'a'", '"a"', "!a", "? a", "@a", "%a", ","],
)
def test_titles_are_quoted_where_yaml_needs_it(title: str) -> None:
    assert yaml_key(title) == "'{}'".format(title.replace("'", "''"))
    assert yaml.safe_load(f"{yaml_key(title)}: a") == {title: "a"}


@pytest.mark.parametrize(
    "title", ["为什么用 PyTorch？", "Why PyTorch?", "生成对抗网络 (GAN)", "C++ & R", "Don't", "a#b", "1 + 1"]
)
def test_other_titles_are_not(title: str) -> None:
    assert yaml_key(checked_title(f" {title} ", "--en")) == title


@pytest.mark.parametrize("template", ["lesson", "course"])
def test_the_pages_of_the_templates_are_twins(template: str) -> None:
    chinese, english = (
        (TEMPLATES / f"{template}.{language}.md").read_text(encoding="utf-8").split("\n") for language in LANGUAGES
    )
    assert list(map(frame, chinese)) == list(map(frame, english))


def frame(line: str) -> tuple[str, ...]:
    """A line without its words: how it begins, whether it is to be replaced, and the id of a heading."""
    beginning = re.match(r"#+ |- |\| |[a-z]+: |`{3}.*|\$slug.*|$", line)
    identity = re.search(r" \{ #\S+ \}$", line)
    return beginning[0] if beginning else "", PLACEHOLDER * line.count(PLACEHOLDER), identity[0] if identity else ""


def test_the_template_shows_all_its_cells_in_their_order(site: Project) -> None:
    write_changes(site, planned(site, LESSON))
    names = load_snippet(site, LESSON.slug).names
    for language in LANGUAGES:
        lines = (site.docs(language) / "pytorch" / "my-lesson.md").read_text("utf-8").split("\n")
        shown = [read_directive(block, "") for block in find_blocks(lines) if block.kind == "snippet"]
        assert [each.cell for each in shown if "code" in each.show] == [*names, None]
        assert {each.slug for each in shown} == {LESSON.slug}


def test_every_placeholder_begins_what_it_stands_in() -> None:
    before = re.compile(r"(description: |# |alt: |caption: |ask: |yes: |no: |why: |## |- |\| |# (zh|en): |)")
    for path in sorted(TEMPLATES.iterdir()):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if PLACEHOLDER in line]
        assert lines
        assert [line for line in lines if not before.fullmatch(line.partition(PLACEHOLDER)[0])] == []


def test_no_finished_lesson_has_a_placeholder() -> None:
    finished = [*(REPOSITORY / "snippets").rglob("*.py"), *(REPOSITORY / "docs").rglob("*.md")]
    assert [path for path in finished if PLACEHOLDER in path.read_text(encoding="utf-8")] == []


@pytest.mark.torch
def test_a_new_lesson_runs_and_builds_at_once(tmp_path: Path) -> None:
    for name in ("docs", "snippets", "outputs", "theme"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("figures"))
    for name in (*CONFIGURATION_FILES, "pyproject.toml", "requirements.lock", "glossary.words.txt", "glossary.yml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    project = Project(tmp_path)
    assert " It ran.\n" in new(project, "pytorch", "my-lesson", *OPTIONS[:-1]).stdout
    course = ("--course-zh", "新课程", "--course-en", "New Course")
    assert " It ran.\n" in new(project, "fresh", "start", *OPTIONS[:-1], *course).stdout
    record = read_record(project, "pytorch/my-lesson")
    assert [cell.name for cell in record.run.cells if cell.figures] == ["draw"]
    assert "AxisError" in record.cell("when-it-goes-wrong").text
    for builder in BUILDERS:
        command = command_line("build", tmp_path, "--builder", builder)
        built = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert (built.returncode, built.stderr) == (0, "")
        for language in LANGUAGES:
            page = (tmp_path / "site" / language / "pytorch" / "my-lesson.html").read_text(encoding="utf-8")
            assert "two dice: 6." in page
