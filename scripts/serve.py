"""Look at both languages from one address while you write: what is saved shows at once.

A saved page is there in about a second. A saved snippet is run in the background,
and only that one: meanwhile its page says so, then it shows the new result, or the
last lines of the error. Needs the light dependencies alone; without those of the
snippets, their pages say what is missing.

Examples:
  python scripts/serve.py                      http://127.0.0.1:8000/
  python scripts/serve.py --port 8765
  python scripts/serve.py --no-run             leave the snippets alone

Exit status: 0 ended with Ctrl-C, 1 something to mend before it can start.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from paotong.command import exit_status, parser_of, project_of
from paotong.errors import PaotongError
from paotong.preview.changes import watched
from paotong.preview.language import begin, level_with_saved
from paotong.project import LANGUAGES, Project
from paotong.record.attempts import folder_of_attempts
from paotong.site import CONFIGURATIONS, ENVIRONMENT, one_build_at_a_time
from paotong.watching import running_what_is_saved

HOST = "127.0.0.1"
# In the place of a page that was taken away, as when git changes branches: it looks again until the page is back.
GONE = b'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="2"><p>404: no such page now.</p>'


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument("--port", type=int, default=8000, help="default: %(default)s")
    parser.add_argument("--no-run", action="store_true", help="do not run snippets that are saved")
    arguments = parser.parse_args()
    return exit_status(lambda: serve(project_of(arguments), arguments.port, runs=not arguments.no_run))


def serve(project: Project, port: int, *, runs: bool) -> int:
    _refuse_taken(port)
    attempts = folder_of_attempts(project)
    attempts.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="paotong-serve-") as name:
        site = Path(name)
        print("Building both languages …", flush=True)
        with both_languages(project, site, f"http://{HOST}:{port}") as update:
            server = LiveReloadServer(update, HOST, port, str(site))
            server.error_handler = {404: GONE}.get
            for path in watched(project):
                server.watch(str(path))
            with running_what_is_saved(project) if runs else nullcontext():
                print(f"Both languages: http://{HOST}:{port}/  (Ctrl-C ends it)", flush=True)
                try:
                    server.serve()  # type: ignore[no-untyped-call]
                except KeyboardInterrupt:
                    pass
                finally:
                    server.shutdown()
    return 0


@contextmanager
def both_languages(project: Project, site: Path, address: str) -> Iterator[Callable[[], None]]:
    """Both, built into a folder, each by a process of its own; gives what brings them level with what is saved."""
    os.environ.update(ENVIRONMENT)  # for these processes
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        builders = {
            language: stack.enter_context(
                ProcessPoolExecutor(1, context, begin, (project.root, language, site, address))
            )
            for language in LANGUAGES
        }

        def update() -> None:
            with one_build_at_a_time(project):
                said = {language: builder.submit(level_with_saved) for language, builder in builders.items()}
                for language, future in said.items():
                    if error := future.result():
                        print(f"{CONFIGURATIONS[language]} did not build:\n{error}\n", file=sys.stderr, flush=True)
                shutil.copyfile(project.root / "docs" / "index.html", site / "index.html")

        try:
            update()
            yield update
        finally:
            for process in multiprocessing.active_children():
                process.kill()  # at once, whatever it is doing


def _refuse_taken(port: int) -> None:
    """Before anything is built for it."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError) as error:
            found = error.strerror if isinstance(error, OSError) else error
            cure = "name another: make serve PORT=8765, or --port 8765"
            raise PaotongError(f"port {port}", f"{found}", cure=cure) from None


if __name__ == "__main__":
    sys.exit(main())
