"""The rules on sizes: lines of programs, programs, cells, and what they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Checkout
from paotong.check.all_rules import findings
from paotong.check.rules.widths import code_lengths, code_widths, columns, printed_sizes
from small_site import Site, small_site

PROGRAM = "snippets/demo/one.py"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return small_site(tmp_path)


def told(site: Site, code: str) -> list[str]:
    """What is said of a program whose third line begins with this code."""
    site.change(site.project.snippet("demo/one"), "# %% b\n", f"{code}\n# %% b\n")
    return site.told(code_widths, code_lengths)


def test_columns_are_those_of_a_terminal() -> None:
    assert columns("abc") == 3
    assert columns("一，a“") == 6


WIDE = {
    f"x = '{'a' * 74}'": [],
    f"x = '{'a' * 75}'": [f"{PROGRAM}:3: takes 81 columns"],
    f"x = '{'一' * 38}'": [f"{PROGRAM}:3: takes 82 columns"],
    # Without the four signs of `zh: `.
    f"# zh: {'一' * 39}\n# en: {'a' * 78}": [],
    f"# zh: {'一' * 40}\n# en: {'a' * 79}": [f"{PROGRAM}:3: takes 82 columns", f"{PROGRAM}:4: takes 81 columns"],
    f"if 1:\n    # zh: 一\n    # en: {'a' * 75}\n    pass": [f"{PROGRAM}:5: takes 81 columns"],
}


@pytest.mark.parametrize("code", WIDE)
def test_a_line_has_eighty_columns_in_either_language(site: Site, code: str) -> None:
    assert told(site, code) == WIDE[code]


def test_a_cell_is_one_step(site: Site) -> None:
    pair = "# zh: 一\n# en: one\n"
    code = f"{pair}\n" * 9 + "x = 1\n" * 20
    # With its first line, `print(1)`.
    assert told(site, code) == []
    site.change(site.project.snippet("demo/one"), "x = 1\n", "x = 1\nx = 1\n")
    assert site.told(code_lengths) == [f"{PROGRAM}:1: the cell a shows 31 lines (warning)"]


def test_a_program_is_one_idea(site: Site) -> None:
    cells = "".join(f"# %% more-{number}\n" + "x = 1\n" * 20 for number in range(10))
    program = site.project.snippet("demo/one")
    program.write_text(cells, encoding="utf-8")
    assert site.told(code_lengths) == []
    program.write_text(f"{cells}x = 1\n", encoding="utf-8")
    assert site.told(code_lengths) == [f"{PROGRAM}:1: has 201 lines of code (warning)"]


def test_programs_that_cannot_be_read_are_told_elsewhere(site: Site) -> None:
    site.project.snippet("demo/one").write_bytes(b"\xff")
    site.project.snippet("demo/two").write_text(f"# %% a\nprint({'a' * 90}\n", encoding="utf-8")
    assert site.told(code_widths, code_lengths, printed_sizes) == []


def printed(checkout: Checkout, code: str) -> list[str]:
    checkout.snippet(f"# %% a\nprint(1)\n# %% b\n{code}\n")
    checkout.record()
    return [
        f"{finding.place}: {finding.found}{' (warning)' * finding.warning}"
        for finding in findings(checkout.project, (printed_sizes,))
    ]


PRINTED = {
    "print('a' * 80)": [],
    "print('a' * 81)": [f"{PROGRAM}:3: the cell b prints a line of 81 columns"],
    "print('一' * 41)": [f"{PROGRAM}:3: the cell b prints a line of 82 columns"],
    "print('RuntimeError: ' + 'a' * 80)": [],
    "print('one.py:3: UserWarning: ' + 'a' * 80)": [],
    "for n in range(15): print(n)": [],
    "for n in range(16): print(n)": [f"{PROGRAM}:3: the cell b prints 16 lines (warning)"],
    "print('Traceback (most recent call last):')\nfor n in range(16): print(n)": [],
}


@pytest.mark.parametrize("code", PRINTED)
def test_a_cell_prints_what_fits_a_page(checkout: Checkout, code: str) -> None:
    assert printed(checkout, code) == PRINTED[code]


def test_what_is_not_current_is_not_measured(checkout: Checkout) -> None:
    assert len(printed(checkout, "print('a' * 81)")) == 1
    checkout.snippet("# %% a\nprint(1)\n# %% b\nprint(2)\n")
    assert findings(checkout.project, (printed_sizes,)) == []
