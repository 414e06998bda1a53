"""The rules on courses: one order, in the navigation of both languages and on the courses' own pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config

from paotong.check.all_rules import findings
from paotong.check.nav import read_navigation
from paotong.check.rules.blocks import blocks
from paotong.check.rules.courses import contents, needs, own_titles, ways_in
from paotong.check.rules.navigation import navigation
from paotong.check.rules.next_lesson import next_lesson
from paotong.project import LANGUAGES, Project
from paotong.site import CONFIGURATIONS
from small_site import Site, small_site

RULES = (navigation, contents, needs, own_titles)
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


def new_course(site: Site, name: str = "more") -> None:
    """A second course in both languages, with two lessons: b before a. Only the Chinese navigation has it."""
    for language, title in (("zh", "又一门"), ("en", "More")):
        for lesson in "ab":
            page = site.page(language, f"{name}/{lesson}")
            page.parent.mkdir(exist_ok=True)
            text = site.page(language).read_text(encoding="utf-8").replace("demo/one", f"{name}/{lesson}")
            page.write_text(text.replace(" one", f" {name}: {lesson}"), encoding="utf-8")
        index = f"# {title} {name}\n\n``` lessons\n{name}/b\n{name}/a\n```\n"
        site.page(language, f"{name}/index").write_text(index, encoding="utf-8")
    for lesson in "ab":
        program = site.project.snippet(f"{name}/{lesson}")
        program.parent.mkdir(exist_ok=True)
        program.write_text(site.project.snippet("demo/one").read_text(encoding="utf-8"), encoding="utf-8")
    section = f"  - 又一门 {name}:\n      - {name}/index.md\n      - B: {name}/b.md\n      - A: {name}/a.md\n"
    site.change(site.nav("zh"), "markdown_extensions:", f"{section}markdown_extensions:")


SECTION = """\
  - More more:
      - more/index.md
      - 'Lesson more: b': more/b.md
      - 'Lesson more: a': more/a.md
