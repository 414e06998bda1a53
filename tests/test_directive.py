"""directive: which fences are snippet blocks, and what is said of those that are written wrongly."""

from __future__ import annotations

import textwrap

import pytest

from paotong.errors import PaotongError
from paotong.render.directive import Directive, find_blocks, find_mistaken, find_unclosed, read_directive


def read(text: str) -> list[Directive]:
    lines = textwrap.dedent(text).split("\n")
    return [read_directive(block, "page.md") for block in find_blocks(lines)]


def test_a_block_names_a_cell_and_says_how_to_show_it() -> None:
    (directive,) = read("""\
        ``` snippet
        pytorch/variable.py:create
        show: figure, code
        alt: first: a line
        alt: second
        caption: below
        lines: 2-3 7
        folded: Think first
        ```
        """)
    assert (directive.slug, directive.cell, directive.show) == ("pytorch/variable", "create", ("figure", "code"))
    assert (directive.alt, directive.caption) == (("first: a line", "second"), ("below",))
    assert (directive.lines, directive.folded) == ("2-3 7", "Think first")


def test_a_block_may_name_the_whole_program() -> None:
    assert read("~~~ snippet\npytorch/variable.py\n~~~")[0].cell is None


def test_a_block_may_stand_in_something_indented() -> None:
    assert read("- item\n\n    ``` snippet\n    a/b.py:c\n    ```")[0].cell == "c"


def test_an_example_in_another_fence_is_left_alone() -> None:
    assert read("```` text\n``` snippet\na/b.py:c\n```\n````\n``` snippet\na/b.py:d\n```") == [Directive("a/b", "d")]
    assert read("``` snippets\na/b.py:c\n```\n`a ``` snippet`\n") == []


def test_a_block_that_is_never_closed_is_no_block() -> None:
    assert read("``` snippet\na/b.py:c\n") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("text\n``` Snippet\na/b.py:c\n```", 1),
        ("``` { .snippet }\na/b.py:c\n```", 0),
        ("``` snippet hl\na/b.py:c\n```", 0),
        ("- ``` snippet\n  a/b.py:c\n  ```", 0),
    ],
)
def test_what_is_almost_a_block_is_told(text: str, line: int) -> None:
    assert line in find_mistaken(text.split("\n"))


GOOD = "``` snippet\na/b.py:c\n```\n> ``` snippet\n> a/b.py:c\n> ```\n```` text\n``` Snippet\n````\nno ``` snippet"


def test_a_good_block_and_an_example_are_not_mistaken() -> None:
    assert list(find_mistaken(GOOD.split("\n"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GOOD, []),
        ("``` snippet\na/b.py:c", [(0, 1)]),
        ("``` snippet", [(0, 0)]),
        ("a\n\n``` snippet\na/b.py:c\n\nshow: code\nalt: x\n\n## Next\n\n``` snippet\na/b.py:d\n```\n", [(2, 6)]),
        ("``` snippet\na/b.py:c\nText.\n\n~~~\nx: 1\n~~~\n\n```\n", [(0, 1)]),
        ("``` lessons\na/b\na/c\n\n``` lessons\na/d\n```\n", [(0, 2)]),
        ("> ``` snippet\n> a/b.py:c\n>\n> ``` snippet\n> a/b.py:d\n> ```\n", [(0, 1)]),
        ("``` snippet\na/b.py:c\n\nText\n\n``` snippet\na/b.py:d\n```\n``` snippet\na/b.py:e", [(0, 1), (8, 9)]),
    ],
)
def test_a_block_that_is_not_closed_is_told_with_its_own_last_line(text: str, found: list[tuple[int, int]]) -> None:
    assert list(find_unclosed(text.split("\n"))) == found
    assert list(find_mistaken(text.split("\n"))) == []


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("captoin: x", "write `caption: x`"),
        ("line: 1", "write `lines: 1`"),
        ("alt:", "write `alt: …`"),
        ("alt：x", "type it half-width"),
        ("what: x", "mend or remove the line"),
    ],
)
def test_an_option_that_is_nearly_one_is_named(line: str, cure: str) -> None:
    with pytest.raises(PaotongError) as caught:
        read(f"``` snippet\na/b.py:c\n{line}\n```")
    assert caught.value.cure == cure


@pytest.mark.parametrize(
    ("body", "line", "found"),
    [
        ("", 2, "an empty snippet block"),
        ("variable", 2, "'variable' names no cell"),
        ("a/b.py:c\nshown: code", 3, "'shown: code' is no option"),
        ("a/b.py:c\nshow: pictures", 3, "'pictures' cannot be shown"),
        ("a/b.py:c\nalt：一张图", 3, "has a full-width colon"),
        ("a/b.py:c\n\nlines: two", 4, "'two' are no lines"),
        ("a/b.py:c\nlines: 1\nlines: 2", 4, "`lines` stands twice"),
        ("a/b.py:c\ncaption:", 3, "'caption:' is no option"),
    ],
)
def test_mistakes_are_told_with_their_line(body: str, line: int, found: str) -> None:
    lines = ["``` snippet", *([*body.split("\n")] if body else []), "```"]
    with pytest.raises(PaotongError) as caught:
        [read_directive(block, "page.md") for block in find_blocks(lines)]
    assert caught.value.place == f"page.md:{line}"
    assert found in caught.value.found
