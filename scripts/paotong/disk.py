"""What a disk may refuse, in words that say how to go on."""

from __future__ import annotations

import errno
import os
import re

from paotong.errors import PaotongError

_ROOM = "make room on that disk, then the same command again"
_RIGHTS = "see whose it is (`ls -ld`), and make it yours to write to (`chmod u+w`, or `chown`)"
# What is the disk's doing, and no mistake in our code.
CURES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "allow larger files (`ulimit -f unlimited`), then the same command again",
    errno.EROFS: "mount it for writing, or work in a copy of the checkout elsewhere",
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
}


def refused(place: str, error: OSError, expected: str = "", what: str = "written") -> PaotongError:
    """place: what was to be written, or whatever else."""
    cure = CURES.get(error.errno or 0, "see to the disk, then the same command again")
    return PaotongError(place, f"cannot be {what}: {error.strerror or error}", expected=expected, cure=cure)


def disk_error(said: str) -> OSError | None:
    """The error in what another program said of its end, where it came to that because a disk took no more."""
    for number in map(int, re.findall(r"\[Errno (\d+)\]", said)):
        if number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            return OSError(number, os.strerror(number))
    return None