"""


def test_a_course_that_is_left_out_is_told_once_with_all_of_its_lines(site: Site) -> None:
    new_course(site)
    (finding,) = site.findings(*RULES)
    assert str(finding) == (
        "docs/en/more/index.md: the course more is not in the navigation\n"
        "  expected: a section for it in `nav:` of mkdocs.en.yml, as mkdocs.yml has one\n"
        f"  cure: add this below mkdocs.en.yml:8, `- Lesson three: demo/three.md`:\n{SECTION}".rstrip()
    )
    before = site.nav("en").read_text(encoding="utf-8")
    assert site.mend(*RULES) == 1
    assert site.nav("en").read_text(encoding="utf-8") == before.replace(
        "markdown_extensions:", f"{SECTION}markdown_extensions:"
    )
    assert site.told(*RULES) == []


def test_courses_that_no_language_names_are_put_alike_in_both(site: Site) -> None:
    before = site.nav("zh").read_text(encoding="utf-8")
    new_course(site, "more")
    new_course(site, "again")
    site.nav("zh").write_text(before, encoding="utf-8")
    assert site.told(*RULES) == [
        f"docs/{language}/{name}/index.md: the course {name} is not in the navigation"
        for language in LANGUAGES
        for name in ("again", "more")
    ]
    assert site.mend(*RULES) == 4
    assert site.told(*RULES) == []
    assert [entry.path for entry in read_navigation(site.project, "en").entries][-6:] == [
        "again/index.md", "again/b.md", "again/a.md", "more/index.md", "more/b.md", "more/a.md"
    ]  # fmt: skip


COURSES = {
    "a title that is no plain text": ("en", "# Lesson more: a", "# Lesson `a`", False),
    "no title": ("en", "# More more\n", "", False),
    "a navigation in brackets": ("en", "  - Home: index.md", "  - {Home: [index.md]}", False),
    "only some of it in the other": ("zh", "      - B: more/b.md\n", "", True),
}


@pytest.mark.parametrize("case", COURSES)
def test_a_course_is_put_only_where_that_is_certain(site: Site, case: str) -> None:
    new_course(site)
    language, old, new, certain = COURSES[case]
    files = [site.nav(language), site.page(language, "more/index"), site.page(language, "more/a")]
    site.change(next(file for file in files if old in file.read_text(encoding="utf-8")), old, new)
    found = [finding for finding in site.findings(navigation) if "the course more" in finding.found]
    assert len(found) == 1
    assert (found[0].edit is not None) == certain
    assert "      - more/index.md\n" in found[0].error.cure


def test_a_course_before_another_is_told_where_it_belongs(site: Site) -> None:
    new_course(site)
    for language in LANGUAGES:
        site.page(language, "later").write_text("# Later\n", encoding="utf-8")
        site.change(site.nav(language), "markdown_extensions:", "  - Later: later.md\nmarkdown_extensions:")
    (finding,) = site.findings(navigation)
    assert finding.error.cure.startswith("add this below mkdocs.en.yml:8, `- Lesson three: demo/three.md`:\n  - More")
    assert finding.edit is None


SHAPES = {
    "no section of its own": ("  - 又一门 more:\n", ""),
    "a section in a section": ("  - 又一门 more:\n", "  - 外:\n    - 又一门 more:\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_where_the_other_language_has_no_section_for_a_course_its_pages_are_told(site: Site, shape: str) -> None:
    new_course(site)
    site.change(site.nav("zh"), *SHAPES[shape])
    assert site.told(navigation) == [
        f"docs/en/more/{name}.md: is not in the navigation" for name in ("index", "b", "a")
    ]


def test_no_two_lessons_of_a_course_have_the_same_title(site: Site) -> None:
    new_course(site)
    site.mend(navigation)
    site.change(site.page("en", "demo/two"), "# Lesson two", "# Lesson one")
    site.change(site.page("zh", "more/index"), "# 又一门 more", "# 课程")
    # In another course it may stand again.
    site.change(site.page("en", "more/a"), "# Lesson more: a", "# Lesson three")
    findings = site.findings(own_titles)
    assert [f"{finding.place}: {finding.found}" for finding in findings] == [
        "docs/zh/more/index.md:1: has the title of docs/zh/demo/index.md: 课程",
        "docs/en/demo/two.md:8: has the title of docs/en/demo/one.md: Lesson one",
    ]
    assert not any(finding.warning for finding in findings)


def test_the_home_page_leads_to_every_course(site: Site) -> None:
    assert site.told(ways_in) == []  # its settings cannot be read
    for language in LANGUAGES:
        site.change(site.nav(language), "pymdownx.emoji:\n    emoji_index: !!python/name:no.such.module", "tables: {}")
        with site.page(language, "index").open("a", encoding="utf-8") as home:
            home.write("\n[`x`](demo/index.md#lessons)\n")
    assert site.told(ways_in) == []
    new_course(site)
    with site.page("zh", "index").open("a", encoding="utf-8") as home:
        home.write("\n[x](more/a.md) `[x](more/index.md)`\n")
    findings = site.findings(ways_in)
    assert [(finding.place, finding.warning) for finding in findings] == [
        ("docs/zh/index.md", True),
        ("docs/en/index.md", True),
    ]
    assert findings[0].found == "does not lead to the course more"
    assert findings[0].error.cure == "add `[又一门 more](more/index.md)` to it"
    for finding, language in zip(findings, LANGUAGES, strict=True):
        with site.page(language, "index").open("a", encoding="utf-8") as home:
            home.write(f"\n{finding.error.cure.split('`')[1]}\n")
    assert site.told(ways_in) == []


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


@pytest.mark.parametrize(("written", "meant"), [("one", "demo/one"), ("dmo/one", "demo/one"), ("demo/on", "demo/one")])
def test_the_lesson_that_is_meant_is_named_once(site: Site, written: str, meant: str) -> None:
    site.change(site.page("en", "demo/three"), "[demo/one, ", f"[{written}, ")
    (cure,) = (
        finding.error.cure for finding in findings(site.project, (blocks, needs)) if "is no lesson" in finding.found
    )
    assert cure == f"write `{meant}`, if that is what you mean"


def test_what_is_like_no_lesson_has_no_name(site: Site) -> None:
    site.change(site.page("en", "demo/three"), "[demo/one, ", "[demo/zzzzz, ")
    assert [finding.error.cure for finding in site.findings(needs)] == ["mend the slug, or write the page"]


def test_the_next_lesson_is_that_below_in_the_navigation(site: Site) -> None:
    ends = {
        "zh": "\n回头看：[一](one.md)。下一课：一节[课](two.md#second)，好。\n",
        "en": "\nBack: [1](one.md). Next: [2](two.md), x.\n",
    }
    for language in LANGUAGES:
        page = site.page(language)
        page.write_text(page.read_text(encoding="utf-8") + ends[language], encoding="utf-8")
    assert site.told(next_lesson) == []
    for language in LANGUAGES:
        line = {"zh": "      - 课 two: demo/two.md\n", "en": LINE}[language]
        site.change(site.nav(language), line, "")
        site.nav(language).write_text(
            site.nav(language).read_text(encoding="utf-8").replace("demo/three.md\n", f"demo/three.md\n{line}"),
            encoding="utf-8",
        )
    chinese, english = map(str, site.findings(next_lesson))
    assert chinese == (
        "docs/zh/demo/one.md:44: says that two.md is the next lesson\n"
        "  expected: demo/three.md, which mkdocs.yml:7 names below this page\n"
        "  cure: write `下一课：[课 three](three.md)`, and what that is about"
    )
    assert "cure: write `Next: [Lesson three](three.md)`, and" in english
    assert all(finding.warning for finding in site.findings(next_lesson))


def test_after_the_last_lesson_comes_none_of_its_course(site: Site) -> None:
    page = site.page("en", "demo/three")
    text = page.read_text(encoding="utf-8")
    for target, told in (("../index.md", False), ("gone.md", False), ("one.md", True), ("index.md", True)):
        page.write_text(f"{text}\nNext: [it]({target}).\n", encoding="utf-8")
        assert bool(site.told(next_lesson)) == told
    assert "it is the last of its course\n  cure: remove it" in str(site.findings(next_lesson)[0])
