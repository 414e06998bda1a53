"""render: a page's HTML holds the code, the output as text and nothing else, and the figures."""

from __future__ import annotations

import html
import logging
import re
import textwrap

import pytest
from markdown import Markdown

from conftest import Checkout
from paotong.render.expand import expand
from paotong.render.page import Page
from paotong.render.shelf import Shelf

# As mkdocs.yml has them.
EXTENSIONS = [
    "admonition",
    "attr_list",
    "footnotes",
    "pymdownx.blocks.caption",
    "pymdownx.blocks.html",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "toc",
]
HOSTILE = [
    "```\n# a heading\n<script>alert(1)</script>",
    "````` ~~~~ ```",
    "</code></pre><script>alert(1)</script>",
    '--8<-- "pyproject.toml"',
    "![x](y){ onclick=alert(1) }\n[^1]: note\n*[HTML]: abbr",
    "{{ config }} {% raw %} $$x$$ &amp; &lt;",
    "??? note\n    ``` snippet\n    demo/one.py:a\n    ```",
    "\x02wzxhzdk:0\x03 \x1b[31mred\x1b[0m",
    "    indented\n\n\n\tTab\n- list\n***",
    "/// details | x\n///",
]


def render(checkout: Checkout, text: str, language: str = "zh", **more: str) -> str:
    markdown = Markdown(
        extensions=[*EXTENSIONS, "paotong"],
        extension_configs={"paotong": {"language": language, "root": str(checkout.project.root)} | more},
    )
    rendered: str = markdown.convert(textwrap.dedent(text))
    return rendered


def code_blocks(rendered: str) -> list[str]:
    """The text of each code block, as a reader sees it."""
    blocks = re.findall(r"<pre>.*?<code>(.*?)</code></pre>", rendered, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", block)).rstrip("\n") for block in blocks]


def test_code_and_output_are_shown_in_the_pages_language(checkout: Checkout) -> None:
    checkout.snippet("# %% a\n# zh: 打印\n# en: print it\nprint('<b>1</b>')\n")
    checkout.record()
    chinese = render(checkout, "``` snippet\ndemo/one.py:a\n```")
    english = render(checkout, "``` snippet\ndemo/one.py:a\n```", "en")
    assert code_blocks(chinese) == ["# 打印\nprint('<b>1</b>')", "<b>1</b>"]
    assert code_blocks(english) == ["# print it\nprint('<b>1</b>')", "<b>1</b>"]
    assert "运行结果（真实输出）" in chinese
    assert "Output (really printed)" in english


@pytest.mark.parametrize("printed", HOSTILE)
@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "x[^1]\n\n[^1]: note\n\n    {}",
        "- item\n\n    {}",
        "??? note\n\n    {}",
        '!!! tip "x"\n\n    - item\n\n        {}',
    ],
)
def test_output_is_text_whatever_a_program_prints(checkout: Checkout, printed: str, around: str) -> None:
    checkout.snippet(f"# %% a\nprint({printed!r})\n")
    folder = checkout.record()
    indent = around.split("\n")[-1].removesuffix("{}")
    block = "``` snippet\ndemo/one.py:a\nshow: output\n```".replace("\n", f"\n{indent}")
    rendered = render(checkout, around.format(block) + "\n\nAfter.")
    recorded = (folder / "a.txt").read_text().rstrip("\n")
    assert [block.strip("\n") for block in code_blocks(rendered)] == [recorded.strip("\n")]
    assert "<script" not in rendered
    assert "<p>After.</p>" in rendered
    if "[^1]" not in around:  # there the footnote puts its way back into the last block, whatever that is
        assert "<p><div" not in rendered


def test_code_is_text_whatever_it_is(checkout: Checkout) -> None:
    source = 'x = """\n```\n</code></pre><script>\n--8<-- "x"\n"""'
    checkout.snippet(f"# %% a\n{source}\n")
    checkout.record()
    rendered = render(checkout, "``` snippet\ndemo/one.py:a\n```")
    assert code_blocks(rendered) == [source]
    assert "<script" not in rendered


def test_a_figure_has_its_text_size_and_caption(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1])\n")
    checkout.record()
    alt = 'a "line" with *stars*, [brackets](x), `code` & <tags>'
    rendered = render(
        checkout, f"``` snippet\ndemo/one.py:a\nshow: figure\nalt: {alt}\ncaption: It is *one* line.\n```"
    )
    attributes = dict(re.findall(r'(\w+)="([^"]*)"', re.findall(r"<img [^>]*>", rendered)[0]))
    assert html.unescape(attributes["alt"]) == alt
    assert attributes["src"] == "../figures/demo/one/a.svg"
    assert (attributes["width"], attributes["height"], attributes["loading"]) == ("538", "346", "lazy")
    assert re.search(r"<figure>.*<figcaption>\s*<p>It is <em>one</em> line.</p>", rendered, re.DOTALL)
    assert (checkout.project.docs("zh") / "figures" / "demo" / "one" / "a.svg").is_file()


