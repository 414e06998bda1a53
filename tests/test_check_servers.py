"""check: nothing on a page comes from another server."""

from __future__ import annotations

import shutil

import pytest

from conftest import REPOSITORY, Checkout
from paotong.check.fix import apply
from paotong.check.rules.servers import servers
from paotong.check.sources import Sources
from paotong.site import CONFIGURATION_FILES


@pytest.fixture
def site(checkout: Checkout) -> Checkout:
    for name in CONFIGURATION_FILES:
        shutil.copy(REPOSITORY / name, checkout.project.root)
    (checkout.project.root / "theme").mkdir()
    return checkout


def told(site: Checkout) -> list[str]:
    return [f"{finding.place}: {finding.found}" for finding in servers(Sources(site.project))]


def test_links_code_and_files_of_the_site_are_not_told(site: Checkout) -> None:
    site.page("""\
        ---
        image: https://example.com/x.png
        ---
        # One

        [a link](https://example.com/x.png) <https://example.com> ![a picture](x.png) <img src="y.png" alt="another">
        <a href="//example.com">x</a> `![x](https://example.com/x.png)` `:smile:` :material-star: 10:30:45 :nosuch:

        ~~~ html
        <script src="https://example.com/x.js"></script> :smile:
        ~~~

        <!-- <img src="https://example.com/x.png"> :smile: -->
        """)
    (site.project.root / "theme" / "a.css").write_text("/* url(https://a.b) */ p { background: url('x.png') }")
    (site.project.root / "theme" / "a.html").write_text(
        '{# <img src="https://a.b"> #}<link rel="canonical" href="https://a.b"><a href="https://a.b"></a><p style="a">'
    )
    (site.project.root / "theme" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>')
    assert told(site) == []


@pytest.mark.parametrize("text", ["", "\n", "---\nx: 1\n---", "\ufeff:\r\n:smile\r\n", ":" * 100_000, "<img src="])
def test_odd_pages_are_not_told(site: Checkout, text: str) -> None:
    site.page(text)
    assert told(site) == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("![x](https://a.b/x.png)", "<img> loads https://a.b/x.png"),
        ("![x](//a.b/x.png)", "<img> loads //a.b/x.png"),
        ('<img src="HTTP://a.b/x.png" alt="x">', "<img> loads HTTP://a.b/x.png"),
        ('<img srcset="x.png 1x, https://a.b/x.png 2x" alt="x">', "<img> loads https://a.b/x.png"),
        ('<script src="https://a.b/x.js"></script>', "<script> loads https://a.b/x.js"),
        ('<iframe src="https://a.b/"></iframe>', "<iframe> loads https://a.b/"),
        ('<link rel="stylesheet" href="https://a.b/x.css">', "<link> loads https://a.b/x.css"),
        ('<video poster="https://a.b/x.png"></video>', "<video> loads https://a.b/x.png"),
        ('<object data="https://a.b/x"></object>', "<object> loads https://a.b/x"),
        ('<p style="background: url(https://a.b/x.png)">x</p>', "<p> loads https://a.b/x.png"),
        ("<style>@import 'https://a.b/x.css';</style>", "<style> loads https://a.b/x.css"),
    ],
)
def test_what_a_page_loads_is_told_with_its_line(site: Checkout, written: str, message: str) -> None:
    site.page(f"---\nlevel: 1\n---\n# One\n\n{written}\n")
    assert told(site) == [f"docs/zh/demo/one.md:6: {message}"]


def test_an_emoji_by_name_is_told_and_becomes_the_sign(site: Checkout) -> None:
    page = site.page(
        "# One\n\n`:smile:` :smile: and :smile: :thumbsup:\n\n- :tada:\n\n:material-star:\n", language="en"
    )
    assert told(site) == [
        "docs/en/demo/one.md:3: `:smile:` becomes a picture from another server",
        "docs/en/demo/one.md:3: `:thumbsup:` becomes a picture from another server",
        "docs/en/demo/one.md:5: `:tada:` becomes a picture from another server",
    ]
    while apply(list(servers(Sources(site.project)))):
        pass
    assert told(site) == []
    assert page.read_text(encoding="utf-8") == "# One\n\n`:smile:` 😄 and 😄 👍\n\n- 🎉\n\n:material-star:\n"


def test_style_sheets_and_templates_are_told_with_their_line(site: Checkout) -> None:
    (site.project.root / "theme" / "a.css").write_text(
        "/* a\n*/\n@import 'https://a.b/x.css';\np { src: url(//a.b/x) }\n"
    )
    (site.project.root / "docs" / "index.html").write_text("<!doctype html>\n<link rel=icon href=https://a.b/x.svg>\n")
    (site.project.root / "theme" / "a.svg").write_text('<svg>\n<image xlink:href="https://a.b/x.png"/></svg>\n')
    (site.project.root / "theme" / "b.css").write_bytes(b"\xff")
    assert told(site) == [
        "docs/index.html:2: <link> loads https://a.b/x.svg",
        "theme/a.css:3: the style sheet loads https://a.b/x.css",
        "theme/a.css:4: the style sheet loads //a.b/x",
        "theme/a.svg:2: <image> loads https://a.b/x.png",
        "theme/b.css:1: is not UTF-8: invalid start byte",
    ]


def test_settings_that_load_from_elsewhere_are_told(site: Checkout) -> None:
    (site.project.root / "mkdocs.yml").write_text(
        "theme: material\nrepo_url: https://a.b\nextra_css: [https://a.b/x.css, x.css]\n"
        "extra_javascript:\n  - path: https://a.b/x.js\n    defer: true\n"
    )
    (site.project.root / "mkdocs.en.yml").unlink()
    assert told(site) == [
        "mkdocs.yml: `extra_css` loads https://a.b/x.css",
        "mkdocs.yml: `extra_javascript` loads https://a.b/x.js",
        "mkdocs.yml: `theme` has no `font: false`, so it loads fonts from fonts.googleapis.com",
        "mkdocs.yml: `repo_url` makes each page ask the repository's server for its stars",
    ]
