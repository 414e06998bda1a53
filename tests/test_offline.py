"""offline: the whole site in one zip, read from a file in a real browser: pages, figures, downloads and search."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from conftest import Checkout
from paotong.builders.builder import STRICT
from paotong.errors import PaotongError
from paotong.offline.whole_site import ARCHIVE, TOP, pack_site
from paotong.project import LANGUAGES, Project
from paotong.site import BUILDERS, build_site

PROJECT = Project()


def packed(project: Project, folder: Path, builder: str) -> Path:
    """The zip of a site, built into a folder."""
    # Pages that know where they are on a server tell of it, and yet must ask it for nothing.
    assert build_site(project, folder, STRICT, builder=builder, address="https://site.invalid") == {}
    return pack_site(project, folder)


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / TOP


@pytest.fixture(scope="module", params=BUILDERS)
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, unpacked, as each builder makes it; what it was unpacked from is gone."""
    site = tmp_path_factory.mktemp("site")
    home = unpacked(packed(PROJECT, site, request.param), tmp_path_factory.mktemp("home"))
    shutil.rmtree(site)
    return home


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that complains at its end of what went wrong on it, and of whatever it asked for that is no file."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else complaints.append(asked.url))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(("language", "query"), [("zh", "自动求导"), ("en", "autograd"), ("en", "variabel")])
def test_search_works_from_a_file(home: Path, page: Page, language: str, query: str) -> None:
    page.goto((home / "index.html").as_uri())
    page.locator(f"a[hreflang={language}]").click()
    page.wait_for_url(f"**/{language}/index.html")
    page.goto((home / language / "pytorch" / "regression.html").as_uri())
    # The one is Material's, the other Zensical's.
    page.locator("input.md-search__input, button.md-search__button").click()
    page.keyboard.insert_text(query)
    page.keyboard.press("End")  # the search listens to keys
    results = page.locator("a.md-search-result__link, a[role=option]")
    results.first.wait_for()
    links = [link or "" for link in results.evaluate_all("links => links.map(link => link.href)")]
    assert all(link.startswith(f"{home.as_uri()}/{language}/") for link in links)
    found = next(link for link in links if "/pytorch/variable.html" in link)
    page.goto(found)
    assert page.locator("article h1").is_visible()


@pytest.mark.browser
def test_a_lesson_is_whole(home: Path, page: Page) -> None:
    page.goto((home / "zh" / "pytorch" / "regression.html").as_uri())
    images = page.locator("article img:visible")
    assert images.count() > 0
    for number in range(images.count()):
        images.nth(number).scroll_into_view_if_needed()
        page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=images.nth(number).element_handle()
        )
    hrefs = [link or "" for link in page.locator(".take-home a").evaluate_all("links => links.map(link => link.href)")]
    assert [href.rpartition("/")[2] for href in hrefs] == ["regression.py", "regression.ipynb"]
    assert all((home / href.removeprefix(f"{home.as_uri()}/")).is_file() for href in hrefs)


@pytest.mark.parametrize("builder", BUILDERS)
def test_only_the_zip_is_made_for_files(site: Checkout, tmp_path_factory: pytest.TempPathFactory, builder: str) -> None:
    site.record()
    site.page("# Home\n\n[one](demo/one.md)\n\n<!-- whole-site -->\n", "index", "en")
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("home")
    home = unpacked(packed(site.project, built, builder), folder)
    for language in LANGUAGES:
        online = (built / language / "demo" / "one.html").read_text(encoding="utf-8")
        offline = (home / language / "demo" / "one.html").read_text(encoding="utf-8")
        assert "iframe-worker" not in online
        # Before whatever wraps or starts a worker.
        scripts = re.findall(r'<script src="\.\./(?:\w+/)*([\w-]+)\.', offline)
        assert scripts == ["iframe-worker", "paotong", "bundle"]
    assert not list(built.rglob("iframe-worker.js"))
    assert not list(home.rglob(ARCHIVE))
    assert f'href="{ARCHIVE}"' in (built / "index.html").read_text(encoding="utf-8")
    assert ARCHIVE not in (home / "index.html").read_text(encoding="utf-8")
    assert f'<a href="../{ARCHIVE}" download' in (built / "en" / "index.html").read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert ARCHIVE not in (home / language / "index.html").read_text(encoding="utf-8")
    # The same site gives the same bytes.
    before = (built / ARCHIVE).read_bytes()
    shutil.copy(home / "index.html", built)
    rebuilt = (built / "en" / "index.html").read_text(encoding="utf-8")
    offer = next(line for line in rebuilt.split("\n") if ARCHIVE in line)
    (built / "en" / "index.html").write_text(rebuilt.replace(offer, "<!-- whole-site -->"), encoding="utf-8")
    for file in built.rglob("*"):
        os.utime(file, (0, 0))
    assert pack_site(site.project, built).read_bytes() == before


def test_the_theme_is_given_no_server_to_ask(tmp_path: Path) -> None:
    # Of each such link it asks for a sitemap.
    link = '<link rel="alternate" hreflang="en" href="https://site.invalid/en/">'
    page = f'{link}\n<script src="./assets/javascripts/bundle.1.js">'
    (tmp_path / "index.html").write_text("<body></body>", encoding="utf-8")
    for language in LANGUAGES:
        (tmp_path / language / "search").mkdir(parents=True)
        (tmp_path / language / "search" / "search_index.json").write_text("{}", encoding="utf-8")
        (tmp_path / language / "index.html").write_text(page, encoding="utf-8")
    with zipfile.ZipFile(pack_site(PROJECT, tmp_path)) as archive:
        assert (
            archive.read(f"{TOP}/zh/index.html").decode().startswith('<script src="./assets/javascripts/iframe-worker')
        )
        assert archive.read(f"{TOP}/zh/search/search_index.js") == b"var __index = {}"


def test_a_site_without_search_is_refused(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
    with pytest.raises(PaotongError, match="has no search index"):
        pack_site(PROJECT, tmp_path)


def test_a_theme_that_loads_another_script_is_refused(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "index.html").write_text("<script src='other.js'></script>", encoding="utf-8")
    with pytest.raises(PaotongError, match="does not load the theme's script"):
        pack_site(PROJECT, tmp_path)
