"""Which socket of this machine is at the other end of a TCP connection, and which process holds a socket.

The kernel is asked (sock_diag(7), one exchange over netlink); where it doesn't answer, its table is read
(`/proc/net/tcp`). Linux only: elsewhere there is no such socket to be found.
"""

import os
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

Address = tuple[str, int]
_NETLINK_SOCK_DIAG, _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST = 4, 20, 1
_HEADER = struct.Struct("=IHHII")
_REQUEST = struct.Struct("=BBBBI")
_PORTS = struct.Struct("!HH")
_ANY_STATE = 0xFFFFFFFF
_ANSWER_S = 1.0


@dataclass(frozen=True)
class Peer:
    """A socket as the kernel knows it: its owner's user id, and its number; 0 when no process holds it any more."""

    user: int
    inode: int


def peer_of(ours: Address, theirs: Address) -> Peer | None:
    """The socket at `theirs` that is connected to `ours`; None when this machine has none there."""
    with suppress(OSError, struct.error):
        found = _asked(ours, theirs)
        if found is not None:
            return found
    return _listed(ours[1], theirs)


def holds(pid: int, inode: int) -> bool:
    """Whether a process has that socket open; False when it has ended or can't be looked at."""
    link = f"socket:[{inode}]"
    with suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):  # noqa: PTH208 - thousands of names
            with suppress(OSError):
                if os.readlink(f"/proc/{pid}/fd/{name}") == link:  # noqa: PTH115
                    return True
    return False


def holder_of(inode: int, user: int) -> int | None:
    """A process of that user that has the socket open; None when there is none."""
    return next((pid for pid in _processes(user) if holds(pid, inode)), None)


def _processes(user: int) -> Iterator[int]:
    """The youngest first: who asks has mostly begun after the emulator."""
    for name in sorted(os.listdir("/proc"), key=lambda name: (len(name), name), reverse=True):  # noqa: PTH208
        with suppress(OSError):
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == user:  # noqa: PTH116
                yield int(name)


def _asked(ours: Address, theirs: Address) -> Peer | None:
    family = socket.AF_INET6 if ":" in theirs[0] else socket.AF_INET
    addresses = b"".join(socket.inet_pton(family, host).ljust(16, b"\0") for host in (theirs[0], ours[0]))
    body = _REQUEST.pack(family, socket.IPPROTO_TCP, 0, 0, _ANY_STATE) + _PORTS.pack(theirs[1], ours[1]) + addresses
    body += struct.pack("=III", 0, 0xFFFFFFFF, 0xFFFFFFFF)
    message = _HEADER.pack(_HEADER.size + len(body), _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 1, 0) + body
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as channel:
        channel.settimeout(_ANSWER_S)
        channel.sendto(message, (0, 0))
        answer = channel.recv(4096)
    if _HEADER.unpack_from(answer)[1] != _SOCK_DIAG_BY_FAMILY:
        return None
    return Peer(*struct.unpack_from("=II", answer, _HEADER.size + 64))


def _listed(port: int, theirs: Address) -> Peer | None:
    """The same from the tables, whatever address of ours it is connected to."""
    wanted = {f"{text}:{theirs[1]:04X}" for text in _written(theirs[0])}
    for row in _rows():
        if row[1] in wanted and row[2].endswith(f":{port:04X}"):
            return Peer(int(row[7]), int(row[9]))
    return None


def _rows() -> Iterable[list[str]]:
    for table in ("tcp", "tcp6"):
        with suppress(OSError), open(f"/proc/net/{table}", encoding="ascii") as file:  # noqa: PTH123
            next(file, None)
            yield from (line.split() for line in file)


def _written(host: str) -> list[str]:
    """An address as the tables write it: words of 32 bits in the machine's order; IPv4 as mapped into IPv6 too."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    packed = socket.inet_pton(family, host)
    forms = [packed] if family == socket.AF_INET6 else [packed, b"\0" * 10 + b"\xff\xff" + packed]
    return ["".join(f"{word:08X}" for word in struct.unpack(f"={len(form) // 4}I", form)) for form in forms]


def is_own(theirs: Address, ours: Address) -> bool:
    """Whether this process itself has the socket at `theirs` that is connected to `ours`: any Unix tells."""
    for name in os.listdir("/dev/fd"):  # noqa: PTH208
        with suppress(OSError, ValueError):
            copy = os.dup(int(name))
            if _joins(copy, theirs, ours):
                return True
    return False


def _joins(descriptor: int, theirs: Address, ours: Address) -> bool:
    """Whether a descriptor, which is closed, is the socket between the two."""
    try:
        found = socket.socket(fileno=descriptor)
    except OSError:
        os.close(descriptor)
        return False
    with found:
        return found.getsockname()[:2] == theirs[:2] and found.getpeername()[:2] == ours[:2]
