"""builders: MkDocs and Zensical make the same lessons of the same pages, and let the same mistakes through: none."""

from __future__ import annotations

import difflib
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urljoin

import html5lib
import pytest

from conftest import REPOSITORY, SITE_PAGE, SITE_PROGRAM, Checkout, command_line
from paotong.builders.builder import STRICT
from paotong.errors import PaotongError
from paotong.project import LANGUAGES, Project
from paotong.render.publish import MADE_FOLDERS, PUBLISHED
from paotong.site import BUILDERS, build_site

PROJECT = Project()
# What lessons may use of Markdown, beside what they use today.
EVERYTHING = """\
---
description: All that Markdown has here
---
# Everything

A word, *another*, a [link](pytorch/variable.md#create), [one to here](#boxes), a note[^first],
an icon :material-check:.

## Boxes and tabs { #boxes }

!!! tip "In a box"
    With `code` in it, and

    ``` snippet
    pytorch/variable.py:forward
    lines: 1
    ```

??? question "Folded"
    An answer with ![a picture](images/favicon.svg){ width="20" }.

=== "One"
    The first tab[^second].

=== "Two"
    - In a list

        ``` snippet
        pytorch/variable.py:create
        show: output
        ```

## Code { #code }

``` python title="one.py" linenums="3" hl_lines="2"
a = "<b> & `c`"  # (1)!

print(a)
```

1.  What it means.

| left | right |
| --- | ---: |
| 1 | 2 |

> A quotation.

``` lessons
pytorch/variable
pytorch/regression
```

[^first]: The first note.
[^second]: The second note, with `code`.
"""


@dataclass(frozen=True)
class Seen:
    """What a reader meets on a page. Links are where they lead: builders may write the same way differently.

    head: what the page tells of itself and of its neighbours. around: the links beside the article.
    """

    title: str
    head: list[str]
    around: list[str]
    headings: list[str]
    code: list[str]
    outputs: list[str]
    figures: list[str]
    boxes: list[str]
    links: list[str]
    footnotes: list[str]
    text: str


def _skip_link(tree: ET.Element) -> None:
    for parent in tree.findall(".//*[@data-md-component='skip']") + tree.findall(".//article"):
        for link in parent.findall("a[@class='md-skip']") + parent.findall("a[@id='__skip']"):
            parent.remove(link)


# How the pages differ all the same; each takes one difference out of a page. MAINTAINING.md has the same list.
KNOWN: dict[str, Callable[[ET.Element], None]] = {
    "the link past the navigation leads to the heading (MkDocs), or to an anchor above it (Zensical)": _skip_link,
}


def seen(page: str, path: str, known: Iterable[str] = KNOWN) -> Seen:
    """path: of the page on its site. known: those of KNOWN that are passed over."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    for name in known:
        KNOWN[name](tree)
    article = tree.find(".//article")
    assert article is not None
    inside = set(article.iter())

    def target(element: ET.Element) -> str:
        return urljoin(f"http://site/{path}", element.get("href") or element.get("src") or "")

    def all_of(*tags: str, of: str = "") -> list[ET.Element]:
        """Elements of these tags, and of this class where one is named."""
        return [each for each in article.iter() if each.tag in tags and (not of or of in classes_of(each))]

    return Seen(
        title=text_of(tree.find(".//title")),
        head=[
            f"{each.get('rel')} {each.get('hreflang')} {target(each)}"
            for each in tree.iterfind(".//head/link")
            if (each.get("rel") or "").strip() in ("canonical", "alternate", "prev", "next")
        ]
        + [each.get("content", "") for each in tree.iterfind(".//head/meta") if each.get("name") != "generator"]
        + [text_of(each) for each in tree.iterfind(".//head/script[@type='application/ld+json']")],
        around=[f"{text_of(each)} {target(each)}" for each in tree.iter("a") if each not in inside],
        headings=[f"{each.tag} {each.get('id')} {text_of(each)}" for each in all_of(*(f"h{n}" for n in range(1, 7)))],
        code=["".join(each.itertext()) for each in all_of("code")],
        outputs=["".join(each.itertext()) for each in all_of("div", of="output")],
        figures=[
            " ".join(f"{name}={each.get(name)}" for name in ("alt", "width", "height", "class", "loading"))
            + target(each)
            for each in all_of("img")
        ],
        boxes=[f"{each.tag} {each.get('class')} {text_of(each[0])}" for each in all_of("details")]
        + [f"{each.get('class')} {text_of(each[0])}" for each in all_of("div", of="admonition")],
        links=[f"{text_of(each)} {target(each)}" for each in all_of("a")],
        footnotes=[text_of(each) for each in all_of("li") if each.get("id", "").startswith("fn:")],
        text=text_of(article),
    )


def differences(one: Seen, other: Seen) -> dict[str, list[str]]:
    """What is there in one of two and not in the other, by the part of the page."""
    found = {}
    for part in fields(Seen):
        first, second = (
            [value] if isinstance(value := getattr(page, part.name), str) else value for page in (one, other)
        )
        if first != second:
            lines = difflib.unified_diff(first, second, lineterm="", n=0)
            found[part.name] = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return found


def classes_of(element: ET.Element) -> list[str]:
    return (element.get("class") or "").split()


def text_of(element: ET.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real site, and a page with everything, as each builder makes it."""
    root = tmp_path_factory.mktemp("checkout")
    for tree in ("docs", "outputs", "snippets", "theme"):
        shutil.copytree(REPOSITORY / tree, root / tree, ignore=shutil.ignore_patterns(PUBLISHED, "__pycache__"))
    for file in REPOSITORY.iterdir():
        if file.is_file():
            shutil.copy(file, root)
    for configuration in root.glob("mkdocs*.yml"):
        text = configuration.read_text(encoding="utf-8")
        text = text.replace(": index.md\n", ": index.md\n  - Everything: everything.md\n")
        configuration.write_text(text, encoding="utf-8")
    project = Project(root)
    for language in LANGUAGES:
        (project.docs(language) / "everything.md").write_text(EVERYTHING, encoding="utf-8")
    built = {builder: tmp_path_factory.mktemp(builder) for builder in BUILDERS}
    for builder, folder in built.items():
        assert build_site(project, folder, STRICT, builder=builder) == {}
    return built


