"""The inner walls: each run has processes, network, shared memory and a file system of its own, and no privilege.

Used in a server that is in the sandbox of sandbox.py, and only there: it has the
capabilities for it, which a run then loses. Nothing here can be undone from within.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from paotong.run import kernel
from paotong.run.sandbox import DEVICES, IDLER

# The shared memory that a program may take; its scratch folder is limited elsewhere.
SHARED_MEMORY = "size=256m,mode=1777"
# What bubblewrap may have covered in /proc; below a cover the system gives no new one.
COVERED = ("sys", "sysrq-trigger", "irq", "bus")


def fork_apart(workspace: str) -> tuple[int, int]:
    """Fork into a new namespace of processes, which ends with its first one. Gives the fork's number and the first's.

    The number is 0 in the fork, as with os.fork. workspace: for whoever wonders whose the idle process is.
    """
    ours = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    kernel.unshare(kernel.NEW_PIDS)
    first = os.posix_spawn(IDLER, [IDLER, "infinity"], {"PAOTONG_WORKSPACE": workspace})
    pid = -1
    try:
        pid = os.fork()
    finally:
        if pid:
            kernel.enter(ours, kernel.NEW_PIDS)
        if pid < 0:
            os.kill(first, signal.SIGKILL)
            os.waitpid(first, 0)
        os.close(ours)
    return pid, first


def enclose(workspace: str, own: Sequence[str]) -> None:
    """Shut this process in. own: folders in the workspace that it keeps; it no longer sees the others."""
    kernel.unshare(kernel.NEW_MOUNTS | kernel.NEW_NETWORK | kernel.NEW_IPC)
    _show_own_processes()
    # Through their descriptors, since their paths are about to be hidden.
    kept = [(folder, os.open(folder, os.O_PATH)) for folder in own]
    kernel.mount("tmpfs", workspace, "tmpfs", kernel.NO_SETUID | kernel.NO_DEVICES, "size=64k,mode=755")
    for folder, descriptor in kept:
        Path(folder).mkdir(parents=True)
        kernel.mount(f"/proc/self/fd/{descriptor}", folder, flags=kernel.BIND)
        os.close(descriptor)
    kernel.make_read_only(workspace)
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", kernel.NO_SETUID | kernel.NO_DEVICES, SHARED_MEMORY)
    _keep_devices_as_they_are()
    kernel.drop_capabilities()


def _keep_devices_as_they_are() -> None:
    """They are this machine's own, and its superuser's run could change their modes. They still work where they lie."""
    for name in DEVICES:
        kernel.mount("", f"/dev/{name}", flags=kernel.REMOUNT | kernel.BIND | kernel.READ_ONLY | kernel.NO_SETUID)
    # The one that stdin is was opened before.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _show_own_processes() -> None:
    for name in COVERED:
        kernel.unmount(f"/proc/{name}")
    kernel.mount("proc", "/proc", "proc", kernel.NO_SETUID | kernel.NO_DEVICES | kernel.NO_EXEC)
    # A namespace of users would give a program privileges in it, and so more of the kernel to play with.
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    # Where the superuser started us, /proc/sys would obey: a file in it names a program for the whole machine to run.
    kernel.make_read_only("/proc")
