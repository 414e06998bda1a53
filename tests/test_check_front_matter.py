"""The rule on front matter: it can be read, and a lesson's is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from paotong.check.rules.front_matter import facts_of, front_matter, place_of
from paotong.check.sources import Sources
from small_site import Site, small_site

EN = "docs/en/demo/one.md"
HEAD = "---\ndescription: Lesson one.\nlevel: 1\nminutes: 3\nneeds: []\n---\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def test_a_good_site_is_silent(site: Site) -> None:
    assert site.told(front_matter) == []


CHANGES = {
    "none": (HEAD, "", ["has no front matter"]),
    "an empty one": (HEAD, "---\n\n---\n", ["has no front matter"]),
    "a blank line above it": (HEAD, f"\n{HEAD}", ["has no front matter"]),
    "never closed": ("needs: []\n---\n", "needs: []\n", ["its front matter is never closed"]),
    "no description": ("description: Lesson one.\n", "", ["has no `description:`"]),
    "an empty description": ("Lesson one.\n", "\n", ["its front matter has `description: None`"]),
    "a level that there is not": ("level: 1", "level: 4", ["its front matter has `level: 4`"]),
    "a level in words": ("level: 1", "level: '1'", ["its front matter has `level: 1`"]),
    "two of them": (
        "level: 1\nminutes: 3\n",
        "minutes: soon\n",
        ["has no `level:`", "its front matter has `minutes: soon`"],
    ),
    "needs that are no list": ("needs: []", "needs: demo/two", ["its front matter has `needs: demo/two`"]),
    "closed by dots": ("needs: []\n---", "needs: []\n...", []),
    "quotation marks": ("description: Lesson one.", 'description: "One: a, b"', []),
    "more than it must say": ("level: 1", "level: 1\nhide: [toc]", []),
    "line ends of Windows": (HEAD, HEAD.replace("\n", "\r\n"), []),
    "a byte order mark": (HEAD, f"\ufeff{HEAD}", []),
    "a list": (HEAD, "---\n- a\n---\n", [f"has no `{fact}:`" for fact in ("description", "level", "minutes", "needs")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_slip_is_told(site: Site, change: str) -> None:
    old, new, told = CHANGES[change]
    site.change(site.page("en"), old, new)
    findings = site.findings(front_matter)
    assert [finding.found for finding in findings] == told
    assert all(finding.place.startswith(EN) and finding.error.cure for finding in findings)


def test_what_is_to_be_pasted_is_right_but_for_its_words(site: Site) -> None:
    site.change(site.page("en"), HEAD, "")
    (finding,) = site.findings(front_matter)
    pasted = finding.error.cure.partition("\n")[2]
    site.page("en").write_text(f"{pasted}\n{site.page('en').read_text(encoding='utf-8')}", encoding="utf-8")
    assert site.told(front_matter) == []


def test_what_is_no_yaml_is_told_on_any_page(site: Site) -> None:
    site.change(site.page("en"), "level: 1", "level: [")
    site.page("zh", "index").write_text("---\n{\n---\n# A\n", encoding="utf-8")
    findings = site.findings(front_matter)
    assert [finding.place for finding in findings] == ["docs/zh/index.md:3", f"{EN}:5"]
    assert all(finding.found.startswith("its front matter is not YAML: ") for finding in findings)


def test_only_lessons_must_say_what_they_take(site: Site) -> None:
    site.page("zh", "about").write_text("# A\n", encoding="utf-8")
    assert site.told(front_matter) == []


def test_the_place_of_a_fact_is_its_line(site: Site) -> None:
    site.change(site.page("en"), "level: 1", '# level: 2\n"level" : 1')
    page = Sources(site.project).pages["en"]["demo/one.md"]
    assert facts_of(page)["level"] == 1
    assert place_of(page, "level") == f"{EN}:4"
    assert place_of(page, "title") == EN
