"""Look at both languages from one address while you write: a saved page or snippet shows within seconds.

Needs the light dependencies alone. A snippet that changed since its last run
shows its new code, and a notice in place of its old output, until you run it.

Examples:
  python scripts/serve.py                      http://127.0.0.1:8000/
  python scripts/serve.py --port 8765

Exit status: 0 ended with Ctrl-C, 1 something to mend before it can start.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from paotong.command import exit_status, parser_of, project_of
from paotong.errors import PaotongError
from paotong.project import Project
from paotong.site import CONFIGURATIONS, build_site

HOST = "127.0.0.1"
WATCHED = ("docs", "snippets", "outputs", "theme", *CONFIGURATIONS.values())


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    arguments = parser.parse_args()
    return exit_status(lambda: serve(project_of(arguments), arguments.port))


def serve(project: Project, port: int) -> int:
    with tempfile.TemporaryDirectory(prefix="paotong-serve-") as name:
        site = Path(name) / "site"
        builder = _builder(project, site, f"http://{HOST}:{port}")
        server = LiveReloadServer(builder, HOST, port, str(site))
        builder()
        for path in WATCHED:
            server.watch(str(project.root / path))
        print(f"Both languages: http://{HOST}:{port}/  (Ctrl-C ends it)", flush=True)
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except OSError as error:
            raise PaotongError(f"port {port}", f"{error.strerror}", cure="name another: --port 8765") from None
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()
    return 0


def _builder(project: Project, site: Path, address: str) -> Callable[[], None]:
    def build() -> None:
        # Built beside and then moved, so that a reader never meets half a site.
        with tempfile.TemporaryDirectory(dir=site.parent) as name:
            failed = build_site(project, Path(name) / "site", "--quiet", address=address)
            for language, said in failed.items():
                print(f"{CONFIGURATIONS[language]} did not build:\n{said}\n", file=sys.stderr, flush=True)
            if failed and site.exists():
                return
            if site.exists():
                site.rename(Path(name) / "old")
            (Path(name) / "site").rename(site)

    return build


if __name__ == "__main__":
    sys.exit(main())
