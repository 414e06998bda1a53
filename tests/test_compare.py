"""compare: what may differ between two runs, and what may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from paotong.record.compare import differences, same_text
from paotong.run.result import CellResult, Figure, RunResult


@pytest.mark.parametrize(
    ("recorded", "fresh"),
    [
        ("loss 0.0074", "loss 0.0074"),
        ("loss 0.0074", "loss 0.0073"),
        ("loss 0.0074", "loss 0.0076"),
        ("w 1.9968412", "w 1.9968429"),
        ("[1.50, -2.25]", "[1.51, -2.24]"),
        ("1.5e-05", "1.6e-05"),
        ("9.99", "10.01"),
        ("x  9.99", "x 10.00"),
        ("[ 0.00]", "[-0.00]"),
    ],
)
def test_the_last_digits_of_a_float_may_differ(recorded: str, fresh: str) -> None:
    assert same_text(recorded, fresh)


@pytest.mark.parametrize(
    ("recorded", "fresh"),
    [
        ("loss 0.0074", "loss 0.0078"),
        ("loss 0.0074", "loss 0.00740"),
        ("loss 0.0074", "loss nan"),
        ("step 100", "step 101"),
        ("1.5e-05", "1.5e-04"),
        ("same: True", "same: False"),
        ("0.5 0.5", "0.5"),
        ("a", "a "),
        ("tensor([0., 1.])", "tensor([1., 0.])"),
        ("found 100.", "found 101."),
        ("torch 2.13.0", "torch 2.14.0"),
        ("1e5", "3e5"),
        ("-0.50", "0.50"),
    ],
)
def test_words_whole_numbers_and_larger_differences_may_not(recorded: str, fresh: str) -> None:
    assert not same_text(recorded, fresh)


def run(text: str = "loss 0.0074", figures: tuple[Figure, ...] = (), lines: tuple[int, ...] = (2, 3)) -> RunResult:
    return RunResult("demo/one", (CellResult("a", text, figures),), {"python": "3.11.7"}, 1.0, lines)


@pytest.mark.parametrize(
    ("fresh", "alike"),
    [
        ("step  5000  mean  -9.25 yes", True),
        ("step 900 mean 131.5 yes", True),
        ("step 5000 mean 500.00 no", False),
        ("step 5000 mean nan yes", False),
        ("step 5000 mean yes", False),
    ],
)
def test_of_a_cell_whose_numbers_vary_only_the_words_count(fresh: str, alike: bool) -> None:
    recorded = run("step 5000  mean 500.00 yes")
    assert differences(recorded, run(fresh))
    assert (differences(recorded, run(fresh), varying={"a"}) == []) == alike


def test_seconds_and_versions_do_not_count() -> None:
    assert differences(run(), replace(run(), seconds=9.0, versions={"python": "3.12.1"})) == []


def test_a_difference_reads_as_a_diff_without_the_lines_that_are_close_enough() -> None:
    found = differences(run("word\nloss 0.0074\nend"), run("ward\nloss 0.0073\nend"))
    assert found == ["--- a (recorded)", "+++ a (now)", "@@ -1,2 +1,2 @@", "-word", "+ward", " loss 0.0074"]


def test_figures_must_be_there_and_of_the_same_size() -> None:
    figure = Figure(Path("a.svg"), 538, 346)
    assert differences(run(figures=(figure,)), run(figures=(replace(figure, path=Path("1.svg")),))) == []
    assert differences(run(figures=(figure,)), run()) == ["a: figures were svg 538 × 346; now none"]
    assert differences(run(figures=(figure,)), run(figures=(replace(figure, width=500),)))


def test_other_cells_are_told_by_name() -> None:
    assert differences(run(), replace(run(), cells=(CellResult("b", ""),))) == ["cells: recorded a; now b"]


def test_a_comment_that_moved_a_line_of_a_traceback_is_no_difference() -> None:
    told = 'File "one.py", line {}, in <module>'
    assert differences(run(told.format(3)), run(told.format(5), lines=(2, 5))) == []
    assert differences(run(told.format(3)), run(told.format(2), lines=(2, 5))) != []


def test_how_a_python_marks_what_raised_does_not_count() -> None:
    recorded = 'Traceback:\n  File "one.py", line 3, in <module>\n    x.numpy()\nRuntimeError: no'
    newer = recorded.replace("x.numpy()\n", "x.numpy()\n    ~~~~~~~^^\n")
    assert differences(run(recorded), run(newer)) == []
    assert differences(run(newer), run(recorded)) == []
    assert differences(run(recorded), run(newer.replace("numpy", "tolist"))) != []