PAGES = [
    f"{language}/{page}"
    for language in LANGUAGES
    for page in (
        *(path.relative_to(PROJECT.docs(language)).with_suffix(".html").as_posix() for path in PROJECT.pages(language)),
        "everything.html",
        "404.html",
    )
]


@pytest.mark.parametrize("path", PAGES)
def test_both_builders_make_the_same_page(sites: dict[str, Path], path: str) -> None:
    by_mkdocs, by_zensical = ((sites[name] / path).read_text(encoding="utf-8") for name in ("mkdocs", "zensical"))
    assert differences(seen(by_mkdocs, path), seen(by_zensical, path)) == {}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_to_differ_still_does(sites: dict[str, Path], name: str) -> None:
    path = "en/everything.html"
    pages = [(sites[builder] / path).read_text(encoding="utf-8") for builder in ("mkdocs", "zensical")]
    others = [other for other in KNOWN if other != name]
    one, other = (seen(page, path, others) for page in pages)
    assert differences(one, other), "take it off the list, here and in MAINTAINING.md"


@pytest.mark.parametrize(
    ("part", "written", "instead"),
    [
        ("title", "<title>Everything", "<title>Something"),
        ("head", "All that Markdown has", "Much that Markdown has"),
        ("head", 'rel="next" href="./pytorch/index.html"', 'rel="next" href="./pytorch/why.html"'),
        ("around", 'class="md-tabs__link">', 'class="md-tabs__link">x'),
        ("around", 'href="../zh/everything.html"', 'href="../zh/index.html"'),
        ("headings", '<h2 id="boxes">', '<h2 id="box">'),
        ("headings", '<h2 id="boxes">Boxes', '<h2 id="boxes">Bosses'),
        ("headings", "<h2", "<h3"),
        ("code", "&lt;b&gt;", "&lt;i&gt;"),
        ("outputs", "tensor([[1.,", "tensor([[7.,"),
        ("figures", 'alt="a picture"', 'alt="a figure"'),
        ("figures", 'src="images/favicon.svg"', 'src="../images/favicon.svg"'),
        ("figures", 'width="20"', 'width="21"'),
        ("figures", 'class="drawn"', 'class="drew"'),
        ("boxes", "In a box", "In the box"),
        ("boxes", "<summary>Folded", "<summary>Unfolded"),
        ("links", "variable.html#create", "variable.html#made"),
        ("links", ">one to here<", ">none to here<"),
        ("footnotes", "The second note", "The third note"),
        ("text", "A word,", "No word,"),
        ("text", "A quotation.", ""),
    ],
)
def test_one_change_on_a_page_is_noticed(sites: dict[str, Path], part: str, written: str, instead: str) -> None:
    path = "en/everything.html"
    page = (sites["zensical"] / path).read_text(encoding="utf-8")
    # The last one: text that is in the article may stand in the head, too.
    before, found, after = page.rpartition(written)
    assert found
    assert part in differences(seen(page, path), seen(f"{before}{instead}{after}", path))


