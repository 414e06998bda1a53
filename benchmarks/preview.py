"""How long it takes from saving a sentence to a page that shows it, in sites of several sizes.

A server of each kind is started on a generated checkout, a sentence of one lesson is
saved again and again, and its page is asked for until it shows it.

    mkdocs serve, without ours    MkDocs as it is: every page is built again
    mkdocs serve --dirty          MkDocs' own short cut, without ours
    mkdocs serve                  with the plugin paotong-preview
    scripts/serve.py              both languages from one address

Example:
  python benchmarks/preview.py --sizes 21 130 --saves 5
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generated_site import generate
from measure import machine, table
from paotong.project import Project
from paotong.site import ENVIRONMENT

LESSON = "pytorch/variable"
PLUGIN = "  paotong-preview: {}\n"
SERVE = Project().root / "scripts" / "serve.py"
MKDOCS = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr"]
# A page that is not there after so many seconds is not waited for any longer.
LONGEST = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[21, 130], help="how many lessons, in two languages")
    parser.add_argument("--saves", type=int, default=5, help="of each, of which the median counts")
    arguments = parser.parse_args()
    rows = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as name:
            project = generate(Project(), Path(name) / "checkout", size)
            for kind, plugin, command in (
                ("mkdocs serve, without ours", False, [*MKDOCS, "127.0.0.1:{port}"]),
                ("mkdocs serve --dirty", False, [*MKDOCS, "127.0.0.1:{port}", "--dirty"]),
                ("mkdocs serve", True, [*MKDOCS, "127.0.0.1:{port}"]),
                ("scripts/serve.py", True, [sys.executable, str(SERVE), "--root", ".", "--port", "{port}"]),
            ):
                with configured(project, plugin):
                    first, saves = measure(project, command, arguments.saves)
                median, slowest = statistics.median(saves), max(saves)
                rows.append([str(2 * size), kind, f"{first:.1f}", f"{median:.2f}", f"{slowest:.2f}"])
                print(" ".join(rows[-1]), flush=True)
    print(f"\n{machine()}; wall seconds, medians of {arguments.saves}\n")
    print(table(["lesson pages", "server", "until the first page", "save to page", "slowest"], rows))


@contextmanager
def configured(project: Project, plugin: bool) -> Iterator[None]:
    """With our plugin in the configuration, or without it."""
    file = project.root / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    assert PLUGIN in text
    if not plugin:
        file.write_text(text.replace(PLUGIN, ""), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(text, encoding="utf-8")


def measure(project: Project, command: list[str], saves: int) -> tuple[float, list[float]]:
    """Seconds from the start to the first page, and from each save to the page that shows it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    page = project.docs("zh") / f"{LESSON}.md"
    text = page.read_text(encoding="utf-8")
    url = f"http://127.0.0.1:{port}/zh/{LESSON}.html"
    began = time.monotonic()
    server = subprocess.Popen(
        [part.format(port=port) for part in command],
        cwd=project.root,
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(url, "</html>")
        first = time.monotonic() - began
        time.sleep(2)
        taken = []
        for number in range(saves):
            sentence = f"Saved for the {number + 1}. time."
            page.write_text(f"{text}\n\n{sentence}\n", encoding="utf-8")
            saved = time.monotonic()
            wait_for(url, sentence)
            taken.append(time.monotonic() - saved)
            time.sleep(1.1)  # so that the next save has another time, for who looks at whole seconds
        return first, taken
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        page.write_text(text, encoding="utf-8")


def wait_for(url: str, sentence: str) -> None:
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=LONGEST) as answer:
                if sentence in answer.read().decode():
                    return
        except (urllib.error.URLError, ConnectionError):
            pass  # not yet
        time.sleep(0.02)
    raise TimeoutError(f"{url} does not show {sentence!r} after {LONGEST:.0f} s")


if __name__ == "__main__":
    main()
