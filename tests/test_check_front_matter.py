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


COLONS = {
    "wide": (
        "level: 1",
        "level：1",
        [
            f"{EN}:3: `level：1` has a full-width colon",
            "  expected: `level: …`",
            "  cure: type `:` half-width, with a space behind it: `level: 1`",
        ],
    ),
    "wide, in the last line": (
        "needs: []",
        "needs：[]",
        [
            f"{EN}:5: `needs：[]` has a full-width colon",
            "  expected: `needs: …`",
            "  cure: type `:` half-width, with a space behind it: `needs: []`",
        ],
    ),
    "wide, and nothing else": (
        HEAD,
        "---\nlevel：1\n---\n",
        [
            f"{EN}:2: `level：1` has a full-width colon",
            "  expected: `level: …`",
            "  cure: type `:` half-width, with a space behind it: `level: 1`",
        ],
    ),
    "no space": (
        "minutes: 3",
        "minutes:3",
        [
            f"{EN}:4: `minutes:3` has no space behind its colon",
            "  expected: `minutes: …`",
            "  cure: write `minutes: 3`",
        ],
    ),
}


@pytest.mark.parametrize("case", COLONS)
def test_a_colon_that_is_none_is_told_on_its_line(site: Site, case: str) -> None:
    old, new, told = COLONS[case]
    site.change(site.page("en"), old, new)
    (finding,) = site.findings(front_matter)
    assert str(finding).split("\n") == told


CURES = {
    "level: 1": (
        "level: 初级",
        "write one of `level: 1` (入门/beginner), `level: 2` (进阶/intermediate), `level: 3` (较难/advanced)",
    ),
    "minutes: 3": ("minutes: 三", "write `minutes: 8`, if it takes 8"),
    "needs: []": ("needs: demo/two", "write `needs: [pytorch/variable]`, or `[]`"),
    "description: Lesson one.": ("description:", "write `description: …`"),
}


@pytest.mark.parametrize("fact", CURES)
def test_what_can_be_written_is_named(site: Site, fact: str) -> None:
    wrong, cure = CURES[fact]
    site.change(site.page("en"), f"{fact}\n", f"{wrong}\n")
    assert [finding.error.cure for finding in site.findings(front_matter)] == [cure]
    site.change(site.page("en"), f"{wrong}\n", "")
    assert [finding.error.cure for finding in site.findings(front_matter)] == [f"between the lines of `---`, {cure}"]


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


KEYS = {
    "minuts": ("minutes: 3", "minuts: 3", [(f"{EN}:4", "`minuts` is unknown", "write `minutes:`")]),
    "Level": ("level: 1", "Level: 1", [(f"{EN}:3", "`Level` is unknown", "write `level:`")]),
    "the builder's": ("level: 1", "level: 1\nhid: [toc]", [(f"{EN}:4", "`hid` is unknown", "write `hide:`")]),
    "both": ("level: 1", "level: 1\nlevels: 1", []),
    "another word": ("level: 1", "level: 1\nauthor: me\n2017-01-01: x", []),
}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_is_nearly_known_is_told_once(site: Site, key: str) -> None:
    old, new, told = KEYS[key]
    site.change(site.page("en"), old, new)
    findings = site.findings(front_matter)
    assert [(finding.place, finding.found, finding.error.cure) for finding in findings] == told


def test_the_place_of_a_fact_is_its_line(site: Site) -> None:
    site.change(site.page("en"), "level: 1", '# level: 2\n"level" : 1')
    page = Sources(site.project).pages["en"]["demo/one.md"]
    assert facts_of(page)["level"] == 1
    assert place_of(page, "level") == f"{EN}:4"
    assert place_of(page, "title") == EN
