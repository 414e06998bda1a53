"""downloads: programs and notebooks that run, hold the page and its record, and are the same to the byte."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from markdown_it import MarkdownIt

from conftest import Checkout
from paotong.builders.builder import STRICT
from paotong.cells.languages import localize
from paotong.cells.library import all_slugs, load_snippet
from paotong.downloads import publish
from paotong.downloads.archive import zipped
from paotong.downloads.lesson import lesson_files
from paotong.downloads.portable import Surroundings, portable
from paotong.downloads.publish import publish_downloads
from paotong.project import LANGUAGES, Project
from paotong.site import BUILDERS, build_site

PROJECT = Project()
PROGRAM = """\
# %% first
# zh: 两个数
# en: two numbers
a, b = 1, 2
print("sum", a + b)

# %% second
import matplotlib.pyplot as plt
plt.plot([a, b])
plt.show()

# %% unseen
c = 3

# %% oops tags=["raises-exception"]
raise ValueError(c)

# %% answer
print(a * b * c)
"""
PAGE = """\
---
description: One
---
# A title { #title }

``` snippet
demo/one.py:second
show: figure
alt: A line <up>
caption: It *rises*.
```

See [two](two.md#there), [here](#title), [home](../index.md) and [elsewhere](https://example.org/).

``` snippet
demo/one.py:first
lines: 2
```

!!! tip "Mind **this**"
    Boxed `{ .kept }`.

``` snippet
demo/one.py:second
show: code
```

``` snippet
demo/one.py:oops
```

``` quiz
ask: How many?
yes: One
why: There is `one`.
no: Two
why: No.
```

``` snippet
demo/one.py:answer
folded: Think first
```

``` snippet
demo/one.py
```
"""


@pytest.fixture
def lesson(checkout: Checkout) -> Checkout:
    """A lesson with all that a page may have of a program, run and recorded."""
    checkout.lesson(PROGRAM, PAGE)
    checkout.record()
    return checkout


def published(checkout: Checkout, language: str = "zh") -> dict[str, bytes]:
    """As a builder does it, which is another process each time."""
    publish._published.clear()
    publish_downloads(checkout.project, language)
    folder = checkout.project.docs(language) / "downloads"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def notebook_of(checkout: Checkout, language: str = "zh") -> Any:
    return nbformat.reads(published(checkout, language)["demo/one.ipynb"].decode(), as_version=4)


def times(checkout: Checkout) -> dict[str, int]:
    folder = checkout.project.docs("zh") / "downloads"
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.*")}


def test_a_program_has_the_comments_of_its_page(lesson: Checkout) -> None:
    for language, comment in (("zh", "# 两个数"), ("en", "# two numbers")):
        program = published(lesson, language)["demo/one.py"].decode()
        assert program == f"{localize(load_snippet(lesson.project, 'demo/one'), language).text.rstrip()}\n"
        assert comment in program
        assert "# zh:" not in program


def test_a_notebook_has_each_cell_once_and_what_it_left(lesson: Checkout) -> None:
    notebook = notebook_of(lesson)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    nbformat.validate(notebook)
    code = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    assert list(code) == ["first", "second", "unseen", "oops", "answer"]
    assert [output.text for output in code["first"].outputs] == ["sum 3\n"]
    (figure,) = code["second"].outputs
    assert figure.data["text/plain"] == "A line <up>"
    drawn = next(lesson.project.outputs.rglob("second.svg")).read_text(encoding="utf-8")
    source, alt = re.findall(r'<img src="data:image/svg\+xml,([^"]*)" alt="([^"]*)"', figure.data["text/html"])[0]
    assert (unquote(source), unescape(alt)) == (drawn, "A line <up>")
    assert code["oops"].metadata.tags == ["raises-exception"]
    assert "ValueError: 3" in code["oops"].outputs[0].text
    assert code["answer"].metadata.jupyter.source_hidden


def test_a_notebooks_prose_reads_well_outside_of_the_site(lesson: Checkout) -> None:
    text = "\n\n".join(cell.source for cell in notebook_of(lesson, "en").cells if cell.cell_type == "markdown")
    assert text.startswith("# A title\n\n")
    assert "It rises." in text
    assert "See two, here, home and [elsewhere](https://example.org/)." in text
    assert "> **Mind this**" in text
    assert "> Boxed `{ .kept }`." in text
    assert "<summary>One</summary>\n\n**Right.** There is `one`.\n\n</details>" in text
    assert "**Think first**" in text
    assert "pip install matplotlib" in text
    assert not re.search(r"^(---\ndescription|```+ snippet|\{ #)", text, re.MULTILINE)


BOXED = """\
# A title

Above.

??? success "Think **first**"
    Before it.

    ``` snippet
    demo/one.py:answer
    ```

    Behind *it*.

!!! tip "Open"
    ``` snippet
    demo/one.py:first
    ```

    Open too.

??? note "No program"
    Text.
"""


def test_what_a_fold_hides_is_hidden_piece_by_piece(checkout: Checkout) -> None:
    checkout.lesson(PROGRAM, BOXED)
    checkout.record()
    cells = notebook_of(checkout, "en").cells
    (answer,) = (number for number, cell in enumerate(cells) if cell.id == "answer")
    assert cells[answer].metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}
    before = "<details>\n<summary>Think first</summary>\n\nBefore it.\n\n</details>"
    assert before in "".join(cell.source for cell in cells[:answer])
    assert cells[answer + 1].source.startswith(
        "<details>\n<summary>Think first</summary>\n\nBehind *it*.\n\n</details>\n\nOpen too.\n\n<details>\n"
        "<summary>No program</summary>\n\nText."
    )


def test_the_installation_stands_before_the_first_code(lesson: Checkout) -> None:
    cells = notebook_of(lesson, "en").cells
    (first, *_) = (number for number, cell in enumerate(cells) if cell.cell_type == "code")
    assert cells[first - 1].source.endswith("```bash\npip install matplotlib\n```")
    assert sum("pip install" in cell.source for cell in cells) == 1


def test_links_lead_to_the_site_or_to_the_notebook_beside() -> None:
    line = ["[a](b.md) [c](../x/d.md#e) [f](#g) ![h](i.png) `[a](b.md)`"]
    known = Surroundings("demo/one.md", "https://example.org/zh/", frozenset())
    site = "https://example.org/zh"
    links = f"[a]({site}/demo/b.html) [c]({site}/x/d.html#e) [f]({site}/demo/one.html#g) ![h]({site}/demo/i.png)"
    assert portable(line, known) == f"{links} `[a](b.md)`"
    unknown = Surroundings("demo/one.md", "", frozenset({"demo/b", "x/d"}))
    assert portable(line, unknown) == "[a](b.ipynb) [c](../x/d.ipynb) f *h* `[a](b.md)`"


def test_what_only_the_site_knows_is_written_otherwise() -> None:
    page = """\
Text :material-check:{ .icon } <!-- a
comment --> here, 叫**“词”**的。**好。**再来 { .wide }

??? question "Why?"
    Because.

    ``` python title="a.py" hl_lines="1"
    x = {"a": 1}  # { .not }
    ```

=== "One"
    First.

/// caption
Below.
///

After $5 and `{ #code }`.
"""
    assert (
        portable(page.split("\n"), Surroundings("demo/one.md", "", frozenset()))
        == """\
Text  here, 叫<strong>“词”</strong>的。<strong>好。</strong>再来

<details>
<summary>Why?</summary>

Because.

```python
x = {"a": 1}  # { .not }
```

</details>

**One**

First.

Below.

After $5 and `{ #code }`."""
    )


def test_a_notebook_without_a_record_has_no_outputs(checkout: Checkout) -> None:
    checkout.lesson(PROGRAM, PAGE)
    assert all(not cell.outputs for cell in notebook_of(checkout).cells if cell.cell_type == "code")


@pytest.mark.parametrize("language", LANGUAGES)
def test_run_all_is_the_program(checkout: Checkout, language: str, tmp_path: Path) -> None:
    program = PROGRAM.replace(' tags=["raises-exception"]\nraise ValueError(c)', "\nd = c")
    checkout.lesson(program, PAGE)
    checkout.record()
    cells = [cell.source for cell in notebook_of(checkout, language).cells if cell.cell_type == "code"]
    whole = published(checkout, language)["demo/one.py"].decode()
    assert ast.dump(ast.parse("\n\n".join(cells))) == ast.dump(ast.parse(whole))
    running = "import json, sys\nnames = {}\nfor cell in json.load(sys.stdin): exec(cell, names)"
    ran = subprocess.run(
        [sys.executable, "-c", running],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        check=True,
        env={"MPLBACKEND": "agg", "MPLCONFIGDIR": str(tmp_path), "PYTHONUTF8": "1"},
    )
    outputs = [o.text for cell in notebook_of(checkout, language).cells for o in cell.get("outputs", []) if "text" in o]
    assert ran.stdout == "".join(outputs) == "sum 3\n6\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", all_slugs(PROJECT))
def test_every_lessons_notebook(slug: str, language: str) -> None:
    files = lesson_files(PROJECT, slug, language, "", frozenset(all_slugs(PROJECT)))
    notebook = nbformat.reads(files[f"{slug}.ipynb"].decode(), as_version=4)
    cells = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert ast.dump(ast.parse(cells)) == ast.dump(ast.parse(files[f"{slug}.py"]))
    record = PROJECT.outputs / slug
    printed = [output.text for cell in notebook.cells for output in cell.get("outputs", []) if "text" in output]
    assert sorted(printed) == sorted(file.read_text(encoding="utf-8") for file in record.glob("*.txt"))
    drawn = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    figures = [file for file in record.iterdir() if file.suffix in (".svg", ".avif") and ".still" not in file.name]
    assert len(drawn) == len(figures)
    assert all(data["text/plain"] for data in drawn)
    # A notebook's reader shows signs that are not Markdown to it as they are.
    reader = MarkdownIt("commonmark").enable("table")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            shown = re.sub(r"(?s)<(pre|code)\b.*?</\1>", "", reader.render(cell.source))
            assert not re.search(r"\*\*|\{ ?[#.:]|^(!!!|\?\?\?|===|///)|```", shown, re.MULTILINE), shown


def test_what_did_not_change_is_not_made_again(lesson: Checkout) -> None:
    lesson.lesson("# %% a\nprint(1)\n", "# Two\n\n``` snippet\ndemo/two.py:a\n```\n", "demo/two")
    before, made = published(lesson), times(lesson)
    assert published(lesson) == before
    assert times(lesson) == made
    lesson.page(PAGE.replace("A title", "Another"))
    after = published(lesson)
    assert b"# Another" in after["demo/one.ipynb"]
    assert {name for name in after if after[name] != before[name]} == {"paotong-demo-zh.zip", "demo/one.ipynb"}
    assert times(lesson)["demo/two.ipynb"] == made["demo/two.ipynb"]


def test_a_download_that_was_changed_or_removed_comes_back(lesson: Checkout) -> None:
    before = published(lesson)
    folder = lesson.project.docs("zh") / "downloads"
    (folder / "demo" / "one.ipynb").write_text("{}", encoding="utf-8")
    (folder / "demo" / "one.py").unlink()
    (folder / "stray.py").write_text("", encoding="utf-8")
    assert published(lesson) == before
    shutil.rmtree(folder)
    shutil.rmtree(lesson.project.root / ".cache")
    assert published(lesson) == before  # made anew, to the byte


def test_a_lesson_that_is_gone_or_broken_leaves_no_download(lesson: Checkout) -> None:
    assert set(published(lesson)) == {"paotong-demo-zh.zip", "demo/one.ipynb", "demo/one.py"}
    lesson.page(PAGE.replace("lines: 2", "lines 2"))
    assert published(lesson) == {}


def test_a_course_in_one_file_has_all_that_its_lessons_use(checkout: Checkout) -> None:
    checkout.lesson("# %% a\nimport helper\nprint(helper.x, open('data.txt').read())\n", "# One\n")
    (checkout.project.snippets / "demo" / "helper.py").write_text("x = 1\n", encoding="utf-8")
    (checkout.project.snippets / "demo" / "data.txt").write_text("data\n", encoding="utf-8")
    archive = zipfile.ZipFile(io.BytesIO(published(checkout)["paotong-demo-zh.zip"]))
    names = ("README.txt", "data.txt", "helper.py", "matplotlibrc", "one.ipynb", "one.py")
    assert archive.namelist() == [f"paotong-demo-zh/{name}" for name in names]
    assert archive.read("paotong-demo-zh/helper.py") == b"x = 1\n"
    assert "`data.txt`、`helper.py`" in archive.read("paotong-demo-zh/one.ipynb").decode()
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_course_tells_where_to_begin_and_whose_it_is(lesson: Checkout) -> None:
    lesson.lesson("# %% a\nprint(1)\n", "# Two `of` *it*\n", "demo/two")
    for name in ("LICENSE", "LICENSE-TEXT"):
        (lesson.project.root / name).write_text(f"{name}\n", encoding="utf-8")
    lesson.page("# The **course**\n\n``` lessons\ndemo/two\n```\n\n``` lessons\ndemo/one\n```\n", "demo/index", "en")
    archive = zipfile.ZipFile(io.BytesIO(published(lesson, "en")["paotong-demo-en.zip"]))
    assert archive.read("paotong-demo-en/LICENSE.txt") == b"LICENSE\n"
    assert archive.read("paotong-demo-en/LICENSE-TEXT.txt") == b"LICENSE-TEXT\n"
    readme = archive.read("paotong-demo-en/README.txt").decode()
    assert readme.startswith("The course\n\nRead them in this order:\n   1. two  Two of *it*\n   2. one  A title\n")
    assert "    python -m pip install matplotlib\n" in readme
    assert "    python two.py\n" in readme
    assert "    jupyter lab two.ipynb\n" in readme
    # A page that changes its order changes the archive.
    lesson.page("# C\n\n``` lessons\ndemo/one\ndemo/two\n```\n", "demo/index", "en")
    archive = zipfile.ZipFile(io.BytesIO(published(lesson, "en")["paotong-demo-en.zip"]))
    assert "   1. one  A title\n" in archive.read("paotong-demo-en/README.txt").decode()


def test_a_zip_is_the_same_whatever_the_order() -> None:
    assert zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})


@pytest.mark.parametrize("builder", BUILDERS)
def test_pages_lead_to_what_there_is(site: Checkout, tmp_path: Path, builder: str) -> None:
    for language in LANGUAGES:
        site.page("---\ndescription: A course\n---\n# Demo\n\n``` lessons\ndemo/one\n```\n", "demo/index", language)
        site.page(
            "---\ndescription: One\nlevel: 1\nminutes: 1\nneeds: []\n---\n# One\n\n``` snippet\ndemo/one.py\n```\n",
            "demo/one",
            language,
        )
    for configuration in site.project.root.glob("mkdocs*.yml"):
        text = configuration.read_text(encoding="utf-8")
        configuration.write_text(text.replace("  - demo/one.md\n", "  - demo/one.md\n  - demo/index.md\n"))
    site.record()
    publish._published.clear()
    folder = tmp_path / "built"
    assert build_site(site.project, folder, STRICT, builder=builder) == {}
    for language in LANGUAGES:
        lesson = (folder / language / "demo" / "one.html").read_text(encoding="utf-8")
        course = (folder / language / "demo" / "index.html").read_text(encoding="utf-8")
        links = re.findall(r'href="([^"]*/downloads/[^"]*)"', lesson + course)
        named = re.findall(r'download="([^"]*)"', lesson + course)
        assert (
            [link.rpartition("/")[2] for link in links]
            == named
            == ["one.py", "one.ipynb", f"paotong-demo-{language}.zip"]
        )
        for link in links:
            assert (folder / language / "demo" / link).resolve().is_file()
