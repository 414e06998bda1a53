"""Removes what a stranger's program left: however deep it is, whatever modes it has, and through no link."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def clear(folder: Path) -> None:
    """As far as the system lets us."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # Python goes as deep as its stack, and no further where a folder may not be read. These do.
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            subprocess.run([*command, "--", str(folder)], capture_output=True)
