"""The outer wall: bubblewrap, which shows a process nothing but Python, the system's libraries and our workspace.

Inside there is no network, no home, no repository, and no process but its own. What is
set up here is for the servers; walls.py parts their runs from each other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paotong
from paotong.errors import PaotongError
from paotong.run.seccomp import filter_program

# Read-only, where a system has them. Of /etc just what libraries look up.
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/sbin", "/nix/store", "/sys/devices/system")
SETTINGS = (
    "alternatives",
    "fonts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "ssl/certs",
)
# One by one: bubblewrap's own /dev comes with a second namespace of users, in which a server could not part its runs.
DEVICES = ("full", "null", "random", "urandom", "zero")
# Does nothing, so that it may be the first process of a run's namespace: all others end with it.
IDLER = shutil.which("sleep", path="/usr/bin:/bin") or "/usr/bin/sleep"
# Nobody of this machine.
PASSWD = "lesson:x:1000:1000::/:/bin/sh\n"
GROUP = "lesson:x:1000:\n"
HOSTS = "127.0.0.1 localhost\n"
# What a server needs to part its runs: namespaces and mounts, and to forbid them to the runs.
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_RESOURCE")


class NoSandboxError(Exception):
    """Why there can be none."""

    def as_error(self) -> PaotongError:
        """For who asked for one."""
        return PaotongError(
            "bubblewrap",
            f"programs cannot be walled off here: {self}",
            expected="a sandbox, as --sandboxed asks for",
            cure="apt install bubblewrap; in a container, allow it namespaces of its own. Or run what you have read",
        )

    def tell(self) -> None:
        """For who did not, but should know."""
        from tqdm import tqdm  # here, since most commands run nothing

        tqdm.write(f"Note: programs run without a sandbox, since {self}. See README.md.", file=sys.stderr)


NOWHERE = NoSandboxError("only on Linux can we use one")


@dataclass(frozen=True)
class Sandbox:
    """words: bubblewrap and what it is told. filter: a file with what seccomp.py made."""

    words: list[str]
    filter: Path

    @contextmanager
    def command(self) -> Iterator[tuple[list[str], list[int]]]:
        """The start of a command that puts what follows behind the wall, and the descriptors that it needs."""
        with self.filter.open("rb") as file:
            yield [*self.words, "--seccomp", str(file.fileno()), "--"], [file.fileno()]


def sandbox(workspace: Path) -> Sandbox:
    """workspace: the one folder that can be written. Raises NoSandboxError where the system does not allow one."""
    program = shutil.which("bwrap")
    if not program:
        raise NoSandboxError("bubblewrap is not installed")
    words = [program, *_namespaces(), *_system(), *_python(), *_people(workspace)]
    words += ["--bind", str(workspace), str(workspace), "--remount-ro", "/"]
    # With no process of bubblewrap's own inside: it would not tell the system of the time that those in it took.
    words += ["--die-with-parent", "--as-pid-1"]
    made = Sandbox(words, workspace / "seccomp")
    made.filter.write_bytes(filter_program())
    with made.command() as (command, descriptors):
        tried = subprocess.run([*command, IDLER, "0"], pass_fds=descriptors, capture_output=True, text=True)
    if tried.returncode:
        raise NoSandboxError(f"bubblewrap says: {tried.stderr.strip() or tried.returncode}")
    return made


def _namespaces() -> list[str]:
    kinds = ("user", "pid", "net", "ipc", "uts", "cgroup-try")
    identity = ["--uid", "1000", "--gid", "1000", "--hostname", "lesson"]
    capabilities = [word for name in CAPABILITIES for word in ("--cap-add", name)]
    return [*(f"--unshare-{kind}" for kind in kinds), *identity, "--cap-drop", "ALL", *capabilities]


def _system() -> list[str]:
    words = ["--proc", "/proc", "--tmpfs", "/dev/shm", "--symlink", "/proc/self/fd", "/dev/fd"]
    for name in DEVICES:
        words += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for path in SYSTEM:
        if Path(path).is_symlink():
            words += ["--symlink", str(Path(path).readlink()), path]
        else:
            words += ["--ro-bind-try", path, path]
    for name in SETTINGS:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return words


def _python() -> list[str]:
    """This interpreter, its packages, and our own."""
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    folders = {sys.base_prefix, sys.prefix, str(Path(paotong.__file__).parent), *filter(os.path.isabs, libraries)}
    # A folder before those in it, which else it would hide.
    words = [word for folder in sorted(folders - {"/", "/usr"}) for word in ("--ro-bind-try", folder, folder)]
    # It may hold the token of a package index.
    settings = Path(sys.prefix, "pip.conf")
    return [*words, "--ro-bind", os.devnull, str(settings)] if settings.is_file() else words


def _people(workspace: Path) -> list[str]:
    words = []
    for name, text in (("passwd", PASSWD), ("group", GROUP), ("hosts", HOSTS)):
        (workspace / name).write_text(text, encoding="utf-8")
        words += ["--ro-bind", str(workspace / name), f"/etc/{name}"]
    return words
