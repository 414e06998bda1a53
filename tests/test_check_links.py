"""check: every link of a page leads somewhere, and says where."""

from __future__ import annotations

import shutil

import pytest

from conftest import REPOSITORY, Checkout
from paotong.check.finding import Finding
from paotong.check.fix import apply
from paotong.check.rules.links import links
from paotong.check.sources import Sources
from paotong.site import CONFIGURATION_FILES

OTHER = "# Other\n\n## Part { #part }\n\n## 没有号\n\nText[^note].\n\n[^note]: A note.\n"


@pytest.fixture
def site(checkout: Checkout) -> Checkout:
    for name in CONFIGURATION_FILES:
        shutil.copy(REPOSITORY / name, checkout.project.root)
    checkout.page(OTHER, "demo/other")
    checkout.page("# Home\n", "index")
    return checkout


def found(site: Checkout, text: str, slug: str = "demo/one") -> list[Finding]:
    site.page(text, slug)
    return list(links(Sources(site.project)))


def told(site: Checkout, text: str, slug: str = "demo/one") -> list[str]:
    return [f"{finding.place.removeprefix('docs/zh/')}: {finding.found}" for finding in found(site, text, slug)]


def mended(site: Checkout, text: str) -> str:
    """The page after its findings were mended, of which none is left, and which a second time changes nothing."""
    rounds = 0
    site.page(text)
    # Of two findings on a line the second waits for the next round.
    while apply(list(links(Sources(site.project)))):
        rounds += 1
    assert 0 < rounds <= 5
    assert list(links(Sources(site.project))) == []
    return (site.project.docs("zh") / "demo" / "one.md").read_text(encoding="utf-8")


GOOD = """\
---
description: "[not](read.md)"
---
# One { #one }

[a](other.md) [b](other.md#part) [c](other.md#_1) [d](#one) [e](../index.md) [f](other.md#fn:note) [g][ref]
<https://example.com> [h](https://example.com/x.html#y) <me@example.com> [i](data.csv) [j](other.md "A title")
[k](../images/logo.svg) [:material-star:](other.md){ aria-label="Other" } a[0][1] `[x](gone.md)` text [1], [2]

<a name="old"></a> <span id="new"></span> [l](#old) [m](#new) [n](other%2Emd)

[ref]: other.md#part

```
[x](gone.md)
~~~
[y](gone.md)
```

~~~ text
[x](gone.md)
~~~

<!-- [x](gone.md) -->

!!! note

    - [o](other.md)

        [p](other.md#part)[^1]

[^1]: See [q](other.md).
"""


@pytest.mark.parametrize("begins", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_links_that_lead_somewhere_are_not_told(site: Checkout, begins: str, line_end: str) -> None:
    (site.project.docs("zh") / "demo" / "data.csv").write_text("1\n")
    logo = site.project.root / "theme" / "images" / "logo.svg"
    logo.parent.mkdir(parents=True)
    logo.write_text("<svg/>")
    assert told(site, (begins + GOOD).replace("\n", line_end)) == []


@pytest.mark.parametrize("text", ["", "\n\n", "---\ntitle: x\n---\n", "x" * 100_000, "[" * 1000, "](" * 10_000])
def test_odd_pages_are_not_told(site: Checkout, text: str) -> None:
    assert told(site, text) == []


def test_without_settings_nothing_can_be_told(checkout: Checkout) -> None:
    assert told(checkout, "[x](gone.md)\n") == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("[x](gone.md)", "`gone.md` leads to docs/zh/demo/gone.md, which is not there"),
        ("![x](gone.png)", "`gone.png` leads to docs/zh/demo/gone.png, which is not there"),
        ("[x](../figures/demo/one/a.svg)", "`../figures/demo/one/a.svg` leads to docs/zh/figures/demo/one/a.svg"),
        ("[x](other.md#parts)", "`other.md#parts` leads to an anchor that docs/zh/demo/other.md does not have"),
        ("[x](#parts)", "`#parts` leads to an anchor that docs/zh/demo/one.md does not have"),
        ("[x](other.html)", "`other.html` is no page"),
        ("[x](other.html#part)", "`other.html#part` is no page"),
        ("[x](other)", "`other` is no page"),
        ("[x](Other.md)", "`Other.md` is no page"),
        ("[x](..)", "`..` is no page"),
        ("[x](/demo/other.md)", "`/demo/other.md` begins at the root of a server"),
        ("[x](http://127.0.0.1:8000/zh/demo/other.html)", "is an absolute link into this site"),
        ("[x](../../en/demo/one.md)", "`../../en/demo/one.md` leads out of docs/zh"),
        ("[x](file:///home/me/x.md)", "`file:///home/me/x.md` begins with `file:`"),
        ("[x](http://[bad)", "`http://[bad` is no address: Invalid IPv6 URL"),
        ('<a href="other.md">x</a>', '`<a href="other.md">` is HTML, whose links no builder follows or checks'),
        ("[](other.md)", "a link to `other.md` has no text"),
        ("[ ](https://example.com)", "a link to `https://example.com` has no text"),
        ("[x](other.md)[^2]", "`[^2]` is shown as it stands, for nothing on the page has this name"),
        ("[x][gone]", "`[gone]` is shown as it stands, for nothing on the page has this name"),
        ("[x] (other.md)", "`] (other.md)` is shown as it stands, and is no link"),
        ("[x]（other.md）", "`]（other.md）` is shown as it stands, and is no link"),
        ("[x](other.md）", "`](other.md）` is shown as it stands, and is no link"),
        ("[x]（https://example.com）", "`]（https://example.com）` is shown as it stands, and is no link"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_its_line(site: Checkout, link: str, message: str) -> None:
    (line,) = told(site, f"---\nlevel: 1\n---\n# One\n\nText, {link} and more.\n")
    assert line.startswith("demo/one.md:6: ")
    assert message in line


def test_a_note_that_nothing_refers_to_is_told(site: Checkout) -> None:
    assert told(site, "# One\n\n[^a]: A note.\n") == ["demo/one.md: no text refers to the footnote [^a]"]


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n    {}\n",
        "!!! note\n\n    {}\n",
        "Text[^1].\n\n[^1]: Note.\n    {}\n",
        "``` text\n```\n{}\n",
        "| a |\n| - |\n{}\n",
        "<!-- {} -->\n\n[y][x]\n\n[x]: gone.md\n",
    ],
)
def test_the_line_is_right_wherever_a_link_stands(site: Checkout, text: str) -> None:
    line = text.count("\n", 0, text.index("{}")) + 1 if "<!--" not in text else 5
    expected = f"demo/one.md:{line}: `gone.md` leads to docs/zh/demo/gone.md, which is not there"
    assert told(site, text.format("[x](gone.md)")) == [expected]


