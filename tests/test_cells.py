"""cells: how a snippet is cut, what is refused, and that Jupytext reads the same."""

from __future__ import annotations

import ast

import jupytext
import pytest

from conftest import Checkout
from paotong.cells.library import all_slugs, load_snippet
from paotong.cells.snippet import read_snippet
from paotong.cells.statements import statements_of_cells
from paotong.errors import PaotongError
from paotong.project import Project

PROGRAM = '''\
# A note above the first cell.

# %% create
x = """
# %% not-a-cell
"""

# %% show tags=["raises-exception"]
@staticmethod
def f():
    return 1


print(f)
'''


def test_cells_go_from_marker_to_marker() -> None:
    create, show = read_snippet(PROGRAM, "a.py").cells
    assert (create.name, create.line, create.raises) == ("create", 3, False)
    assert create.source == 'x = """\n# %% not-a-cell\n"""'
    assert (show.name, show.line, show.raises) == ("show", 8, True)
    assert show.source.startswith("@staticmethod\ndef f():")


def test_statements_belong_to_their_cell() -> None:
    markers = [cell.line for cell in read_snippet(PROGRAM, "a.py").cells]
    assert [len(nodes) for nodes in statements_of_cells(ast.parse(PROGRAM), markers)] == [1, 2]


def test_an_option_holds_for_the_whole_program() -> None:
    snippet = read_snippet("# %% a\n# %% b seconds=300\n", "a.py")
    assert snippet.option("seconds", 120) == 300
    assert snippet.option("output_bytes", 10) == 10


@pytest.mark.parametrize("slug", all_slugs(Project()))
def test_jupytext_reads_the_same_cells(slug: str) -> None:
    snippet = load_snippet(Project(), slug)
    notebook = jupytext.reads(snippet.text, fmt="py:percent")
    assert [cell.source.strip("\n") for cell in notebook.cells] == [cell.source for cell in snippet.cells]
    assert [cell.metadata["title"] for cell in notebook.cells] == snippet.names


def test_jupytext_reads_the_same_tags() -> None:
    notebook = jupytext.reads(PROGRAM, fmt="py:percent")
    assert notebook.cells[-1].metadata["tags"] == ["raises-exception"]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("", 1, "has no cells"),
        ("print(1)\n", 1, "has no cells"),
        ("x = 1\n# %% a\n", 1, "code before the first cell"),
        ("# %% a\n# %%\n", 2, "the cell has no name"),
        ("# %% a\n# %% [markdown]\n", 2, "the cell is called '[markdown]'"),
        ("# %% A\n", 1, "the cell is called 'A'"),
        ("# %% a\n# %% b\n# %% a\n", 3, 'a second cell is called "a"'),
        ("# %% a\nfor i in range(3):\n    print(i)\n# %% b\n    print(i)\n", 4, "stands inside a statement"),
        ("# %% a\nx = [1,\n# %% b\n2]\n", 3, "stands inside a statement"),
        ("# %% a\nprint(\n", 2, "is not Python"),
        ("# %% a\nx = 1\x00\n", 2, "has the character U+0000"),
        ('# %% a tags=["hidden"]\n', 1, "the tag 'hidden' is not known"),
        ("# %% a seconds=long\n", 1, "`seconds=long` is no option"),
        ("# %% a colour=3\n", 1, "`colour=3` is no option"),
        ("# %% a so what\n", 1, "`so what` is no option"),
    ],
)
def test_what_is_no_snippet_is_refused_with_its_line(text: str, line: int, found: str) -> None:
    with pytest.raises(PaotongError) as caught:
        read_snippet(text, "snippets/a.py")
    assert caught.value.place == f"snippets/a.py:{line}"
    assert found in caught.value.found


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("print(1，2)", "type `,` half-width"),
        ("print（1)", "type `(` half-width"),
        ("if 1：", "type `:` half-width"),
        ("x = １", "type `1` half-width"),
        ("x = 【1】", "type `[` half-width"),
        ("x = “一，二”", 'type `"` half-width, in front and behind'),
        ("x = ‘a’", "type `'` half-width, in front and behind"),
        ("x\u3000= 1", "type a plain space, or remove it"),
        ("x = €", "mend the line"),
        ("x = (", "mend the line"),
    ],
)
def test_signs_of_chinese_in_code_are_named(code: str, cure: str) -> None:
    with pytest.raises(PaotongError) as caught:
        read_snippet(f"# %% a\n{code}\n", "snippets/a.py")
    assert (caught.value.place, caught.value.cure) == ("snippets/a.py:2", cure)


