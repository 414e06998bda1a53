"""The rules on headings: one title, and ids that both languages share."""

from __future__ import annotations

from pathlib import Path

import pytest

from paotong.check.prose import Heading
from paotong.check.prose import headings as read_headings
from paotong.check.rules.headings import headings, titles
from small_site import Site, small_site

RULES = (titles, headings)
EN = "docs/en/demo/one.md"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def test_a_good_site_is_silent(site: Site) -> None:
    assert site.told(*RULES) == []


CHANGES = {
    "no title": ("# Lesson one", "", [f"{EN}: has no title"]),
    "an empty title": ("# Lesson one", "#", [f"{EN}: has no title"]),
    "two titles": ("## Second", "# Second", [f"{EN}:27: is a second title, `# Second {{ #second }}`"]),
    "a heading above": (
        "# Lesson one",
        "## Above { #above }\n\n# Lesson one",
        [f"{EN}:8: has `## Above {{ #above }}` above the title"],
    ),
    "capitals in an id": ("#second", "#Second", [f"{EN}:27: the id `#Second` is hard to type or to link to"]),
    "another sign in an id": ("#second", "#第二", [f"{EN}:27: the id `#第二` is hard to type or to link to"]),
    "an id twice": ("#second", "#first", [f"{EN}:27: is a second heading with the id `#first`"]),
    "underlined": (
        "## Second { #second }",
        "Second\n------",
        [f"{EN}:28: `------` right below a line makes that a heading"],
    ),
    "a rule": ("## Second", "Text.\n\n---\n\n## Second", []),
    "a table without frame": ("| Lesson | First |\n| --- | --- |", "Lesson | First\n--- | ---", []),
    "a class beside the id": ("{ #second }", "{ .wide #second }", []),
    "no heading": ("## Second", "    # code\n\n\\# sign\n\n<!--\n## No\n-->\n\n## Second", []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_person_must_mend_is_told(site: Site, change: str) -> None:
    old, new, told = CHANGES[change]
    site.change(site.page("en"), old, new)
    assert site.told(*RULES) == told
    assert site.mend(*RULES) == 0


# The line of a heading, what is said of it, and the line that mends it.
MENDED = {
    "no id": ("## Second", "has no id: `## Second`; docs/zh/demo/one.md:27 has `#second`", "## Second { #second }"),
    "a class alone": (
        "## Second { .wide }",
        "has no id: `## Second { .wide }`; docs/zh/demo/one.md:27 has `#second`",
        "## Second { #second .wide }",
    ),
    "no blank after the signs": (
        "##Second { #second }",
        "lacks a blank after its signs or before its braces: `##Second { #second }`",
        "## Second { #second }",
    ),
    "no blank before the braces": (
        "## Second{ #second }",
        "lacks a blank after its signs or before its braces: `## Second{ #second }`",
        "## Second { #second }",
    ),
    "no blank at all": (
        "##Second{#second}",
        "lacks a blank after its signs or before its braces: `##Second{#second}`",
        "## Second {#second}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", MENDED)
def test_what_is_sure_is_mended_and_nothing_else(site: Site, slip: str) -> None:
    wrong, told, mended = MENDED[slip]
    page = site.page("en")
    before = page.read_text(encoding="utf-8")
    site.change(page, "## Second { #second }", wrong)
    assert site.told(*RULES) == [f"{EN}:27: {told}"]
    assert f"write `{mended}`" in str(site.findings(*RULES)[0])
    assert site.mend(*RULES) == 1
    assert page.read_text(encoding="utf-8") == before.replace("## Second { #second }", mended)
    assert site.told(*RULES) == []
    assert site.mend(*RULES) == 0


def test_ids_that_neither_language_has_are_proposed_and_not_written(site: Site) -> None:
    for language in ("zh", "en"):
        site.change(site.page(language), " { #second }", "")
    assert site.told(*RULES) == ["docs/zh/demo/one.md:27: has no id: `## 乙`", f"{EN}:27: has no id: `## Second`"]
    cures = [finding.error.cure for finding in site.findings(*RULES)]
    assert [cure.partition(",")[0] for cure in cures] == ["write `## 乙 { #second }`", "write `## Second { #second }`"]
    assert site.mend(*RULES) == 0


def test_ids_are_not_guessed_where_the_pages_differ(site: Site) -> None:
    site.change(site.page("en"), "## Second { #second }", "## Third\n\n### Fourth { #fourth }")
    assert site.told(*RULES) == [f"{EN}:27: has no id: `## Third`"]
    assert site.mend(*RULES) == 0
    site.page("zh").unlink()
    assert site.told(*RULES) == [f"{EN}:27: has no id: `## Third`"]
    assert site.mend(*RULES) == 0


def test_an_id_that_is_taken_is_not_given_twice(site: Site) -> None:
    site.change(site.page("en"), "## First { #first }", "## First { #second }")
    site.change(site.page("en"), "## Second { #second }", "## Second")
    assert site.mend(*RULES) == 0
    assert "{ #name-it }" in site.findings(*RULES)[0].error.cure


READ = {
    "## A { #a }": Heading(2, "A", "a", 1),
    "##A {#a}": Heading(2, "A", "a", 1),
    "## A{ #a }": Heading(2, "A{ #a }", "", 1),
    "## A {: #a }  ": Heading(2, "A", "a", 1),
    "## `{x}` B { .c #a }": Heading(2, "`{x}` B", "a", 1),
    "####### A": Heading(6, "# A", "", 1),
    "#": Heading(1, "", "", 1),
    " # A": None,
    "\\# A": None,
}


@pytest.mark.parametrize("line", READ)
def test_headings_are_read_as_markdown_reads_them(line: str) -> None:
    assert read_headings([(1, line)]) == ([] if READ[line] is None else [READ[line]])


def test_a_page_of_nothing_and_a_page_of_one_long_line(site: Site) -> None:
    site.page("en").write_text("", encoding="utf-8")
    site.page("zh").write_text(f"# A\n\n## {' {' * 50_000}\n\n{'=' * 100_000}\n", encoding="utf-8")
    assert [told.partition(" `")[0] for told in site.told(*RULES)] == [
        f"{EN}: has no title",
        "docs/zh/demo/one.md:3: has no id:",
    ]
