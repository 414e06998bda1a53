"""Build both languages, side by side, into site/. Runs no snippet and needs no package of theirs.

Refuses where a record is stale or was edited, where a page names what is not
there, and where a link leads nowhere; the site that was there before then stays.

Examples:
  python scripts/build.py
  python scripts/build.py --builder zensical
  python scripts/build.py --zip

Exit status: 0 built, 1 something to mend, 130 interrupted.
"""

from __future__ import annotations

import sys
import time

from paotong.builders.builder import STRICT
from paotong.check.all_rules import findings
from paotong.command import exit_status, parser_of, project_of
from paotong.disk import CURES, disk_error, refused
from paotong.offline.whole_site import ARCHIVE, pack_site
from paotong.project import LANGUAGES, Project
from paotong.record.store import records_kept_still, tidy_records
from paotong.site import BUILDERS, CONFIGURATIONS, DEFAULT_BUILDER, build_site, one_build_at_a_time
from paotong.whole import clear_leftovers, replacing


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument(
        "--builder", choices=BUILDERS, default=DEFAULT_BUILDER, help="what makes the site (default: %(default)s)"
    )
    parser.add_argument(
        "--zip", action="store_true", help=f"also put the whole site into site/{ARCHIVE}, to be read without a server"
    )
    arguments = parser.parse_args()
    return exit_status(lambda: build(project_of(arguments), arguments.builder, packed=arguments.zip))


def build(project: Project, builder: str = DEFAULT_BUILDER, *, packed: bool = False) -> int:
    """packed: with the whole site as one zip, too."""
    start = time.monotonic()
    with one_build_at_a_time(project) as lock:
        # What a build that was killed has left; it may have been about to put the new site in the old one's place.
        clear_leftovers(project.root, "site")
        tidy_records(project)
        with records_kept_still(project):
            if not _build(project, builder, lock, packed):
                return 1
    pages = sum(len(project.pages(language)) for language in LANGUAGES)
    print(f"Built {pages} pages in {time.monotonic() - start:.1f} s. Look at them: open site/index.html in a browser,")
    print("or `python3 -m http.server -d site`, then http://localhost:8000/ (search needs this one).")
    if packed:
        print(f"The whole site, which needs no server: site/{ARCHIVE}")
    return 0


def _build(project: Project, builder: str, lock: int | None, packed: bool) -> bool:
    """Whether there is a new site. Where there is none, the old one is as it was."""
    if found := findings(project):
        print(*found, sep="\n\n", file=sys.stderr)
        print(f"\nNot built: {len(found)} to mend.", file=sys.stderr)
        return False
    try:
        with replacing(project.root / "site") as new_site:
            if failed := build_site(project, new_site, STRICT, builder=builder, lock=lock):
                if error := disk_error("\n".join(failed.values())):
                    raise error
                raise NotBuiltError(failed)
            if packed:
                pack_site(project, new_site)
    except NotBuiltError as error:
        for language, said in error.failed.items():
            print(f"{CONFIGURATIONS[language]} did not build:\n{said}\n", file=sys.stderr)
        return False
    except OSError as error:
        if error.errno not in CURES:
            raise
        raise refused("site", error, "room for the new site; the old one stays till then") from None
    return True


class NotBuiltError(Exception):
    """failed: what is to be mended in each language."""

    def __init__(self, failed: dict[str, str]) -> None:
        self.failed = failed
        super().__init__()


if __name__ == "__main__":
    sys.exit(main())
