"""key: what makes a record stale, and what does not."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from conftest import Checkout
from paotong.cells.library import load_snippet
from paotong.cells.shape import shape_digest
from paotong.errors import PaotongError
from paotong.record.key import Key, difference, is_current, key_of, running_python

PROGRAM = """\
# %% a
import helper
import numpy as np
x = [[1, 2], [3, 4]]
open("data.csv")
# %% b
print(x)
"""


@pytest.fixture
def one(checkout: Checkout) -> Checkout:
    checkout.snippet(PROGRAM)
    checkout.snippet("import torch\nsize = 3\n", "demo/helper")
    (checkout.project.snippets / "demo" / "data.csv").write_text("1,2\n")
    return checkout


def key(checkout: Checkout) -> Key:
    return key_of(checkout.project, load_snippet(checkout.project, "demo/one"))


def test_a_key_names_what_the_program_uses(one: Checkout) -> None:
    assert set(key(one).files) == {"snippets/demo/helper.py", "snippets/demo/data.csv"}
    assert set(key(one).packages) == {"numpy", "torch"}


@pytest.mark.parametrize(
    "text",
    [
        PROGRAM.replace("x = ", "\n# zh: 数\n# en: numbers\nx =  "),
        PROGRAM.replace("print(x)", "print(\n    x,\n)  # shown").replace("x,\n", "x\n"),
        "# A note.\n\n" + PROGRAM + "\n\n",
        PROGRAM.replace("# %% b", "# %% b seconds=300"),
    ],
)
def test_comments_blank_lines_layout_and_limits_do_not_count(one: Checkout, text: str) -> None:
    before = key(one)
    one.snippet(text)
    assert key(one) == before


@pytest.mark.parametrize(
    "text",
    [
        PROGRAM.replace("[3, 4]", "[3, 5]"),
        PROGRAM.replace("[3, 4]", "[3, 4.0]"),
        PROGRAM.replace("# %% b", "# %% c"),
        PROGRAM.replace("# %% b", '# %% b tags=["raises-exception"]'),
        PROGRAM.replace("# %% b\n", "").replace("print(x)", "# %% b\nprint(x)").replace("x = [[", "# %% new\nx = [["),
        PROGRAM + "print()\n",
    ],
)
def test_code_and_cells_count(one: Checkout, text: str) -> None:
    before = key(one)
    one.snippet(text)
    assert key(one) != before
    assert difference(before.as_json(), key(one)) == "its code changed"


def test_the_key_is_the_same_in_each_version_of_python() -> None:
    # A sign that younger versions know, and a format in a format: each once gave another key.
    code = 'print("\U0001fae8", f"{x:>{w}}")'
    digest = "5dbffeb6468d42cf5b6012725427a19f676a6c4dea92bad39b1db45b05b3abfa"
    assert shape_digest(ast.parse(code)) == digest


def test_a_helper_counts_by_its_code_alone(one: Checkout) -> None:
    before = key(one)
    one.snippet("# bigger?\nimport torch\nsize = 3\n", "demo/helper")
    assert key(one) == before
    one.snippet("import torch\nsize = 4\n", "demo/helper")
    assert difference(before.as_json(), key(one)) == "snippets/demo/helper.py changed"


def test_a_data_file_counts(one: Checkout) -> None:
    before = key(one)
    (one.project.snippets / "demo" / "data.csv").write_text("1,3\n")
    assert difference(before.as_json(), key(one)) == "snippets/demo/data.csv changed"


def relock(checkout: Checkout, old: str, new: str) -> Checkout:
    lock = checkout.project.root / "requirements.lock"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join(new if line.partition("==")[0] == old else line for line in lines))
    return checkout


def test_another_version_of_a_package_counts_only_where_it_is_used(one: Checkout) -> None:
    before = key(one)
    assert key(relock(one, "pytest", "pytest==0.1")) == before
    assert "torch 2.13.0 became 3.0.0" in difference(before.as_json(), key(relock(one, "torch", "torch==3.0.0")))


def test_a_record_of_the_locked_python_or_of_this_one_is_current(one: Checkout) -> None:
    today = replace(key(one), python="3.99")
    assert is_current(today.as_json(), today)
    assert is_current(replace(today, python=running_python()).as_json(), today)
    other = replace(today, python="3.98").as_json()
    assert not is_current(other, today)
    assert difference(other, today) == "Python 3.98 became 3.99"


def test_another_recorder_counts(one: Checkout) -> None:
    before = replace(key(one), recorder=0).as_json()
    assert not is_current(before, key(one))
    assert difference(before, key(one)) == "the recorder changed"


def test_the_style_of_figures_counts_for_those_who_draw(one: Checkout) -> None:
    assert "snippets/matplotlibrc" not in key(one).files
    one.snippet(PROGRAM + "import matplotlib\n")
    assert "snippets/matplotlibrc" in key(one).files


def test_a_package_that_is_not_locked_is_refused(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport os\n\nimport left_pad\n")
    with pytest.raises(PaotongError, match=r"one\.py:4: imports left_pad"):
        key(checkout)
