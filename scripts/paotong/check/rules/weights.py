"""Weights: what the pictures of a page cost on a slow line.

A lesson's page is to take at most 200 kB before anything on it moves. Of these the theme takes 61 (style sheets and
scripts) and the longest page of text 24, measured as servers send them: gzipped. The limits leave room for longer
pages and for mathematics.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from paotong.check.finding import Finding
from paotong.check.source_page import SourcePage
from paotong.check.sources import Sources
from paotong.errors import PaotongError
from paotong.project import LANGUAGES
from paotong.render.publish import PUBLISHED
from paotong.run.result import Figure

KB = 1000
HEAVIEST_STILL = 40 * KB
HEAVIEST_ANIMATION = 200 * KB
# Of one lesson's page, together.
STILLS_OF_A_PAGE = 80 * KB
ANIMATIONS_OF_A_PAGE = 300 * KB

PICTURES = (".svg", ".avif", ".webp", ".png", ".jpg", ".jpeg", ".gif")
LIGHTER_STILL = "draw fewer points, as `x[::5]`, or smaller, as `plt.subplots(figsize=(4, 3))`"
LIGHTER_DRAWING = f"{LIGHTER_STILL}; or make what has many points a picture, as `ax.plot(x, y, rasterized=True)`"
LIGHTER_ANIMATION = "give it fewer frames, as `frames=40`, or draw it smaller, as `plt.subplots(figsize=(4, 3))`"
LIGHTER_FILE = (
    "make setup && .venv/bin/python -c \"from PIL import Image; image = Image.open('{name}'); "
    "image.thumbnail((1000, 1000)); image.save('{small}', quality=60)\""
)


def weights(sources: Sources) -> Iterator[Finding]:
    """No picture is too heavy for a slow line."""
    for slug, program in sources.programs.items():
        record = sources.shelf.program(slug)[1].shown
        for result in record.run.cells if record else ():
            place = f"snippets/{slug}.py:{next(cell.line for cell in program.cells if cell.name == result.name)}"
            for figure in result.figures:
                yield from _too_heavy(figure, place, sources)
    for file in _pictures_of_pages(sources):
        if (weighs := weight([file], HEAVIEST_STILL)) > HEAVIEST_STILL:
            name = sources.project.place(file)
            cure = LIGHTER_FILE.format(name=name, small=Path(name).with_suffix(".webp").as_posix())
            yield _finding(name, "the picture weighs", weighs, HEAVIEST_STILL, cure)


def page_weights(sources: Sources) -> Iterator[Finding]:
    """All pictures of a lesson's page together are not too heavy for a slow line."""
    for page in sources.all_pages():
        if not page.slug or page.expanded.problems:
            continue
        figures = _figures_of(page)
        stills = [figure.still or figure.path for figure in figures]
        moving = [figure.path for figure in figures if figure.still]
        for what, files, most, cure in (
            ("its pictures weigh", stills, STILLS_OF_A_PAGE, LIGHTER_DRAWING),
            ("its animations weigh", moving, ANIMATIONS_OF_A_PAGE, LIGHTER_ANIMATION),
        ):
            if (weighs := weight(files, most)) > most:
                heaviest = max(files, key=lambda file: weight([file]))
                cure = f"in {sources.project.place(heaviest)}, the heaviest: {cure}"
                yield _finding(page.name, what, weighs, most, cure)


def weight(files: list[Path], most: int = 0) -> int:
    """In bytes, as a server sends them. most: where they are not even as they lie above that, this is not looked at."""
    plain = sum(file.stat().st_size for file in files)
    if plain <= most:
        return plain
    # Drawings shrink to a quarter; all other pictures are as small as they get.
    return sum(
        len(gzip.compress(file.read_bytes(), 6)) if file.suffix == ".svg" else file.stat().st_size for file in files
    )


def _too_heavy(figure: Figure, place: str, sources: Sources) -> Iterator[Finding]:
    still = figure.still or figure.path
    limits = [(still, HEAVIEST_STILL, LIGHTER_DRAWING if still.suffix == ".svg" else LIGHTER_STILL)]
    if figure.still:
        limits.append((figure.path, HEAVIEST_ANIMATION, LIGHTER_ANIMATION))
    for file, most, cure in limits:
        if (weighs := weight([file], most)) > most:
            yield _finding(place, f"{sources.project.place(file)} weighs", weighs, most, cure)


def _figures_of(page: SourcePage) -> list[Figure]:
    """Each once, however often it is shown."""
    found = {}
    for directive in page.directives:
        result = page.expanded.lesson(directive.slug).result(directive.cell) if directive.cell else None
        for figure in result.figures if result and "figure" in directive.show else ():
            found[figure.path] = figure
    return list(found.values())


def _pictures_of_pages(sources: Sources) -> Iterator[Path]:
    """Those that people put beside pages, or into the theme."""
    root = sources.project.root
    for folder in (*map(sources.project.docs, LANGUAGES), root / "theme"):
        for file in sorted(folder.rglob("*.*")):
            if file.suffix.lower() in PICTURES and PUBLISHED not in file.relative_to(root).parts:
                yield file


def _finding(place: str, what: str, weighs: int, most: int, cure: str) -> Finding:
    return Finding(
        PaotongError(
            place, f"{what} {weighs / KB:.0f} kB", expected=f"at most {most // KB} kB, for a slow line", cure=cure
        )
    )
