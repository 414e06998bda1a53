"""Ends a worker's session: itself, and every process that it left behind in it."""

from __future__ import annotations

import os
import signal


def end_session(leader: int) -> None:
    """leader: the process that the session is named after."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # it has no session of its own yet, or nothing of it is left
