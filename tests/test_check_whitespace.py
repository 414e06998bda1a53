"""The rules on what nobody sees: found, and mended so that a file says what it said before."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import markdown

from paotong.check.rules.whitespace import blanks_in_programs, blanks_on_pages, line_ends
from small_site import Site, small_site

RULES = (line_ends, blanks_on_pages, blanks_in_programs)
ZH, PROGRAM = "docs/zh/demo/one.md", "snippets/demo/one.py"
FILES = (ZH, "docs/en/index.md", PROGRAM, "snippets/demo/module.py", "mkdocs.yml", "mkdocs.en.yml", "glossary.yml")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = small_site(tmp_path)
    (tmp_path / "glossary.yml").write_text("- zh: 词\n  en: word\n", encoding="utf-8")
    site.change(site.project.snippet("demo/one"), "print(2)", "import module")
    (tmp_path / "snippets" / "demo" / "module.py").write_text("x = 1\n", encoding="utf-8")
    return site


def test_a_good_site_is_silent(site: Site) -> None:
    assert site.told(*RULES) == []


ENDS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "as Windows does": (lambda content: content.replace(b"\n", b"\r\n"), "1: ends its lines as Windows does"),
    "a single one": (lambda content: content.replace(b"\n", b"\r\n", 1), "1: ends its lines as Windows does"),
    "a mark": (lambda content: b"\xef\xbb\xbf" + content, "1: begins with a byte order mark"),
    "a mark, too": (
        lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
        "1: ends its lines as Windows does",
    ),
    "no end": (lambda content: content[:-1], "does not end its last line"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ENDS)
def test_line_ends_are_mended(site: Site, name: str, how: str) -> None:
    file = site.project.root / name
    good = file.read_bytes()
    spoil, found = ENDS[how]
    file.write_bytes(spoil(good))
    (told,) = site.told(*RULES)
    assert told.startswith(f"{name}:")
    assert told.endswith(found)
    assert site.mend(*RULES) == 1
    assert file.read_bytes() == good


def test_odd_files_are_left_alone(site: Site) -> None:
    site.page("zh", "empty").write_bytes(b"")
    site.page("zh", "no-text").write_bytes(b"\xff \r\n")
    site.project.snippet("demo/two").write_bytes(b"\xff \r\n")
    site.project.snippet("demo/three").write_bytes(b"# %% a\nprint( \n")
    (site.project.root / "glossary.yml").write_bytes(b"\xff\r\n")
    assert site.told(*RULES) == []
    assert site.mend(*RULES) == 0


BLANKS = {
    "behind a heading": ("## 甲 { #a }  \n", "## 甲 { #a }\n"),
    "behind a paragraph": ("一  \n\n二 \n", "一\n\n二\n"),
    "behind one item": ("- 一  \n- 二\n", "- 一\n- 二\n"),
    "behind a row": ("| 一 |  \n| --- |\t\n", "| 一 |\n| --- |\n"),
    "on an empty line": ("一\n  \n二\n", "一\n\n二\n"),
    "one blank": ("一 \n二\n", "一\n二\n"),
    "in a block": ("``` snippet\ndemo/one.py:a  \nalt:\t一 \n```\n", "``` snippet\ndemo/one.py:a\nalt:    一\n```\n"),
    "a tab": ("-\t一\n\n\t二\n", "-   一\n\n    二\n"),
}


@pytest.mark.parametrize("where", BLANKS)
def test_blanks_are_mended(site: Site, where: str) -> None:
    text, good = BLANKS[where]
    page = site.page("zh", "more")
    page.write_text(f"# 一\n\n{text}", encoding="utf-8")
    assert all(told.startswith("docs/zh/more.md:") for told in site.told(*RULES))
    assert site.mend(*RULES) > 0
    assert page.read_text(encoding="utf-8") == f"# 一\n\n{good}"
    assert site.told(*RULES) == []
    assert _shown(good) == _shown(text)


def test_front_matter_and_its_line_are_told(site: Site) -> None:
    site.change(site.page("zh"), "level: 1", "level: 1  ")
    (finding,) = site.findings(*RULES)
    assert str(finding).split("\n") == [
        f"{ZH}:3: ends in blanks",
        "  expected: nothing behind the last word",
        "  cure: make check FIX=1",
    ]


FENCES = {
    "a fence": "``` text\na \n\tb\n```\n",
    "another fence": "~~~ text\na \n\tb\n~~~\n",
    "a block as an example": "```` markdown\n``` snippet\na \n```\n````\n",
    "a fence in a list": "- 一\n\n    ``` text\n    a \n    ```\n",
    "one that is never closed": "``` text\na \n",
}


@pytest.mark.parametrize("what", FENCES)
def test_a_fence_shows_what_it_likes(site: Site, what: str) -> None:
    site.page("zh", "more").write_text(FENCES[what], encoding="utf-8")
    assert site.told(*RULES) == []


@pytest.mark.parametrize("text", ["一  \n二\n", "一 \t\n二\n", "- 一   \n  二\n", "> 一  \n> 二\n", "一  \n- 二\n"])
def test_a_new_line_that_nobody_sees_is_told(site: Site, text: str) -> None:
    site.page("zh", "more").write_text(text, encoding="utf-8")
    assert "<br" in _shown(text)
    (finding,) = site.findings(*RULES)
    assert finding.place == "docs/zh/more.md:1"
    assert finding.found.startswith("ends in two spaces")
    assert finding.edit is None


def test_programs_are_mended_and_stay_the_same(site: Site) -> None:
    program = site.project.snippet("demo/one")
    text = '# %% a \nif 1:\n\tx = """\n\ta \n"""\n\tprint(x)\t\n\n# zh: 一 \n# en: one\n# %% b\ny = 1\n'
    program.write_text(text, encoding="utf-8")
    assert site.told(*RULES) == [
        f"{PROGRAM}:1: ends in blanks",
        f"{PROGRAM}:6: ends in blanks",
        f"{PROGRAM}:8: ends in blanks",
    ]
    site.mend(*RULES)
    mended = program.read_text(encoding="utf-8")
    assert ast.dump(ast.parse(mended)) == ast.dump(ast.parse(text))
    assert mended == text.replace("a \nif", "a\nif").replace(")\t\n", ")\n").replace("一 \n", "一\n")


def test_tabs_in_front_of_code_are_mended_together(site: Site) -> None:
    program = site.project.snippet("demo/one")
    text = "# %% a\nif 1:\n\tx = '\t'\n\tif x:\n\t\tprint(x)\n# %% b\ny = 1\n"
    program.write_text(text, encoding="utf-8")
    assert site.told(*RULES) == [f"{PROGRAM}:3: begins with a tab"]
    assert site.mend(*RULES) == 1
    mended = program.read_text(encoding="utf-8")
    assert mended == "# %% a\nif 1:\n    x = '\t'\n    if x:\n        print(x)\n# %% b\ny = 1\n"
    assert ast.dump(ast.parse(mended)) == ast.dump(ast.parse(text))


def _shown(text: str) -> str:
    """As HTML, in which blanks at the end of a line show nothing."""
    return re.sub(r" +(?=\n|</)", "", markdown(text, extensions=["tables", "attr_list"]))