@pytest.fixture
def small(site: Checkout) -> Checkout:
    site.record()
    return site


def build(checkout: Checkout) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command_line("build", checkout.project.root, "--builder", "zensical"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_zensical_leaves_a_site_and_nothing_else(small: Checkout) -> None:
    root = small.project.root
    kept = root / ".cache" / "tools" / "kept"
    kept.parent.mkdir(parents=True)
    kept.write_text("ours")
    before = files_in(root)
    told = build(small)
    assert (told.returncode, told.stderr) == (0, "")
    made = {name for name, content in files_in(root).items() if before.get(name) != content}
    assert {path.name for path in (root / "site").iterdir()} == {"index.html", "404.html", "robots.txt", *LANGUAGES}
    # What is made for the site is kept for the next build, and git ignores all of it.
    kept_for_later = [f"docs/{language}/{folder}/" for language in LANGUAGES for folder in MADE_FOLDERS]
    assert {name for name in made if not name.startswith(("site/", ".cache/", *kept_for_later))} == set()
    assert kept.read_text() == "ours"


def test_zensical_shows_what_ran_last(small: Checkout) -> None:
    page = small.project.root / "site" / "en" / "demo" / "one.html"
    assert build(small).returncode == 0
    assert "0.25" in page.read_text(encoding="utf-8")
    small.snippet(SITE_PROGRAM.replace("4", "8"))
    small.record()
    assert build(small).returncode == 0
    assert "0.125" in page.read_text(encoding="utf-8")


def test_what_leads_nowhere_is_refused_and_the_old_site_stays(small: Checkout) -> None:
    old = small.project.root / "site" / "zh" / "old.html"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    for added, messages in (
        ("[x](two.md) [y](../index.md#nowhere)", ["page does not exist", "anchor does not exist"]),
        (
            '![x](two.svg) [y](two.html) <img src="/two.svg"> <a href="../index.html#nowhere">z</a>',
            [
                f"zh/demo/one.html: leads to {link}, which the site does not have"
                for link in ("two.svg", "two.html", "/two.svg", "../index.html#nowhere")
            ],
        ),
    ):
        small.page(f"{SITE_PAGE}\n{added}\n")
        told = build(small)
        assert told.returncode == 1
        assert "mkdocs.yml did not build" in told.stderr
        assert "mkdocs.en.yml" not in told.stderr
        assert [message for message in messages if message not in told.stderr] == []
        assert "Traceback" not in told.stderr
        assert "\x1b" not in told.stderr
        assert list(files_in(small.project.root / "site")) == ["zh/old.html"]


def test_a_navigation_that_lacks_a_page_or_names_none_is_refused(small: Checkout) -> None:
    configuration = small.project.root / "mkdocs.yml"
    configuration.write_text(configuration.read_text(encoding="utf-8").replace("demo/one.md", "demo/two.md"), "utf-8")
    told = build(small)
    assert told.returncode == 1
    assert "leads to ./two.md, which the site does not have" in told.stderr
    assert (
        "docs/zh/demo/one.md: is not in the navigation\n  expected: its line below `nav:` in mkdocs.yml" in told.stderr
    )


def test_what_our_extension_finds_counts_though_zensical_does_not_count_it(small: Checkout, tmp_path: Path) -> None:
    small.page(SITE_PAGE.replace(":a", ":b"), language="en")
    assert build_site(small.project, tmp_path / "forgiving", builder="zensical") == {}
    refused = build_site(small.project, tmp_path / "strict", STRICT, builder="zensical")
    assert set(refused) == {"en"}
    assert refused["en"].startswith('docs/en/demo/one.md:4: one.py has no cell "b"')


def test_a_language_that_does_not_build_is_told_once(small: Checkout, tmp_path: Path) -> None:
    configuration = small.project.root / "mkdocs.en.yml"
    configuration.write_text(configuration.read_text("utf-8").replace("docs/en", "docs/fr"), encoding="utf-8")
    refused = build_site(small.project, tmp_path / "new", STRICT, builder="zensical")
    assert set(refused) == {"en"}
    assert refused["en"].startswith("Error: Docs directory does not exist: ")


def test_without_zensical_it_says_so(small: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(PaotongError, match="zensical: is not installed\n  cure: make setup"):
        build_site(small.project, tmp_path / "site", builder="zensical")
