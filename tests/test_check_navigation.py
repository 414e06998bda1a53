"""The rules on courses: one order, in the navigation of both languages and on the courses' own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config

from paotong.check.nav import read_navigation
from paotong.check.rules.courses import contents, needs
from paotong.check.rules.navigation import navigation
from paotong.project import LANGUAGES, Project
from paotong.site import CONFIGURATIONS
from small_site import Site, small_site

RULES = (navigation, contents, needs)
LINE = "      - Lesson two: demo/two.md\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def test_a_good_site_is_silent(site: Site) -> None:
    assert site.told(*RULES) == []


CHANGES = {
    "twice": (LINE, LINE * 2, "mkdocs.en.yml:8: names demo/two.md a second time"),
    "not there": (
        "index.md\n",
        "index.md\n  - About: about.md\n",
        "mkdocs.en.yml:4: names about.md, and there is no such page",
    ),
    "another folder": (
        "index.md\n",
        "index.md\n  - Zh: ../zh/index.md\n",
        "mkdocs.en.yml:4: names ../zh/index.md, and there is no such page",
    ),
    "a name that no file can have": (
        "index.md\n",
        f"index.md\n  - Long: {'x' * 5000}.md\n",
        "mkdocs.en.yml:4: names xxx",
    ),
    "no path": (LINE, f"{LINE}      - Later:\n", "mkdocs.en.yml:8: `Later` leads nowhere"),
    "nothing": (LINE, f"{LINE}      -\n", "mkdocs.en.yml:8: an entry without a page"),
    "no title": ("Lesson two: ", "", "mkdocs.en.yml:7: names demo/two.md without a title"),
    "left out": (LINE, "", "docs/en/demo/two.md: is not in the navigation"),
    "another order": (
        f"      - Lesson one: demo/one.md\n{LINE}",
        f"{LINE}      - Lesson one: demo/one.md\n",
        "mkdocs.en.yml:6: names demo/two.md before demo/one.md",
    ),
    "another section": (
        LINE,
        "  - More:\n" + LINE,
        "mkdocs.en.yml:8: names demo/two.md in the section `- More:` (line 7)",
    ),
    "a section within": (
        LINE,
        "      - More:\n    " + LINE,
        "mkdocs.en.yml:8: names demo/two.md in the section `- Course:` (line 4), `- More:` (line 7)",
    ),
    "no section": (
        "      - Lesson three: ",
        "  - Lesson three: ",
        "mkdocs.en.yml:8: names demo/three.md in no section",
    ),
    "no YAML": ("nav:", "nav: [", "mkdocs.en.yml:3: is not YAML: did not find expected node content"),
    "no list": ("nav:", "menu:", "mkdocs.en.yml: has no `nav:`"),
    "a sign that YAML has not": ("nav:", "\x01nav:", "mkdocs.en.yml: is not YAML: unacceptable character"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_slip_is_told_once_with_its_line(site: Site, change: str) -> None:
    old, new, told = CHANGES[change]
    site.change(site.nav("en"), old, new)
    (found,) = site.told(*RULES)
    assert found.startswith(told)
    assert site.findings(*RULES)[0].error.cure


SILENT = {
    "another site": (
        LINE,
        f"{LINE}      - Elsewhere: https://example.org/\n      - Up: /up\n      - Odd: 'http://['\n",
    ),
    "brackets": (LINE, "      - {Lesson two: demo/two.md}\n"),
    "a comment, and a path on its own line": (LINE, "      # comment\n      - Lesson two:\n          ./demo/two.md\n"),
    "line ends of Windows": ("nav:\n", "nav:\r\n"),
    "a byte order mark": ("site_url", "\ufeffsite_url"),
    "a list in itself": ("nav:\n", "nav: &nav\n  - Again: *nav\n"),
    "a second title": ("Lesson two", "'Lesson: two'"),
}


@pytest.mark.parametrize("change", SILENT)
def test_what_is_right_though_odd_is_not_told(site: Site, change: str) -> None:
    site.change(site.nav("en"), *SILENT[change])
    assert site.told(*RULES) == []


def test_a_missing_file_is_told(site: Site) -> None:
    site.nav("en").unlink()
    assert site.told(*RULES) == ["mkdocs.en.yml: cannot be read: No such file or directory"]


def test_a_path_that_is_nearly_right_is_proposed(site: Site) -> None:
    site.change(site.nav("en"), "demo/two.md", "demo/tow.md")
    findings = site.findings(navigation)
    assert [finding.place for finding in findings] == ["mkdocs.en.yml:7", "docs/en/demo/two.md"]
    assert "mend the path, as to `demo/two.md`" in findings[0].error.cure


def test_a_title_is_taken_from_the_page(site: Site) -> None:
    before = site.nav("en").read_text(encoding="utf-8")
    site.change(site.page("en", "demo/two"), "# Lesson two", "# Two: the # second")
    site.change(site.nav("en"), "Lesson two: ", "")
    assert "write `      - 'Two: the # second': demo/two.md`" in str(site.findings(navigation)[0])
    assert site.mend(*RULES) == 1
    assert site.nav("en").read_text(encoding="utf-8") == before.replace("Lesson two", "'Two: the # second'")
    assert site.told(*RULES) == []


def test_a_title_is_put_only_where_that_is_simple(site: Site) -> None:
    site.change(site.nav("en"), LINE, "      - demo/two.md  # second\n")
    assert site.told(navigation) == ["mkdocs.en.yml:7: names demo/two.md without a title"]
    assert site.mend(navigation) == 0


def test_a_page_is_put_where_the_other_language_has_it(site: Site) -> None:
    before = site.nav("en").read_text(encoding="utf-8")
    site.change(site.nav("en"), LINE, "")
    (finding,) = site.findings(*RULES)
    assert finding.error.cure == (
        "add the line `      - Lesson two: demo/two.md` below mkdocs.en.yml:6, `- Lesson one: demo/one.md`"
    )
    assert site.mend(*RULES) == 1
    assert site.nav("en").read_text(encoding="utf-8") == before
    assert site.mend(*RULES) == 0


def test_a_page_is_put_into_a_file_from_windows(site: Site) -> None:
    nav = site.nav("en")
    text = nav.read_text(encoding="utf-8").replace(LINE, "")
    nav.write_text(f"\ufeff{text}", encoding="utf-8", newline="\r\n")
    assert site.mend(*RULES) == 1
    assert site.told(*RULES) == []
    assert nav.read_text(encoding="utf-8").count(LINE) == 1


def test_several_pages_in_a_row_are_put_in_their_order(site: Site) -> None:
    before = site.nav("en").read_text(encoding="utf-8")
    site.change(site.nav("en"), f"{LINE}      - Lesson three: demo/three.md\n", "")
    assert site.mend(*RULES) == 2
    assert site.nav("en").read_text(encoding="utf-8") == before


def test_a_page_is_not_put_where_a_person_must_choose(site: Site) -> None:
    # In no language.
    for language in LANGUAGES:
        nav = site.nav(language).read_text(encoding="utf-8").splitlines(keepends=True)
        site.nav(language).write_text("".join(line for line in nav if "two" not in line), encoding="utf-8")
    assert site.told(navigation) == [f"docs/{language}/demo/two.md: is not in the navigation" for language in LANGUAGES]
    assert "below mkdocs.en.yml:7, `- Lesson three: demo/three.md`" in site.findings(navigation)[1].error.cure
    assert site.mend(*RULES) == 0


def test_a_title_that_is_no_plain_text_is_not_put(site: Site) -> None:
    site.change(site.nav("en"), LINE, "")
    site.change(site.page("en", "demo/two"), "# Lesson two", "# Lesson `two`")
    assert "`      - Title: demo/two.md`" in site.findings(navigation)[0].error.cure
    assert site.mend(navigation) == 0


def test_a_lesson_that_its_course_does_not_list_is_told(site: Site) -> None:
    site.change(site.page("en", "demo/index"), "demo/two\n", "")
    (finding,) = site.findings(*RULES)
    assert f"{finding.place}: {finding.found}" == "docs/en/demo/two.md: is not on its course's page"
    assert finding.error.cure == "add the line `demo/two` below docs/en/demo/index.md:8, `demo/one`"


def test_a_course_lists_its_lessons_in_the_order_of_the_navigation(site: Site) -> None:
    site.change(site.page("en", "demo/index"), "demo/one\ndemo/two\n", "demo/two\ndemo/one\n")
    (finding,) = site.findings(*RULES)
    assert f"{finding.place}: {finding.found}" == "docs/en/demo/index.md:8: lists demo/two before demo/one"
    assert finding.error.cure == "move the line below line 9, `demo/one`"


def test_a_course_needs_a_page(site: Site) -> None:
    site.page("en", "demo/index").unlink()
    site.change(site.nav("en"), "      - demo/index.md\n", "")
    assert site.told(*RULES) == ["docs/en/demo/index.md: is not there"]


def test_an_empty_page_of_a_course_lists_nothing(site: Site) -> None:
    site.page("en", "demo/index").write_text("", encoding="utf-8")
    assert site.told(contents) == [
        f"docs/en/demo/{name}.md: is not on its course's page" for name in ("one", "three", "two")
    ]


NEEDS = {
    "later": ("[demo/three]", ["docs/en/demo/two.md:5: needs demo/three, which comes later"]),
    "itself": ("[demo/two]", ["docs/en/demo/two.md:5: needs itself"]),
    "none": ("[demo/four]", ["docs/en/demo/two.md:5: 'demo/four' is no lesson with a page in en"]),
    "nothing": ("[]", []),
    "no list": ("demo/three", []),
}


@pytest.mark.parametrize("case", NEEDS)
def test_what_a_lesson_needs_comes_before_it(site: Site, case: str) -> None:
    given, told = NEEDS[case]
    site.change(site.page("en", "demo/two"), "[demo/one]", given)
    assert site.told(needs) == told


def test_lessons_of_another_course_may_come_later(site: Site) -> None:
    for language in LANGUAGES:
        for file in (site.project.snippet("demo/three"), site.page(language, "demo/three")):
            if file.is_file():
                (file.parents[1] / "more").mkdir(exist_ok=True)
                file.rename(file.parents[1] / "more" / file.name)
        site.change(site.nav(language), "demo/three.md", "more/three.md")
        site.change(site.page(language, "demo/two"), "[demo/one]", "[more/three]")
    assert site.told(needs) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_navigation_is_read_as_mkdocs_reads_it(language: str) -> None:
    entries: list[tuple[str | None, str]] = []

    def walk(entry: Any, title: str | None = None) -> None:
        if isinstance(entry, str):
            entries.append((title, entry))
        elif isinstance(entry, dict):
            for key, below in entry.items():
                walk(below, key)
        else:
            for below in entry:
                walk(below)

    walk(load_config(str(Project().root / CONFIGURATIONS[language])).nav)
    read = read_navigation(Project(), language)
    assert entries
    assert [(entry.title, entry.path) for entry in read.entries] == entries
    assert all(entry.path in read.lines[entry.line - 1] for entry in read.entries)
