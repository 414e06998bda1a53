"""The rules on twins: both pages of a pair have the same parts in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Checkout
from paotong.check.alignment import Part, align
from paotong.check.rules.blocks import blocks
from paotong.check.rules.courses import needs
from paotong.check.rules.front_matter import front_matter
from paotong.check.rules.servers import servers
from paotong.check.rules.twins import twin_facts, twin_pages, twin_parts
from paotong.check.sources import Sources
from small_site import Site, small_site

RULES = (twin_pages, twin_facts, twin_parts)
ZH, EN = "docs/zh/demo/one.md", "docs/en/demo/one.md"
A_BLOCK = "``` snippet\ndemo/one.py:a\nlines: 1\n```\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def test_twins_are_silent(site: Site) -> None:
    assert site.told(*RULES) == []


# What is changed on the English page, and what is said of it.
CHANGES = {
    "a level": (
        "## Second",
        "### Second",
        f"{ZH}:27: has `## 乙 {{ #second }}`; {EN}:27 has `### Second {{ #second }}`",
    ),
    "an id": ("#second", "#other", f"{ZH}:27: has `## 乙 {{ #second }}`; {EN}:27 has `## Second {{ #other }}`"),
    "a heading less": ("## First { #first }", "", f"{ZH}:16: has `## 甲 {{ #first }}`; {EN}:8 goes on without it"),
    "a heading more": (
        "## First",
        "## More { #more }\n\n## First",
        f"{EN}:16: has `## More {{ #more }}`; {ZH}:8 goes on without it",
    ),
    "a block less": (A_BLOCK, "", f"{ZH}:19: has the block `demo/one.py:a`; {EN}:11 goes on without it"),
    "another cell": (
        "demo/one.py:a",
        "demo/two.py:a",
        f"{ZH}:19: has the block `demo/one.py:a`; {EN}:19 has the block `demo/two.py:a`",
    ),
    "its result too": (
        "show: code",
        "show: code, output",
        f"{ZH}:31: has `show: code`; {EN}:31 has `show: code, output`",
    ),
    "its code too": (
        "show: figure\n",
        "",
        f"{ZH}:11: has the block `demo/one.py:b` with `show: figure`; {EN}:11 has the block `demo/one.py:b`",
    ),
    "no lines": ("lines: 1\n", "", f"{ZH}:20: has `lines: 1`; {EN}:19 has no `lines:`"),
    "other lines": ("lines: 1", "lines: 1-1", f"{ZH}:20: has `lines: 1`; {EN}:20 has `lines: 1-1`"),
    "folded": ("lines: 1", "lines: 1\nfolded: x", f"{ZH}:19: has no `folded:`; {EN}:21 has `folded:`"),
    "two texts": ("alt: Lesson", "alt: x\nalt: y", f"{ZH}:13: has 1 × `alt:`; {EN}:13 has 2 × `alt:`"),
    "a caption": ("alt: Lesson", "alt: x\ncaption: y", f"{ZH}:11: has no `caption:`; {EN}:14 has 1 × `caption:`"),
    "not in the box": (
        "    ``` snippet\n    demo/one.py:c\n    ```",
        "``` snippet\ndemo/one.py:c\n```",
        f"{ZH}:37: has the block inside something, indented; {EN}:37 has the block by itself",
    ),
    "the level": ("level: 1", "level: 2", f"{ZH}:3: has `level: 1`; {EN}:3 has `level: 2`"),
    "a key of its own": ("level: 1", "level: 1\nhide: [toc]", f"{ZH}: has no `hide:`; {EN}:4 has `hide: [toc]`"),
    "another box": ("??? success", "!!! note", f"{ZH}:34: has `??? success`; {EN}:34 has `!!! note` (warning)"),
    "a row more": (
        "| 1 | 2 |",
        "| 1 | 2 |\n| 3 | 4 |",
        f"{ZH}:23: has a table of 1 rows and 2 columns; {EN}:23 has a table of 2 rows and 2 columns (warning)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_difference_is_told_once_with_both_places(site: Site, change: str) -> None:
    old, new, told = CHANGES[change]
    site.change(site.page("en"), old, new)
    assert site.told(*RULES) == [told]
    assert "cure: " in str(site.findings(*RULES)[0])


CURES = {
    "a level": "write `## … { #second }` there",
    "an id": "write `## … { #second }` there",
    "another cell": "make the two alike",
    "its result too": "write `show: code` there",
    "no lines": "write `lines: 1` there too",
    "folded": "remove `folded:` there, or write it here too",
    "two texts": "write `alt:` there",
    "a caption": "remove `caption:` there, or write it here too",
    "the level": "write `level: 1` there",
    "a key of its own": "remove `hide: [toc]` there, or write it here too",
}


@pytest.mark.parametrize("change", CURES)
def test_the_chinese_page_is_the_original(site: Site, change: str) -> None:
    old, new, _ = CHANGES[change]
    site.change(site.page("en"), old, new)
    (finding,) = site.findings(*RULES)
    assert finding.error.cure == CURES[change]


def test_a_text_that_the_twin_lacks_is_named(site: Site) -> None:
    site.change(site.page("zh"), "alt: 课", "alt: 课\ncaption: 课")
    site.change(site.page("en"), "alt: Lesson\n", "")
    assert [finding.error.cure for finding in site.findings(*RULES)] == [
        "write `alt:` there too",
        "write `caption:` there too",
    ]


def test_where_a_block_is_not_closed_nobody_can_tell(site: Site) -> None:
    site.change(site.page("en"), "demo/one.py:a\nlines: 1\n```", "demo/one.py:a\nlines: 1")
    assert site.told(*RULES) == []


def test_what_has_another_place_is_not_called_missing(site: Site) -> None:
    site.change(site.page("en"), A_BLOCK, "")
    site.change(site.page("en"), "``` snippet\ndemo/one.py\n", f"{A_BLOCK}\n``` snippet\ndemo/one.py\n")
    assert site.told(twin_parts) == [f"{ZH}:19: has the block `demo/one.py:a` in another order than {EN}:37"]


def test_lists_of_lessons_are_alike_in_their_breaks_too(site: Site) -> None:
    site.change(site.page("en", "demo/index"), "demo/two\n```\n\n``` lessons\n", "demo/two\n")
    assert site.told(*RULES) == [
        "docs/zh/demo/index.md:10: has a list of lessons that ends here; docs/en/demo/index.md:9 goes on without it"
    ]


def test_pictures_and_code_of_any_page_are_alike(site: Site) -> None:
    site.change(site.page("en", "index"), "images/a.svg", "images/b.svg")
    site.change(site.page("zh", "index"), "``` bash", "``` text")
    assert site.told(*RULES) == [
        "docs/zh/index.md:3: has the picture images/a.svg; docs/en/index.md:3 has the picture images/b.svg",
        "docs/zh/index.md:5: has a block of code (text); docs/en/index.md:5 has a block of code (bash) (warning)",
    ]


def test_a_description_is_in_both_or_in_none(site: Site) -> None:
    site.change(site.page("en", "demo/index"), "description: Course.", "other: x")
    assert site.told(*RULES) == [
        "docs/zh/demo/index.md:2: has `description: 课程。`; docs/en/demo/index.md has no `description:`",
        "docs/zh/demo/index.md: has no `other:`; docs/en/demo/index.md:2 has `other: x`",
    ]


def test_a_page_without_its_twin_is_told(site: Site) -> None:
    site.page("zh", "about").write_text("# 关于\n", encoding="utf-8")
    site.page("en", "demo/index").unlink()
    assert site.told(*RULES) == [
        "docs/zh/about.md: has no twin in en",
        "docs/zh/demo/index.md: has no twin in en",
    ]


def test_what_other_rules_tell_is_not_told_again(site: Site) -> None:
    """A lesson without a page; a page that is no text; a block, a program and front matter that cannot be read."""
    site.page("en").unlink()
    site.page("en", "index").write_bytes(b"\xff")
    site.change(site.page("en", "demo/two"), "demo/two.py:a", "demo/two")
    site.project.snippet("demo/three").write_text("# %% a\nprint(\n", encoding="utf-8")
    site.change(site.page("en", "demo/three"), "level: 1", "level: [")
    site.change(site.page("en", "demo/two"), "level: 1\n", "")
    assert site.told(*RULES) == []


def test_the_needs_are_alike(site: Site) -> None:
    site.change(site.page("en", "demo/three"), "[demo/one, demo/two]", "[demo/one]")
    assert site.told(*RULES) == [
        "docs/zh/demo/three.md:5: has `needs: [demo/one, demo/two]`; docs/en/demo/three.md:5 has `needs: [demo/one]`"
    ]


# On the English page, each told by another rule: so the Chinese one is not to blame.
WRONG = {
    "a cell that there is not": ("demo/one.py:a", "demo/one.py:z"),
    "a line that there is not": ("lines: 1", "lines: 9"),
    "another option of the same block": ("lines: 1", "lines: 9\nfolded: x"),
    "a level that there is not": ("level: 1", "level: 4"),
    "a key that is nearly one": ("minutes: 3", "minuts: 3"),
    "a lesson that there is not": ("needs: []", "needs: [two]"),
    "a lesson that comes later": ("needs: []", "needs: [demo/two]"),
    "a picture from elsewhere": ("# Lesson one", "# Lesson one\n\n![a small cat](https://a.b/x.png)"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_where_one_is_wrong_its_twin_is_not_blamed(site: Site, wrong: str) -> None:
    site.change(site.page("en"), *WRONG[wrong])
    assert site.told(*RULES) == []
    assert site.told(blocks, front_matter, needs, servers)


def test_a_lesson_that_a_list_cannot_name_is_not_told_again(site: Site) -> None:
    site.change(site.page("en", "demo/index"), "demo/two", "demo/tow")
    assert site.told(*RULES) == []


def test_a_figure_without_a_text_is_told_once(checkout: Checkout) -> None:
    checkout.lesson(
        "# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1])\n", "# 1\n\n``` snippet\ndemo/one.py:a\nalt: x\n```\n"
    )
    checkout.record()
    checkout.page("# 1\n\n``` snippet\ndemo/one.py:a\n```\n", language="en")
    sources = Sources(checkout.project)
    assert list(twin_parts(sources)) == []
    assert [page.name for page in sources.all_pages() if page.expanded.problems] == [EN]


def test_an_id_that_is_missing_is_not_a_difference(site: Site) -> None:
    site.change(site.page("en"), " { #first }", "")
    assert site.told(*RULES) == []
    site.change(site.page("en"), "## Second { #second }\n", "")
    assert site.told(*RULES) == [f"{ZH}:27: has `## 乙 {{ #second }}`; {EN}:16 goes on without it"]


ODD = {
    "empty": "",
    "a byte order mark, and line ends of Windows": "\ufeff---\r\nlevel: 1\r\n---\r\n# A\r\n\r\n## B { #b }\r\n",
    "front matter in quotation marks": '---\n"level": 1\n---\n# A\n\n## B { #b }\n',
    "an example in a longer fence": "# A\n\n````` markdown\n## No\n``` snippet\nx\n```\n![](a)\n`````\n",
    "tildes": "# A\n\n~~~ snippet\ndemo/one.py:a\n~~~\n\n~~~ text\n## No\n~~~\n",
    "a fence that is never closed": "# A\n\n``` snippet\ndemo/one.py:a\n",
    "a comment": "# A\n\n<!--\n## No\n![](a)\n| a |\n| - |\n-->\n",
    "a list, a quotation and a footnote": "# A\n\n- x\n\n    ``` snippet\n    demo/one.py:a\n    ```\n\n"
    "> ``` snippet\n> demo/one.py:a\n> ```\n\n[^1]: x\n\n    ``` snippet\n    demo/one.py:a\n    ```\n",
    "long lines": f"# A\n\n{'a ' * 50_000}\n\n# {'#' * 50_000}\n\n|{'-|' * 20_000}\n\n{'![' * 20_000}\n",
    "front matter that is a list": "---\n- a\n---\n# A\n",
    "front matter without an end": "---\nlevel: 1\n# A\n",
    "front matter that is all aliases": "---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c]\n---\n",
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_odd_pages_are_like_themselves_and_unlike_others(site: Site, odd: str) -> None:
    for language in ("zh", "en"):
        site.page(language).write_bytes(ODD[odd].encode())
    assert site.told(*RULES) == []
    site.page("zh").write_text("# A\n\n## Z { #z }\n\n## Y { #y }\n", encoding="utf-8")
    assert bool(site.told(twin_parts)) == (odd != "a fence that is never closed")


def test_alignment_tells_apart_what_moved_changed_and_is_alone() -> None:
    def parts(keys: str) -> list[Part]:
        return [Part(key, key, str(place)) for place, key in enumerate(keys)]

    def keys(one: str, other: str) -> tuple[list[str], ...]:
        aligned = align(parts(one), parts(other))
        return (
            ["".join(part.key for part in pair) for pair in aligned.alike],  # type: ignore[misc]
            ["".join(part.key for part in pair) for pair in aligned.moved],  # type: ignore[misc]
            ["".join(part.key for part in pair) for pair in aligned.changed],  # type: ignore[misc]
            [f"{part.key}{'-' if above is None else above.key}" for part, above in aligned.alone],
        )

    assert keys("abc", "abc") == (["aa", "bb", "cc"], [], [], [])
    assert keys("abc", "acb") == (["aa", "bb"], ["cc"], [], []) or keys("abc", "acb") == (["aa", "cc"], ["bb"], [], [])
    assert keys("abc", "axc") == (["aa", "cc"], [], ["bx"], [])
    assert keys("abc", "ac") == (["aa", "cc"], [], [], ["ba"])
    assert keys("bc", "abc") == (["bb", "cc"], [], [], ["a-"])
    assert keys("aab", "ab") == (["aa", "bb"], [], [], ["a-"]) or keys("aab", "ab")[3] == ["aa"]
