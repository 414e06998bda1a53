"""The other tools that run the programs of a page, each from PyPI and in an environment of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

from measure import Cost, cost_of
from workload import REPOSITORY, SURROUNDINGS, Lesson, lessons, put

PLACE = REPOSITORY / ".cache" / "benchmarks"
# The same for all, and the same as ours: once on the disk, and on the path of each environment.
COMMON = "torch==2.13.0 numpy==2.4.6 matplotlib==3.11.2"
PNG, GALLERY = "data:image/png;base64", r"glr_plot_lesson-\d+_001"


@dataclass(frozen=True)
class Peer:
    """install: what pip installs, the tool itself first. command: builds cold what `write` has just written.

    page: the path of what it makes of a lesson. figure: a pattern of what stands there if the lesson draws.
    surroundings: what it needs to be otherwise than for the others.
    """

    install: str
    write: Callable[[Path, Sequence[Lesson]], None]
    command: str
    page: str
    figure: str
    surroundings: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.install.split()[0]

    def set_up(self) -> None:
        """Make the environment, if it is not there."""
        _environment(PLACE / self.name, self.install, _environment(PLACE / "common", COMMON))

    def build(self, folder: Path, of: Sequence[Lesson]) -> Cost:
        """Build what is written there. Raises RuntimeError where it fails, or shows less than all the outputs."""
        first, *rest = self.command.split()
        command: list[str | Path] = [PLACE / self.name / "bin" / first, *rest]
        cost = cost_of(command, folder=folder, environment=SURROUNDINGS | self.surroundings)
        for lesson in of:
            page = (folder / self.page.format(lesson.name)).read_text(encoding="utf-8")
            if lesson.check not in page or (lesson.draws and not re.search(self.figure, page)):
                raise RuntimeError(f"{self.name} does not show all of {lesson.name}")
        return cost

    def cold(self, folder: Path) -> Cost:
        """Build from nothing: no cache of an earlier build is left."""
        shutil.rmtree(folder, ignore_errors=True)
        self.write(folder, lessons())
        return self.build(folder, lessons())


def _environment(folder: Path, packages: str, common: Path | None = None) -> Path:
    """Its site-packages. common: that of another, on whose packages it builds."""
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    site = Path(subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    if not done.exists():
        print(f"  installing {packages}", flush=True)
        if common:
            (site / "common.pth").write_text(f"{common}\n", encoding="utf-8")
        # pip writes the bytecode too.
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages.split(), *COMMON.split()], check=True)
        done.touch()
    return site


def _mkdocs(plugins: str) -> str:
    extensions = "markdown_extensions: [attr_list, pymdownx.superfences]"
    return f"site_name: Lessons\ntheme: {{name: material, font: false}}\n{extensions}\nplugins: [search, {plugins}]\n"


def _markdown_exec(folder: Path, of: Sequence[Lesson]) -> None:
    put(folder / "mkdocs.yml", _mkdocs("markdown-exec"))
    put(folder / "docs/index.md", "# Lessons\n")
    # It knows nothing of figures: its documentation has the program print them as SVG.
    save = "import io\n\nsvg = io.StringIO()\nfig.savefig(svg, format='svg')\nplt.close(fig)\nprint(svg.getvalue())\n"
    for lesson in of:
        blocks = []
        for name, code in lesson.cells:
            look, more = ('html="1"', save) if name == "draw" else ('result="text"', "")
            head = f'```python exec="1" source="above" session="{lesson.name}" {look}'
            blocks.append(f"{head}\n{code}{more}```\n")
        put(folder / "docs" / f"{lesson.name}.md", "\n".join([f"# {lesson.name}\n\n{lesson.prose}\n", *blocks]))


def _gallery(folder: Path, of: Sequence[Lesson]) -> None:
    for lesson in of:
        title = f'"""\n{lesson.name}\n{"=" * len(lesson.name)}\n\n{lesson.prose}\n"""\n'
        put(folder / f"plot_{lesson.name}.py", title + lesson.percent)


def _sphinx_gallery(folder: Path, of: Sequence[Lesson]) -> None:
    settings = 'sphinx_gallery_conf = {"examples_dirs": "examples", "gallery_dirs": "lessons"}\n'
    put(folder / "conf.py", f'project = "Lessons"\nextensions = ["sphinx_gallery.gen_gallery"]\n{settings}')
    put(folder / "index.rst", "Lessons\n=======\n\n.. toctree::\n\n   lessons/index\n")
    put(folder / "examples/GALLERY_HEADER.rst", "Lessons\n=======\n")
    _gallery(folder / "examples", of)


def _mkdocs_gallery(folder: Path, of: Sequence[Lesson]) -> None:
    plugin = "gallery: {examples_dirs: docs/examples, gallery_dirs: docs/lessons}"
    # It fails without `nav`.
    put(folder / "mkdocs.yml", f"{_mkdocs(plugin)}nav: [index.md, lessons]\n")
    put(folder / "docs/index.md", "# Lessons\n")
    put(folder / "docs/examples/README.md", "# Lessons\n")
    _gallery(folder / "docs/examples", of)


def _myst_nb(folder: Path, of: Sequence[Lesson]) -> None:
    settings = 'nb_execution_mode = "cache"\nnb_execution_raise_on_error = True\nnb_execution_timeout = 300\n'
    put(folder / "conf.py", f'project = "Lessons"\nextensions = ["myst_nb"]\n{settings}')
    put(folder / "index.md", "# Lessons\n\n```{toctree}\n:glob:\nlesson-*\n```\n")
    head = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
    for lesson in of:
        blocks = [f"```{{code-cell}} ipython3\n{code}```\n" for _, code in lesson.cells]
        put(folder / f"{lesson.name}.md", "\n".join([f"{head}\n# {lesson.name}\n\n{lesson.prose}\n", *blocks]))


def _mkdocs_jupyter(folder: Path, of: Sequence[Lesson]) -> None:
    put(folder / "mkdocs.yml", _mkdocs("mkdocs-jupyter: {execute: true, allow_errors: false}"))
    put(folder / "docs/index.md", "# Lessons\n")
    for lesson in of:
        title = f"# %% [markdown]\n# # {lesson.name}\n#\n# {lesson.prose}\n\n"
        put(folder / "docs" / f"{lesson.name}.py", title + lesson.percent)


def _marimo(folder: Path, of: Sequence[Lesson]) -> None:
    head = "import marimo\n\napp = marimo.App()\n"
    for lesson in of:
        cells = [f'import marimo as mo\n\nmo.md("# {lesson.name}\\n\\n{lesson.prose}")\n']
        # It shows the value of a cell's last line.
        cells += [code + ("fig\n" if name == "draw" else "") for name, code in lesson.cells]
        # It finds out by itself what a cell takes and gives.
        bodies = [f"\n\n@app.cell\ndef _():\n{indent(code, '    ')}    return\n" for code in cells]
        put(folder / "notebooks" / f"{lesson.name}.py", head + "".join(bodies))


MATERIAL, SPHINX = "mkdocs build", "sphinx-build -q -b html . _build"
MARIMO = "marimo export session --no-sandbox --no-continue-on-error notebooks"
# The kernels of two choose how to show figures, unless the environment does.
KERNELS = {"MPLBACKEND": ""}

# Each runs with its own defaults, one job at a time: of those that can do several
# (sphinx-gallery's `parallel`, Sphinx's -j) none does so unless asked.
# marimo makes no site of many pages: that is the execution alone.
PEERS = (
    Peer("markdown-exec mkdocs mkdocs-material", _markdown_exec, MATERIAL, "site/{}/index.html", "Matplotlib v"),
    Peer("sphinx-gallery sphinx", _sphinx_gallery, SPHINX, "_build/lessons/plot_{}.html", GALLERY),
    Peer(
        "mkdocs-gallery mkdocs mkdocs-material", _mkdocs_gallery, MATERIAL, "site/lessons/plot_{}/index.html", GALLERY
    ),
    Peer("myst-nb jupyter-cache sphinx", _myst_nb, SPHINX, "_build/{}.html", r"_images/\w+\.png", KERNELS),
    Peer("mkdocs-jupyter mkdocs mkdocs-material", _mkdocs_jupyter, MATERIAL, "site/{}/index.html", PNG, KERNELS),
    Peer("marimo", _marimo, MARIMO, "notebooks/__marimo__/session/{}.py.json", PNG),
)
