"""What pages tell those who find and share them, and valid HTML on each, as both builders make the whole site."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import html5lib
import pytest
from PIL import Image

from conftest import REPOSITORY, Checkout
from paotong.builders.builder import STRICT
from paotong.cards import HEIGHT, WIDTH, card_of
from paotong.heads import write_heads
from paotong.project import LANGUAGES, Project
from paotong.render.page import Page
from paotong.render.shelf import Shelf
from paotong.render.talk_back import show_talk_back
from paotong.site import BUILDERS, build_site
from parsing import markdown_of_site

PROJECT = Project()
ADDRESS = "https://example.org/tutorial"
REPOSITORY_ADDRESS = "https://example.org/us/it"
PAGES = [
    f"{language}/{page.relative_to(PROJECT.docs(language)).with_suffix('.html').as_posix()}"
    for language in LANGUAGES
    for page in PROJECT.pages(language)
]
LESSON = "pytorch/variable.html"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The real site as it is deployed, at an address and with its repository, by each builder."""
    built = {builder: tmp_path_factory.mktemp(builder) for builder in BUILDERS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPOSITORY_URL", f"{REPOSITORY_ADDRESS}/")
        for builder, folder in built.items():
            assert build_site(PROJECT, folder, STRICT, builder=builder, address=ADDRESS) == {}
    return built


def tree_of(file: Path) -> ET.Element:
    tree: ET.Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(file.read_text(encoding="utf-8"))
    return tree


def told(file: Path) -> dict[str, str]:
    """What is in the head, by name."""
    head = tree_of(file).find("head")
    assert head is not None
    found = {}
    for link in head.iterfind("link"):
        if (kind := (link.get("rel") or "").strip()) in ("canonical", "alternate"):
            found[f"{kind} {link.get('hreflang', '')}".rstrip()] = link.get("href") or ""
    for meta in head.iterfind("meta"):
        if name := meta.get("property") or meta.get("name"):
            assert name not in found, "told twice"
            found[name] = meta.get("content") or ""
    return found


def described(file: Path) -> dict[str, Any]:
    scripts = [each for each in tree_of(file).iter("script") if each.get("type") == "application/ld+json"]
    assert len(scripts) == 1
    found: dict[str, Any] = json.loads(scripts[0].text or "")
    return found


@pytest.mark.parametrize("path", ["index.html", *PAGES, *(f"{language}/404.html" for language in LANGUAGES)])
def test_pages_are_valid(sites: dict[str, Path], path: str) -> None:
    for folder in sites.values():
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse((folder / path).read_text(encoding="utf-8"))
        assert [(place, code) for place, code, _ in parser.errors] == []
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_its_twin_know_each_other(sites: dict[str, Path], path: str) -> None:
    head = told(sites["mkdocs"] / path)
    _, _, rest = path.partition("/")
    assert head["canonical"] == f"{ADDRESS}/{path}"
    assert {name: value for name, value in head.items() if name.startswith("alternate")} == {
        "alternate zh": f"{ADDRESS}/zh/{rest}",
        "alternate en": f"{ADDRESS}/en/{rest}",
        "alternate x-default": f"{ADDRESS}/" if rest == "index.html" else f"{ADDRESS}/en/{rest}",
    }


@pytest.mark.parametrize("path", PAGES)
def test_both_builders_pages_tell_the_same(sites: dict[str, Path], path: str) -> None:
    one, other = (told(folder / path) for folder in sites.values())
    assert one | {"generator": ""} == other | {"generator": ""}
    assert described(sites["mkdocs"] / path) == described(sites["zensical"] / path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_shared_shows_what_it_is(sites: dict[str, Path], path: str) -> None:
    head = told(sites["mkdocs"] / path)
    language, _, rest = path.partition("/")
    assert head["og:url"] == head["canonical"]
    assert head["og:title"]
    assert head["og:description"] == head["description"]
    assert head["og:locale"] == {"zh": "zh_CN", "en": "en_US"}[language]
    if rest.count("/") and not rest.endswith("index.html"):
        assert head["og:type"] == "article"
        assert head["twitter:card"] == "summary_large_image"
    if image := head.get("og:image"):
        assert head["og:image:alt"]
        card = sites["mkdocs"] / image.removeprefix(f"{ADDRESS}/")
        content = card.read_bytes()
        assert len(content) <= 100_000
        with Image.open(io.BytesIO(content)) as opened:
            assert (opened.format, opened.size) == ("PNG", (WIDTH, HEIGHT))
            colours = opened.convert("RGB").getcolors(1 << 24)
            # White around the figure, and something drawn.
            assert opened.convert("RGB").getpixel((3, 3)) == (255, 255, 255)
            assert colours
            assert len(colours) > 2
        assert (head["og:image:width"], head["og:image:height"]) == (str(WIDTH), str(HEIGHT))


def test_the_picture_is_the_lessons_own(sites: dict[str, Path]) -> None:
    for language in LANGUAGES:
        head = told(sites["mkdocs"] / language / LESSON)
        assert head["og:image"] == f"{ADDRESS}/cards/pytorch/variable/draw.png"
        moving = told(sites["mkdocs"] / language / "pytorch" / "regression.html")
        assert moving["og:image"] == f"{ADDRESS}/cards/pytorch/regression/animate.still.png"
    assert head["og:image:alt"].startswith("A computational graph.")


def test_a_lesson_is_described_from_its_front_matter(sites: dict[str, Path]) -> None:
    found = described(sites["mkdocs"] / "en" / LESSON)
    text = (PROJECT.docs("en") / "pytorch" / "variable.md").read_text(encoding="utf-8")
    minutes = re.search(r"^minutes: (\d+)$", text, re.MULTILINE)
    assert minutes
    assert found == {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": "Variables and Autograd",
        "description": told(sites["mkdocs"] / "en" / LESSON)["description"],
        "url": f"{ADDRESS}/en/{LESSON}",
        "inLanguage": "en",
        "license": "https://creativecommons.org/licenses/by-sa/4.0/",
        "isAccessibleForFree": True,
        "image": f"{ADDRESS}/cards/pytorch/variable/draw.png",
        "learningResourceType": "tutorial",
        "educationalLevel": "beginner",
        "timeRequired": f"PT{minutes[1]}M",
        "isPartOf": {"@type": "Course", "name": "PyTorch Tutorial", "url": f"{ADDRESS}/en/pytorch/index.html"},
    }
    assert described(sites["mkdocs"] / "zh" / LESSON)["educationalLevel"] == "入门"
    assert described(sites["mkdocs"] / "zh" / "pytorch" / "index.html")["@type"] == "Course"
    assert described(sites["mkdocs"] / "zh" / "index.html")["@type"] == "WebSite"


def test_the_root_and_robots_lead_to_both_languages(sites: dict[str, Path]) -> None:
    for folder in sites.values():
        root = told(folder / "index.html")
        assert root["canonical"] == f"{ADDRESS}/"
        assert root["alternate x-default"] == f"{ADDRESS}/"
        assert [root[f"alternate {language}"] for language in LANGUAGES] == [
            f"{ADDRESS}/{language}/index.html" for language in LANGUAGES
        ]
        assert root["og:title"] == "跑通 · Paotong"
        assert root["og:url"] == described(folder / "index.html")["url"] == f"{ADDRESS}/"
        assert (folder / root["og:image"].removeprefix(f"{ADDRESS}/")).is_file()
        sitemaps = re.findall(r"^Sitemap: (.*)$", (folder / "robots.txt").read_text(encoding="utf-8"), re.MULTILINE)
        assert len(sitemaps) == len(LANGUAGES)
        for sitemap in sitemaps:
            listed = ET.parse(folder / sitemap.removeprefix(f"{ADDRESS}/")).getroot()
            places = [each.text or "" for each in listed.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
            assert not list(listed.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod"))
            assert {place.removeprefix(f"{ADDRESS}/") for place in places} == {
                page for page in PAGES if f"/{page.partition('/')[0]}/" in sitemap
            }


def test_a_page_that_is_not_there_is_not_to_be_found(sites: dict[str, Path]) -> None:
    head = told(sites["mkdocs"] / "zh" / "404.html")
    assert head["robots"] == "noindex"
    assert "没有这一页" in "".join(tree_of(sites["mkdocs"] / "zh" / "404.html").itertext())
    assert "There is no such page" in "".join(tree_of(sites["mkdocs"] / "en" / "404.html").itertext())
    assert not any(name.startswith(("alternate", "og:")) for name in head)


def test_a_server_that_knows_one_page_for_all_that_are_not_there_has_one(sites: dict[str, Path]) -> None:
    for folder in sites.values():
        page = tree_of(folder / "404.html")
        head = told(folder / "404.html")
        assert head == {"robots": "noindex"} | {
            name: head[name] for name in ("viewport", "color-scheme", "description")
        }
        base = next(page.iter("base")).get("href") or ""
        # Whatever else has an address comes behind.
        addressed = [each.tag for each in page.iter() if each.get("href") or each.get("src")]
        assert addressed[0] == "base"
        links = [urljoin(base, link.get("href") or "") for link in page.iter("a")]
        assert links == [f"{ADDRESS}/{language}/index.html" for language in LANGUAGES]
        assert "没有这一页。There is no such page." in "".join(page.itertext())


PAGE = """\
<!doctype html><html lang="en"><head><title>{title} - Site</title>
<link rel="canonical" href="http://x/en/a/b.html">
<link rel="alternate" href="../../zh/" hreflang="zh">
<meta name="description" content="{title}">
</head><body><p></head></p>{image}</body></html>
"""


def test_what_people_wrote_stays_text(tmp_path: Path) -> None:
    """Whatever signs a title has, and wherever a picture comes from."""
    page = tmp_path / "en" / "a" / "b.html"
    page.parent.mkdir(parents=True)
    for index in (tmp_path / "en" / "index.html", tmp_path / "index.html"):
        index.write_text("<title>Site</title></head>")
    title = "&lt;/script&gt; &quot;a&quot; &amp; b"
    page.write_text(PAGE.format(title=title, image='<img alt="x" class="drawn" src="../images/favicon.svg">'))
    write_heads(Project(tmp_path), tmp_path)
    head = told(page)
    assert head["og:title"] == '</script> "a" & b'
    assert described(page)["name"] == '</script> "a" & b'
    assert "og:image" not in head
    assert page.read_text().count('rel="alternate') == 2


def test_a_page_without_an_address_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "zh" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<title>Site</title></head>")
    write_heads(Project(tmp_path), tmp_path)
    assert page.read_text() == "<title>Site</title></head>"
    assert not (tmp_path / "robots.txt").exists()


def test_a_card_is_drawn_once(tmp_path: Path) -> None:
    figure = tmp_path / "site" / "en" / "figures" / "a" / "b" / "draw.svg"
    figure.parent.mkdir(parents=True)
    figure.write_bytes((REPOSITORY / "outputs" / "pytorch" / "variable" / "draw.svg").read_bytes())
    cache = tmp_path / "cache"
    assert card_of(figure, tmp_path / "site", cache) == "cards/a/b/draw.png"
    (kept,) = (cache / "cards").iterdir()
    kept.write_bytes(b"kept")
    for folder in ("other", "third"):
        (tmp_path / "site").rename(tmp_path / folder)
        (tmp_path / folder / "cards" / "a" / "b" / "draw.png").unlink()
        (tmp_path / folder).rename(tmp_path / "site")
        card_of(figure, tmp_path / "site", cache)
        assert (tmp_path / "site" / "cards" / "a" / "b" / "draw.png").read_bytes() == b"kept"
    figure.write_bytes(figure.read_bytes() + b"\n")
    (tmp_path / "site" / "cards" / "a" / "b" / "draw.png").unlink()
    card_of(figure, tmp_path / "site", cache)
    assert len(list((cache / "cards").iterdir())) == 2


@pytest.mark.parametrize("path", PAGES)
def test_each_page_leads_to_its_source_and_to_a_report(sites: dict[str, Path], path: str) -> None:
    language, _, rest = path.partition("/")
    for folder in sites.values():
        (line,) = (each for each in tree_of(folder / path).iter("p") if each.get("class") == "talk-back")
        edit, report = (link.get("href") or "" for link in line.iterfind("a"))
        source = f"docs/{language}/{rest.removesuffix('.html')}.md"
        assert edit == f"{REPOSITORY_ADDRESS}/edit/main/{source}"
        assert (REPOSITORY / source).is_file()
        fields = parse_qs(urlsplit(report).query)
        assert report.startswith(f"{REPOSITORY_ADDRESS}/issues/new?")
        assert (fields["page"], fields["language"]) == ([rest.removesuffix(".html")], [language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_says_what_to_clone(sites: dict[str, Path], language: str) -> None:
    for folder in sites.values():
        home = "".join(tree_of(folder / language / "index.html").itertext())
        assert f"git clone {REPOSITORY_ADDRESS} paotong\n" in home


def talk_back_of(project: Project, path: str, repository: str) -> list[str]:
    return show_talk_back(Page(Shelf(project), "en", "(page)", path, repository=repository))


def test_a_page_leads_to_where_it_can_be_mended(site: Checkout) -> None:
    site.record()
    lines = talk_back_of(site.project, "demo/one.md", "https://example.org/us/it")
    edit, report = re.findall(r"\((https:[^)]*)\)", "\n".join(lines))
    assert edit == "https://example.org/us/it/edit/main/docs/en/demo/one.md"
    fields = parse_qs(urlsplit(report).query)
    assert urlsplit(report).path == "/us/it/issues/new"
    assert {name: fields[name][0] for name in ("template", "page", "language")} == {
        "template": "page.yml",
        "page": "demo/one",
        "language": "en",
    }
    assert re.fullmatch(r"Python 3\.\d+\.\d+", fields["versions"][0])
    # The form has fields of these names.
    form = (REPOSITORY / ".github" / "ISSUE_TEMPLATE" / fields["template"][0]).read_text(encoding="utf-8")
    assert {"page", "language", "versions"} <= set(re.findall(r"^    id: (\w+)$", form, re.MULTILINE))


def test_a_page_that_is_no_lesson_names_no_versions(site: Checkout) -> None:
    (_, line, _) = talk_back_of(site.project, "index.md", "https://example.org/us/it")
    assert "versions" not in line
    assert "docs/en/index.md" in line


def test_without_a_repository_no_page_leads_there(site: Checkout) -> None:
    assert talk_back_of(site.project, "demo/one.md", "") == []
    assert "talk-back" not in markdown_of_site(site.project).convert("# A\n")


def test_the_deployment_names_the_repository() -> None:
    text = (REPOSITORY / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8")
    (name,) = re.findall(r"repository: !ENV \[(\w+), ''\]", (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"))
    assert f"{name}: ${{{{ github.server_url }}}}/${{{{ github.repository }}}}" in text
