"""Which calls of the kernel no process in the sandbox may make: what namespaces do not hold.

A filter as seccomp(2) takes it: a program for the kernel's small machine of BPF, which
looks at the number of each call and at its first argument. bubblewrap loads it.
"""

from __future__ import annotations

import errno
import platform
import struct
from dataclasses import dataclass

# An instruction, how many to skip where it holds and where it does not, and what it is about.
Step = tuple[int, int, int, int]


@dataclass(frozen=True)
class Machine:
    """How a kind of processor numbers what is asked for. audit: its own name for seccomp."""

    audit: int
    socket: int
    # Keyrings belong to whoever is logged in, and may hold tokens.
    add_key: int
    request_key: int
    keyctl: int
    # Does what other calls do, and no filter sees it.
    io_uring_setup: int = 425


MACHINES = {
    "x86_64": Machine(0xC000003E, 41, 248, 249, 250),
    "aarch64": Machine(0xC00000B7, 198, 217, 218, 219),
}
# Of sockets: UNIX, INET, INET6, NETLINK. A namespace of networks holds these. Not VSOCK, which leads out of a virtual
# machine, nor any that no lesson needs.
FAMILIES = (1, 2, 10, 16)
X32 = 0x40000000  # from here on the calls of another way to use an x86_64

# Where in the data of a call to look.
NUMBER, AUDIT, FIRST_ARGUMENT = 0, 4, 16
# Instructions: load a word, compare, return.
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


def filter_program() -> bytes:
    """For a processor that is not in the table it refuses nothing."""
    machine = MACHINES.get(platform.machine())
    program = _program(machine) if machine else [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in program)


def _program(machine: Machine) -> list[Step]:
    forbidden = (machine.add_key, machine.request_key, machine.keyctl, machine.io_uring_setup)
    # Each comparison skips so many instructions where it holds, and so many where it does not.
    families = [(EQUAL, len(FAMILIES) - at, 0, family) for at, family in enumerate(FAMILIES)]
    return [
        (LOAD, 0, 0, AUDIT),
        (EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, NUMBER),
        *_refused(AT_LEAST, X32),
        *(step for number in forbidden for step in _refused(EQUAL, number)),
        (EQUAL, 0, len(families) + 2, machine.socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        *families,
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]


def _refused(comparison: int, number: int) -> list[Step]:
    return [(comparison, 0, 1, number), (RETURN, 0, 0, REFUSE)]