def test_each_line_with_a_wrong_link_is_told_and_no_line_twice(site: Checkout) -> None:
    text = "[a](gone.md)[b](gone.md)\n\n[c](gone.md) [d](gone.md#x) [e](gone.mdx)\n"
    assert [line.partition(" leads")[0] for line in told(site, text)] == [
        "demo/one.md:1: `gone.md`",
        "demo/one.md:3: `gone.md`",
        "demo/one.md:3: `gone.md#x`",
        "demo/one.md:3: `gone.mdx`",
    ]


def test_a_good_link_to_the_same_page_is_not_told(site: Checkout) -> None:
    assert [line.partition(" ")[0] for line in told(site, "[a](other.md)\n\n[](other.md)\n")] == ["demo/one.md:3:"]
    text = '[a](other.md)\n\nb <a href="other.md">b</a>\n'
    assert [line.partition(" ")[0] for line in told(site, text)] == ["demo/one.md:3:"]


def test_a_caption_is_read_too(site: Checkout) -> None:
    site.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1])\n")
    site.record()
    page = "``` snippet\ndemo/one.py:a\nalt: a line\ncaption: See [there]({}).\n```\n"
    assert told(site, page.format("other.md")) == []
    assert told(site, page.format("gone.md")) == [
        "demo/one.md:4: `gone.md` leads to docs/zh/demo/gone.md, which is not there"
    ]


def test_the_figures_of_records_can_be_linked_to(site: Checkout) -> None:
    site.snippet("# %% a\nimport matplotlib.pyplot as plt\nplt.plot([1])\n")
    site.record()
    assert told(site, "![a line](../figures/demo/one/a.svg)\n") == []


def test_the_nearest_is_named(site: Checkout) -> None:
    site.page("# Far\n", "far/away")
    cures = [finding.error.cure for finding in found(site, "[x](away.md) [y](othr.md) [z](other.md#parx) [w](#new)\n")]
    assert cures == [
        "write `../far/away.md`",
        "write `other.md`",
        "write `other.md#part`",
        "give the heading its id there: `## … { #new }`",
    ]


def test_a_file_that_is_missing_is_no_page(site: Checkout) -> None:
    (site.project.docs("zh") / "demo" / "cat.webp").write_bytes(b"")
    pictures = "![a](img/loss.png) ![b](cta.webp) ![c](../figures/demo/one/a.svg) ![d](../../x.png)"
    text = f"{pictures} [e](data.csv) [f](other.pdf)\n"
    assert [finding.error.cure for finding in found(site, text)] == [
        "add the file docs/zh/demo/img/loss.png, or remove the picture",
        "write `cat.webp`",
        "show the figure with a block ``` snippet that names its cell, or remove the picture",
        "put it there, or remove the picture",
        "add the file docs/zh/demo/data.csv, or remove the link",
        "add the file docs/zh/demo/other.pdf, or remove the link",
    ]


def test_what_is_beyond_doubt_is_mended(site: Checkout) -> None:
    site.page("# Far\n", "far/index")
    text = (
        "# One\n\n[a](other.html#part) [b](other.html#part) `[c](other.html)` [d](Other.md)\n\n"
        "[e](../far/) [f]（other.md） [g] (other.md#part) [h](..)\n"
    )
    assert mended(site, text) == (
        "# One\n\n[a](other.md#part) [b](other.md#part) `[c](other.html)` [d](other.md)\n\n"
        "[e](../far/index.md) [f](other.md) [g](other.md#part) [h](../index.md)\n"
    )


@pytest.mark.parametrize(
    "settings", [b"a: [\n", b"\xff", b"a: *b\n", b"- a\n", b"markdown_extensions: [tables]\n", b""]
)
def test_settings_that_are_none_are_told_elsewhere(site: Checkout, settings: bytes) -> None:
    (site.project.root / "mkdocs.yml").write_bytes(settings)
    assert told(site, "[x](gone.md)\n") == []


def test_what_cannot_be_rendered_is_told(site: Checkout) -> None:
    (message,) = told(site, "- " * 2000 + "x\n")
    assert message.startswith("demo/one.md: Markdown fails on it: maximum recursion depth exceeded")


def test_settings_that_cannot_be_read_are_told(site: Checkout) -> None:
    (site.project.root / "mkdocs.yml").write_text("a: !!python/name:nosuch.name\n")
    (site.project.root / "mkdocs.en.yml").write_text("markdown_extensions:\n  nosuch: {}\n")
    site.page("# One\n", language="en")
    messages = told(site, "# One\n")
    assert messages[0].startswith("mkdocs.yml: cannot be read: ")
    assert messages[1].startswith("mkdocs.en.yml: its markdown_extensions do not load: No module named 'nosuch'")
    assert len(messages) == 2
