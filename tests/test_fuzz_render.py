"""Whatever a program prints, says or is called, and whatever a page asks for, the page's HTML stays whole.

The pages are made with the site's own settings and read by the rules of HTML: what differs from the same page
around one harmless word is that word's text, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import properties
from fuzzing import blocks, bodies, contents, front_matter, lines, options, programs, texts
from paotong.project import LANGUAGES, Project
from profiles import tries
from properties import AROUND, HARMLESS, SLUG

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
places = st.sampled_from(AROUND)


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """What is told of wrong pages is not looked at here."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return properties.checkout_in(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def project(empty: Project) -> Project:
    """With a harmless lesson."""
    empty.snippet(SLUG).write_text(HARMLESS, encoding="utf-8")
    properties.record(empty, "word", figures=1)
    return empty


@tries(0.6)
@given(printed=contents, around=places)
@example(printed=b"a\n```\n<script>alert(1)</script>", around=AROUND[0])
@example(printed=b"a\n```\n````\n~~~\n<script>", around=AROUND[6])
@example(printed=b"a\n    ```\n> ```\n<script>", around=AROUND[8])
@example(printed="\x02wzxhzdk:0\x03\ufdd0\u2028".encode(), around=AROUND[0])
def test_output_is_text(project: Project, printed: bytes, around: str) -> None:
    properties.output_is_text(project, printed, around)


@tries(0.6)
@given(
    text=st.one_of(programs, texts.map("# %% a\nx = r'''{}'''\n".format), lines.map("# %% a\n# {}\n".format)),
    around=places,
    language=st.sampled_from(LANGUAGES),
)
def test_code_is_text(project: Project, text: str, around: str, language: str) -> None:
    properties.code_is_text(project, text.encode(errors="surrogatepass"), around, language)


@tries(0.5)
@given(text=programs)
@example(text="# %% a\nx = \x02wzxhzdk:0\x03 '</code><script>")
def test_a_problem_is_text(project: Project, text: str) -> None:
    properties.a_problem_is_text(project, text.encode(errors="surrogatepass"))


@tries(0.6)
@given(alt=options.filter(bool), caption=options, folded=options, around=places)
@example(alt="<b>", caption="`<div>", folded="<b>", around=AROUND[0])
@example(alt="&lt; :smile:", caption="``` `<!--`", folded='" | :smile:', around=AROUND[0])
@example(alt="word", caption="```<div>```", folded="[TOC]", around=AROUND[0])
@example(alt="word", caption="[TOC]", folded="", around=AROUND[0])
@example(alt="word", caption="///", folded="", around=AROUND[0])
@example(alt="word", caption="", folded="word", around=AROUND[2])
def test_options_stay_in_their_place(project: Project, alt: str, caption: str, folded: str, around: str) -> None:
    properties.options_stay_in_their_place(project, alt, caption, folded, around)


@tries(1)
@given(kind=st.sampled_from(["snippet", "lessons", "quiz"]), body=bodies, around=places)
@example(kind="snippet", body="demo/" + "x" * 300 + ".py:a", around=AROUND[0])
@example(kind="snippet", body="demo/one.py:a\nlines: " + "9" * 5000, around=AROUND[0])
@example(kind="lessons", body="demo/" + "x" * 300, around=AROUND[0])
@example(kind="quiz", body="ask: <b>\nyes: a </p>\nwhy: <i>\nno: [TOC]\nwhy: `<b>", around=AROUND[0])
def test_no_tag_comes_from_a_block(project: Project, kind: str, body: str, around: str) -> None:
    properties.no_tag_comes_from_a_block(project, kind, body, around)


@tries(1)
@given(
    content=st.one_of(
        contents, st.lists(st.one_of(texts, blocks), max_size=4).map(lambda parts: "\n".join(parts).encode())
    )
)
def test_a_page_is_told_of(project: Project, content: bytes) -> None:
    properties.a_page_is_told_of(project, content)


def test_a_page_of_a_broken_program_is_told_of(project: Project) -> None:
    project.snippet(SLUG).write_text("# %% a\nprint(\n", encoding="utf-8")
    properties.a_page_is_told_of(project, b"# One\n")


@tries(0.5)
@given(title=lines, facts=front_matter)
@example(title="word", facts="description: word\nlevel: true\nminutes: 3\nneeds: []")
@example(title="word", facts="description: word\nlevel: 2024-99-99\nminutes: 3\nneeds: []")
@example(title="word", facts="description: word\nlevel: !!timestamp x\nminutes: 3\nneeds: []")
@example(title="word", facts="description: word\nlevel: 1\nminutes: 0x" + "f" * 5000 + "\nneeds: []")
@example(title="word", facts="description: word\nlevel: 1\nminutes: 3\nneeds: [demo/" + "x" * 300 + "]")
def test_front_matter_is_read_or_refused(project: Project, title: str, facts: str) -> None:
    properties.front_matter_is_read_or_refused(project, title, facts)


@tries(1)
@given(title=options.filter(bool), description=st.one_of(options, texts))
@example(title="<b> & :smile:", description="a\n\n# b\n<script>")
@example(title="word", description=" ")
def test_a_card_is_text(project: Project, title: str, description: str) -> None:
    properties.a_card_is_text(project, title, description)