def test_an_animation_comes_with_a_still_and_a_way_to_pause(checkout: Checkout) -> None:
    checkout.snippet("""\
        # %% a
        import matplotlib.pyplot as plt
        from matplotlib.animation import FuncAnimation
        fig, ax = plt.subplots(figsize=(2, 1))
        ani = FuncAnimation(fig, lambda frame: None, frames=2)
        """)
    checkout.record()
    rendered = render(checkout, "``` snippet\ndemo/one.py:a\nalt: nothing moves\n```", "en")
    assert re.findall(r'class="(drawn \w+)".*?src="([^"]*)"', rendered) == [
        ("drawn moving", "../figures/demo/one/a.avif"),
        ("drawn still", "../figures/demo/one/a.still.avif"),
    ]
    assert '<label class="pause"><input type="checkbox"> Pause or play the animation</label>' in rendered


def test_the_foot_tells_what_it_ran_with_and_holds_the_program(checkout: Checkout) -> None:
    checkout.snippet("# %% a\n# zh: 一\n# en: one\nimport tqdm\n# %% b\nprint(2)\n")
    checkout.record()
    rendered = render(checkout, "``` snippet\ndemo/one.py\n```", "en")
    ran = r"came from running this program: Python 3\.\d+\.\d+, tqdm [\d.]+, in [\d.]+ s, imports not counted\."
    assert re.search(ran, rendered)
    program = code_blocks(rendered)[0]
    assert "# %% a\n# one\nimport tqdm\n# %% b\nprint(2)" in re.sub(r"(?m)^ *\d+ ", "", program)


def test_lines_are_highlighted_and_an_answer_is_folded(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nx = 1\ny = 2\nprint(x)\n")
    checkout.record()
    rendered = render(checkout, '``` snippet\ndemo/one.py:a\nlines: 2\nfolded: Say "when"\n```')
    assert re.search(r'<span class="hll">.*y', rendered)
    assert re.search(r'<summary>Say ("|&quot;)when("|&quot;)</summary>', rendered)
    assert not re.search(r"<details[^>]* open", rendered)


def test_a_cut_output_says_how_much_is_missing(checkout: Checkout) -> None:
    checkout.snippet("# %% a\nfor i in range(1000): print(i)\n")
    checkout.record()
    assert "… and 600 more lines" in render(checkout, "``` snippet\ndemo/one.py:a\n```", "en")


def problems(checkout: Checkout, text: str) -> list[str]:
    page = Page(Shelf(checkout.project), "zh", "docs/zh/demo/one.md", "demo/one.md")
    expand(text.split("\n"), page)
    return [str(problem) for problem in page.problems]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("demo/one.py:b", 'one.md:2: one.py has no cell "b"\n  expected: one of a'),
        ("demo/two.py:a", "one.md:2: snippets/demo/two.py: there is no such snippet\n  expected: one of one.py"),
        ("other/one.py:a", "there is no such snippet\n  expected: a course of demo"),
        ("demo/one.py:a", 'one.md:2: figure 1 of the cell "a" has no alternative text in zh'),
        ("demo/one.py:a\nalt: one\nalt: two", "one.md:3: 2 times `alt:` for 1 figures"),
        ("demo/one.py:a\nalt: one\nlines: 9", 'one.md:4: the cell "a" has no line 9\n  |  1 import matplotlib'),
    ],
)
def test_what_a_page_asks_for_must_be_there(checkout: Checkout, body: str, message: str) -> None:
    checkout.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1])\n")
    checkout.record()
    (problem,) = problems(checkout, f"``` snippet\n{body}\n```")
    assert message in problem


def test_an_old_result_is_never_shown_for_a_new_program(checkout: Checkout, caplog: pytest.LogCaptureFixture) -> None:
    checkout.snippet("# %% a\nprint('old result')\n")
    checkout.record()
    checkout.snippet("# %% a\nprint('new result')\n")
    with caplog.at_level(logging.WARNING):
        rendered = render(checkout, "``` snippet\ndemo/one.py:a\n```", "en")
    assert code_blocks(rendered) == ["print('new result')"]
    assert "was not run since" in rendered
    # On this logger it counts under `mkdocs build --strict`.
    assert [(entry.name, entry.levelname) for entry in caplog.records] == [("mkdocs.paotong", "WARNING")]
    assert "outputs/demo/one: is stale: its code changed" in caplog.text


def test_nothing_of_an_edited_record_is_shown(checkout: Checkout, caplog: pytest.LogCaptureFixture) -> None:
    checkout.snippet("# %% a\nprint('7.5')\n")
    (checkout.record() / "a.txt").write_text("8.5\n")
    rendered = render(checkout, "``` snippet\ndemo/one.py:a\n```", "en")
    assert "8.5" not in rendered
    assert "was changed by hand" in caplog.text


def test_a_comment_does_not_make_a_traceback_name_the_wrong_line(checkout: Checkout) -> None:
    program = "# %% a\nimport traceback\ntry:\n    int('x')\nexcept ValueError:\n    traceback.print_exc(limit=1)\n"
    checkout.snippet(program)
    checkout.record()
    assert 'File "one.py", line 4' in render(checkout, "``` snippet\ndemo/one.py:a\n```")
    checkout.snippet(program.replace("import", "# zh: 先\n# en: first\n\nimport"))
    assert 'File "one.py", line 6' in render(checkout, "``` snippet\ndemo/one.py:a\n```")
