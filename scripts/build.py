"""Build both languages, side by side, into site/. Runs no snippet and needs no package of theirs.

Refuses where a record is stale or was edited, where a page names what is not
there, and where a link leads nowhere; the site that was there before then stays.

Example:
  python scripts/build.py

Exit status: 0 built, 1 something to mend, 130 interrupted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from paotong.check import findings
from paotong.command import exit_status, parser_of, project_of
from paotong.project import LANGUAGES, Project
from paotong.site import CONFIGURATIONS, build_site


def main() -> int:
    arguments = parser_of(__doc__).parse_args()
    return exit_status(lambda: build(project_of(arguments)))


def build(project: Project) -> int:
    start = time.monotonic()
    if found := findings(project):
        print(*found, sep="\n\n", file=sys.stderr)
        print(f"\nNot built: {len(found)} to mend.", file=sys.stderr)
        return 1
    # Beside its place, so that moving it there is a rename, and a build that fails leaves the old site.
    with tempfile.TemporaryDirectory(prefix=".site-", dir=project.root) as name:
        new_site = Path(name) / "site"
        if failed := build_site(project, new_site, "--strict"):
            for language, said in failed.items():
                print(f"{CONFIGURATIONS[language]} did not build:\n{said}\n", file=sys.stderr)
            return 1
        site = project.root / "site"
        if site.exists():
            site.rename(Path(name) / "old")
        new_site.rename(site)
    pages = sum(len(project.pages(language)) for language in LANGUAGES)
    print(f"Built {pages} pages in {time.monotonic() - start:.1f} s. Look at them: open site/index.html in a browser,")
    print("or `python3 -m http.server -d site`, then http://localhost:8000/ (search needs this one).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
