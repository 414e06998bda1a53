"""The picture that others show of a page where somebody shares it: its figure on a white card, as PNG.

They show neither SVG nor AVIF. A card is kept in .cache/cards/ by what it was made from, so each is made once.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from paotong.render.publish import PUBLISHED
from paotong.whole import write_whole

if TYPE_CHECKING:
    from PIL.Image import Image

# What those who show it ask for.
WIDTH, HEIGHT = 1200, 630
MARGIN = 30
FOLDER = "cards"
# A new one where cards are made otherwise.
VERSION = "1"


def card_of(figure: Path, site: Path, cache: Path) -> str:
    """Make the card of a figure of a built site; gives its path on the site. Both languages share it.

    Empty where the file is no figure.
    """
    parts = figure.relative_to(site).with_suffix(".png").parts
    if parts[1:2] != (PUBLISHED,):
        return ""
    card = site.joinpath(FOLDER, *parts[2:])
    if not card.is_file():
        content = figure.read_bytes()
        kept = cache / FOLDER / f"{hashlib.sha256(VERSION.encode() + content).hexdigest()}.png"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, _drawn(figure, content))
        card.parent.mkdir(parents=True, exist_ok=True)
        write_whole(card, kept.read_bytes())
    return card.relative_to(site).as_posix()


def _drawn(figure: Path, content: bytes) -> bytes:
    from PIL import Image  # here, since a build mostly finds all cards in the cache

    picture = _picture(figure, content)
    scale = min((WIDTH - 2 * MARGIN) / picture.width, (HEIGHT - 2 * MARGIN) / picture.height)
    size = round(picture.width * scale), round(picture.height * scale)
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    card.paste(picture.resize(size, Image.Resampling.LANCZOS), ((WIDTH - size[0]) // 2, (HEIGHT - size[1]) // 2))
    file = io.BytesIO()
    # A figure has few colours.
    card.quantize(128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _picture(figure: Path, content: bytes) -> Image:
    import resvg_py
    from PIL import Image

    if figure.suffix == ".svg":
        # Larger than it will be, so that lines stay sharp. Without a resolution its points have no size.
        text = content.decode("utf-8")
        content = resvg_py.svg_to_bytes(svg_string=text, background="white", dpi=96, zoom=3, skip_system_fonts=True)
    return Image.open(io.BytesIO(content)).convert("RGB")
