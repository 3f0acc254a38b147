"""Whether the program at the other end of a connection is a function: told by what the kernel knows of its socket.

A function can send any header, sign with any key and bind any port, but it can't leave its ancestry: every process of
it is below the emulator's own, for the zygote starts it and the namespace's first process (or the supervisor) adopts
its orphans. So the holder of the socket is looked for, and followed upwards. Who can't be found counts as a function:
one that closed its socket before the answer, or hides its descriptors. Needs `/proc`; elsewhere nobody is told apart.
"""

import os
import re
import socket
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

REMEMBERED = 32
"""How many programs that asked are looked at before all others, most recent first."""
Sent = tuple[str, int]


class Peers:
    """Tells functions from other programs. May be asked from any thread."""

    def __init__(self, server_port: int, proc: Path = Path("/proc"), emulator: int | None = None) -> None:
        """Functions are the descendants of the process `emulator`, this one by default."""
        self._port, self._proc, self._emulator = server_port, proc, emulator or os.getpid()
        self._lock = Lock()
        self._known: OrderedDict[int, None] = OrderedDict()

    def is_function(self, sender: Sent, is_local: Callable[[str], bool] | None = None) -> bool:
        """Whether the connection from `sender`, an address and a port, is a function's, or may be."""
        if not (self._proc / "net" / "tcp").exists():
            return False
        found = self._socket(sender)
        if found is None or found[0] == 0:
            return (is_local or _is_local)(sender[0])
        inode, owner = found
        holder = self._holder(inode)
        if holder is not None:
            return self._is_descendant(holder)
        # Only root can look at the programs of others; functions are never of another user than the emulator's.
        return owner == os.geteuid() or os.geteuid() == 0

    def _socket(self, sender: Sent) -> tuple[int, int] | None:
        """The inode (0 when no program holds it) and the user of the socket at the sender's end."""
        port, ours = f"{sender[1]:04X}", f"{self._port:04X}"
        # A line: number, local address, remote address, state, queues, timers, retransmits, user, time-out, inode.
        line = re.compile(rf"^ *\d+: ([0-9A-F]+):{port} [0-9A-F]+:{ours}(?: \S+){{3}} +\S+ +(\d+) +\d+ +(\d+)", re.M)
        for name in ("tcp", "tcp6"):
            for address, user, inode in line.findall(_read(self._proc / "net" / name)):
                if _same_address(address, sender[0]):
                    return int(inode), int(user)
        return None

    def _holder(self, inode: int) -> int | None:
        """A program that holds the socket: one that isn't a function if there is any."""
        link, function = f"socket:[{inode}]", None
        for process in self._candidates():
            if self._holds(process, link):
                if not self._is_descendant(process):
                    self._remember(process)
                    return process
                function = process
        return function

    def _candidates(self) -> Iterator[int]:
        with self._lock:
            known = [*reversed(self._known)]
        yield from known
        for entry in self._proc.iterdir():
            if entry.name.isdigit() and int(entry.name) not in known:
                yield int(entry.name)

    def _holds(self, process: int, link: str) -> bool:
        with suppress(OSError), os.scandir(self._proc / str(process) / "fd") as descriptors:
            return any(_target(one.path) == link for one in descriptors)
        return False

    def _remember(self, process: int) -> None:
        with self._lock:
            self._known[process] = None
            self._known.move_to_end(process)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def _is_descendant(self, process: int) -> bool:
        """Whether the process is below the emulator's; one that ended while it was looked at counts as one."""
        while process > 1:
            process = self._parent(process)
            if process == self._emulator:
                return True
        return process < 0

    def _parent(self, process: int) -> int:
        # The second field is the program's name in parentheses, which may hold anything.
        text = _read(self._proc / str(process) / "stat").rpartition(")")[2].split()
        return int(text[1]) if text else -1


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _target(link: str) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115 - it is no path, and there are thousands
    except OSError:
        return ""


def _same_address(hexadecimal: str, address: str) -> bool:
    """Whether an address as the kernel lists it (words of four bytes, each in the machine's order) is this one."""
    words = bytes.fromhex(hexadecimal)
    packed = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
    address = address.removeprefix("::ffff:")
    try:
        given = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    except OSError:
        return False
    return packed == given or packed == b"\0" * 10 + b"\xff\xff" + given


def _is_local(address: str) -> bool:
    """Whether the address is one of this machine (of its network namespace): only such a one can be bound."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True
