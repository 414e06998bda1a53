"""A zip that is the same to the byte whenever and wherever its files are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# The first day that a zip can tell of.
DATE = (1980, 1, 1, 0, 0, 0)
# A plain file that all may read and its owner may write; without this, unzip gives it to nobody.
MODE = 0o100644 << 16
# Packed already: to pack them again takes time and saves nothing.
PACKED = (".avif", ".gz", ".png", ".webp", ".woff2", ".zip")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """files: by their path in the zip."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, DATE)
            entry.create_system = 3  # Unix, wherever it is made: what MODE means depends on it
            entry.external_attr = MODE
            entry.compress_type = zipfile.ZIP_STORED if path.endswith(PACKED) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return kept.getvalue()