def test_a_file_may_have_a_byte_order_mark_and_windows_line_ends(checkout: Checkout) -> None:
    checkout.project.snippet("demo/one").write_bytes(b"\xef\xbb\xbf# %% a\r\nprint(1)\r\n")
    assert load_snippet(checkout.project, "demo/one").cells[0].source == "print(1)"


def test_a_file_that_is_not_utf_8_is_refused(checkout: Checkout) -> None:
    checkout.project.snippet("demo/one").write_bytes(b"# %% a\nprint('\xff')\n")
    with pytest.raises(PaotongError, match=r"snippets/demo/one\.py:2: is not UTF-8"):
        load_snippet(checkout.project, "demo/one")


def test_a_missing_snippet_names_those_that_there_are(checkout: Checkout) -> None:
    checkout.snippet("# %% a\n", "demo/two")
    with pytest.raises(PaotongError, match="there is no such snippet") as caught:
        load_snippet(checkout.project, "demo/one")
    assert "two.py" in caught.value.expected


def test_a_module_that_a_snippet_imports_is_no_lesson(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport maze\n")
    checkout.snippet("size = 3\n", "demo/maze")
    assert all_slugs(checkout.project) == ["demo/one"]
    checkout.snippet("size = 3\n", "demo/forgotten")
    assert all_slugs(checkout.project) == ["demo/forgotten", "demo/one"]


def test_imports_are_found_wherever_they_stand() -> None:
    text = "# %% a\nimport os.path\ndef f():\n    from numpy import pi\n    from . import b\n"
    assert read_snippet(text, "a.py").imports == {"os": 2, "numpy": 4}


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("import os\nprint(os.environ.get('KERAS_BACKEND'), 'MPLBACKEND' in os.environ, os.environ['C'])\n", {}),
        (
            "import os\nos.environ['KERAS_BACKEND'] = '1'\nos.environ['MPLBACKEND'] = '2'\n",
            {"KERAS_BACKEND": "1", "MPLBACKEND": "2"},
        ),
        ("from os import environ\nenviron['KERAS_BACKEND'] = '1'\n", {"KERAS_BACKEND": "1"}),
        ("import os\nos.environ['KERAS_BACKEND'] = str(1)\n", None),
        ("import os\nif True:\n    os.environ['KERAS_BACKEND'] = '1'\n", None),
        ("import os\nos.environ.update(KERAS_BACKEND='1')\n", None),
        ("import os\nos.environ.setdefault('KERAS_BACKEND', '1')\n", None),
        ("import os\ndel os.environ['KERAS_BACKEND']\n", None),
        ("import os\nos.putenv('KERAS_BACKEND', '1')\n", None),
        ("import os\nchange(os.environ)\n", None),
        # What might have a package load or start what the program chose, in the process that imports for all.
        ("import os\nos.environ['LOKY_PICKLER'] = 'antigravity'\n", None),
        ("import os\nos.environ['MPLBACKEND'] = 'module://one'\n", None),
        ("import os\nos.environ['KERAS_BACKEND'] = '../one'\n", None),
    ],
)
def test_what_is_set_in_the_environment_is_known_or_known_to_be_unknown(text: str, sets: dict[str, str] | None) -> None:
    assert read_snippet(f"# %% a\n{text}", "a.py").environment == sets
