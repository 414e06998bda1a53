"""The last line of a page: mend it, or say what is wrong with it.

Only where the site knows its repository; `repository` of the extension, in mkdocs.yml.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from paotong.errors import PaotongError
from paotong.render.page import Page
from paotong.render.words import PACKAGE_NAMES

BRANCH = "main"
# In .github/ISSUE_TEMPLATE/, with fields of these names.
FORM = "page.yml"


def show_talk_back(page: Page) -> list[str]:
    if not page.repository:
        return []
    told = {"template": FORM, "page": page.slug, "language": page.language, "versions": _versions(page)}
    report = urlencode({name: value for name, value in told.items() if value}, quote_via=quote)
    links = {
        "edit": f"{page.repository}/edit/{BRANCH}/docs/{page.language}/{quote(page.path)}",
        "report": f"{page.repository}/issues/new?{report}",
    }
    line = " · ".join(f"[{page.words[word]}]({link})" for word, link in links.items())
    return ["", line, '{ .talk-back data-search-exclude="true" }']


def _versions(page: Page) -> str:
    """What the lesson's program ran with; nothing where there is no such record."""
    try:
        record = page.lesson(page.slug).standing.shown
    except PaotongError:
        return ""
    versions = record.run.versions.items() if record else ()
    return "\n".join(f"{PACKAGE_NAMES.get(name, name)} {version}" for name, version in versions)
