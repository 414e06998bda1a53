"""languages and lines: one program for both languages, and line numbers that stay right."""

from __future__ import annotations

import ast

import pytest

from paotong.cells.languages import localize
from paotong.cells.library import all_slugs, load_snippet
from paotong.cells.lines import moved
from paotong.cells.snippet import read_snippet
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project

PROGRAM = '''\
# %% a
# zh: 一
# zh: 二
# en: one
# en: two
text = """
# zh: not a comment
"""
if text:
    # zh: 里面
    # en: inside
    print(text)  # en: behind code this is no pair
'''


def test_each_language_sees_its_own_comments() -> None:
    snippet = read_snippet(PROGRAM, "a.py")
    chinese, english = (localize(snippet, language).text for language in LANGUAGES)
    assert "# 一\n# 二\ntext" in chinese
    assert "    # 里面\n    print" in chinese
    assert "one" not in chinese
    assert "# one\n# two\ntext" in english
    assert "# zh: not a comment" in chinese
    assert "# zh: not a comment" in english


def test_lines_can_be_found_again() -> None:
    localized = localize(read_snippet(PROGRAM, "a.py"), "en")
    lines = localized.text.split("\n")
    assert localized.source_lines[lines.index("if text:")] == PROGRAM.split("\n").index("if text:") + 1


@pytest.mark.parametrize("slug", all_slugs(Project()))
def test_both_languages_run_the_same_program(slug: str) -> None:
    snippet = load_snippet(Project(), slug)
    chinese, english = (localize(snippet, language) for language in LANGUAGES)
    assert ast.dump(ast.parse(chinese.text)) == ast.dump(ast.parse(english.text)) == ast.dump(ast.parse(snippet.text))
    assert chinese.code_lines == english.code_lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", all_slugs(Project()))
def test_the_localized_program_is_what_its_text_says(slug: str, language: str) -> None:
    localized = localize(load_snippet(Project(), slug), language)
    read = read_snippet(localized.text, "a.py")
    assert (localized.cells, localized.code_lines) == (read.cells, read.code_lines)


@pytest.mark.parametrize(
    ("comments", "line"),
    [
        ("# zh: 一\n", 2),
        ("# zh: 一\n# en：one\n", 3),
        ("# en: one\n", 2),
        ("# en: one\n# zh: 一\n", 2),
        ("# zh: 一\n\n# en: one\n", 2),
        ("# zh: 一\n# zh: 二\n# en: one\n", 2),
        ("# zh: 一\n# en: one\nx = 1\n# zh: 二\n", 5),
    ],
)
def test_half_a_pair_is_refused(comments: str, line: int) -> None:
    with pytest.raises(PaotongError, match=r"without its other half|full-width colon") as caught:
        read_snippet(f"# %% a\n{comments}", "a.py")
    assert caught.value.place == f"a.py:{line}"


@pytest.mark.parametrize(
    ("comments", "cure"),
    [
        ("# en: one\n# zh: 一\n", "put the `# zh:` line above this one"),
        ("# en: one\n# zh: 一\n# zh: 二\n", "write the missing line"),
        ("# en: one\n\n# zh: 一\n", "write the missing line"),
        ("# zh: 一\n", "write the missing line"),
    ],
)
def test_a_pair_the_wrong_way_round_is_told_apart(comments: str, cure: str) -> None:
    with pytest.raises(PaotongError) as caught:
        read_snippet(f"# %% a\n{comments}", "a.py")
    assert caught.value.cure == cure


def test_code_lines_are_all_but_comments_and_blank_lines() -> None:
    assert read_snippet("# %% a\n\nx = [\n  1,\n]\n# end\ny = 2\n", "a.py").code_lines == (3, 4, 5, 7)


def test_a_traceback_follows_its_line() -> None:
    told = '  File "one.py", line 3, in <module>\n  File "other.py", line 3, in f'
    assert moved(told, "one.py", [2, 3], [4, 7]) == told.replace('"one.py", line 3', '"one.py", line 7')
    assert moved("one.py:3: UserWarning", "one.py", [2, 3], [4, 7]) == "one.py:7: UserWarning"
    assert moved("another-one.py:3: UserWarning", "one.py", [2, 3], [4, 7]) == "another-one.py:3: UserWarning"
    # A statement that was laid out anew has other lines: nothing is guessed.
    assert moved(told, "one.py", [2, 3], [4, 5, 6]) == told
