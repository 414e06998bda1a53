"""Whatever is written into a snippet's file, it is read or refused; whatever two runs printed, it can be compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import properties
from fuzzing import contents, programs, texts
from paotong.cells.library import all_slugs, load_snippet
from paotong.cells.snippet import read_snippet
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.record.compare import same_text, same_words
from profiles import tries

# Python warns of odd programs, and here a warning would be an error.
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return properties.checkout_in(tmp_path_factory.mktemp("checkout"))


@tries(1)
@given(text=programs)
@example(text="# %% a\nx = '\\ud83d\\ude00'\n")
@example(text="# %% a\nx = 0x" + "f" * 5000)
@example(text="# %% a\nx = " + "1+" * 500 + "1")
@example(text="# %% a\nx = " + "1+" * 5000 + "1")
@example(text="# %% a seconds=" + "9" * 5000)
@example(text="# %% a tags=" + "[" * 5000 + "]")
@example(text="x = 1\n# %% a seconds=NaN")
@example(text="# zh: %% a\n# en: %% a\n# %% a")
@example(text="# %% a\n# zh: zh: x\n# en: en: x")
def test_a_program_is_read_or_refused(project: Project, text: str) -> None:
    properties.a_snippet_is_read_or_refused(project, text.encode(errors="surrogatepass"))
    properties.a_module_is_read_or_refused(project, text.encode(errors="surrogatepass"))


@tries(1)
@given(content=contents)
def test_a_file_is_read_or_refused(project: Project, content: bytes) -> None:
    properties.a_snippet_is_read_or_refused(project, b"# %% a\n" + content)
    properties.a_module_is_read_or_refused(project, content)


@tries(1)
@given(printed=contents)
def test_printed_bytes_become_text(printed: bytes) -> None:
    properties.printed_bytes_become_text(printed)


numbers = st.one_of(
    st.floats().map(str),
    st.floats().map("{:.2f}".format),
    st.builds("{}.{}e{}".format, st.integers(), st.integers(0), st.integers()),
    st.sampled_from(
        ["1.5e400", "1.0e99999999999", "1." + "9" * 5000, "-0.00", "2.13.0", "7.", "\u0661.\u0662", " " * 2000]
    ),
)
numbered = st.lists(st.one_of(numbers, texts, st.sampled_from([" ", "\n", "e", "-"])), max_size=8).map("".join)


@tries(1)
@given(recorded=numbered, fresh=numbered)
@example(recorded="1.5e400", fresh="1.6e400")
@example(recorded="1.5e" + "9" * 5000, fresh="1.6e" + "9" * 5000)
@example(recorded="0." + "1" * 5000, fresh="0." + "1" * 4999 + "2")
@example(recorded='File "one.py", line ' + "1" * 5000, fresh="")
@example(recorded=" " * 50_000 + "x", fresh="")  # within a second
@example(recorded="0.0-0.0", fresh="0.0#")
@example(recorded="a\u2028b", fresh="a\nb")
def test_texts_compare(recorded: str, fresh: str) -> None:
    properties.texts_compare(recorded, fresh)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("# %% a\nx = '\u202e'", 2, "has the character U+202E"),
        ("# %% a\n\n# \x02", 3, "has the character U+0002"),
        ("# %% a\nx = 1\x0c", 2, "has the character U+000C"),
        ("# coding: gbk\n# %% a", 1, "says that its encoding is gbk"),
        ("# %% a\nx = 1\nfrom __future__ import annotations", 3, "is not Python: from __future__ imports"),
        ("# %% a\nx = " + "1+" * 5000 + "1", 1, "has an expression that is nested too deep"),
        ("# %% a seconds=NaN", 1, "is no option"),
        ("# %% a seconds=true", 1, "is no option"),
        ("# %% a output_bytes=-1", 1, "is no option"),
        ("# %% " + "a" * 65, 1, "the cell is called"),
        ("# %% a\n# zh: %% b\n# en: %% b", 2, "to readers of zh"),
    ],
)
def test_what_would_be_shown_or_run_otherwise_is_refused(text: str, line: int, found: str) -> None:
    with pytest.raises(PaotongError) as caught:
        read_snippet(text, "a.py")
    assert caught.value.place == f"a.py:{line}"
    assert found in caught.value.found


def test_no_sign_stands_for_a_number() -> None:
    for alike in (same_text, same_words):
        assert not alike("1.5#", "#1.5")
        assert not alike("1.5 1.5", "1.5#")


@pytest.mark.parametrize("assigned", ["''] = '1'", "'A=B'] = '1'", "'A'] = '\\0'", "'\\ud800'] = '1'"])
def test_what_cannot_be_set_in_the_environment_is_left_to_the_program(assigned: str) -> None:
    assert read_snippet(f"# %% a\nimport os\nos.environ[{assigned}\n", "a.py").environment is None


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "..", "x/" * 3000])
def test_a_name_that_no_file_can_have_is_refused(project: Project, name: str) -> None:
    with pytest.raises(PaotongError, match="there is no such snippet"):
        load_snippet(project, f"demo/{name}")
    with pytest.raises(PaotongError, match="there is no such snippet"):
        load_snippet(project, f"{name}/demo")


def test_a_folder_is_no_program(tmp_path: Path) -> None:
    project = properties.checkout_in(tmp_path)
    (project.snippets / "demo" / "maze.py").mkdir()
    assert all_slugs(project) == []
