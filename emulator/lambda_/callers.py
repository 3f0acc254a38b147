"""Who is at the other end of a connection to the emulator: a function, the emulator itself, or another program.

A function uses the same address as everybody, so nothing in a request tells it apart. Its socket does: the kernel
knows the socket's user, and which process holds it. Asked for what functions may not reach, and only then.
"""

import os
import socket
import sys
from collections import OrderedDict, deque
from contextlib import suppress
from enum import Enum

from emulator.lambda_.guest.rapid.filesystem import USER
from emulator.lambda_.processes import descendants, parents
from emulator.lambda_.sockets import Address, Peer, holder_of, holds, is_own, peer_of

_REMEMBERED = 1024
_PROGRAMS = 4


class Caller(Enum):
    """Who asks. `FUNCTION` is also a socket on this machine that nobody can be found to hold."""

    MACHINE = "machine"
    FUNCTION = "function"
    EMULATOR = "emulator"


class Callers:
    """Tells callers apart by the processes that functions are below: every zygote, every environment's supervisor."""

    def __init__(self) -> None:
        self._roots: set[int] = set()
        self._known: OrderedDict[Peer, Caller] = OrderedDict()
        self._programs: deque[int] = deque(maxlen=_PROGRAMS)
        """Who asked last: looked at first, for who asks once asks again, on another connection."""

    def add(self, pid: int) -> None:
        """What this process starts, and itself, is a function from now on."""
        self._roots.add(pid)

    def discard(self, pid: int) -> None:
        """The process has ended."""
        self._roots.discard(pid)

    def of(self, theirs: Address, ours: Address) -> Caller:
        """Who is at `theirs`, connected to the emulator at `ours`."""
        if sys.platform != "linux":
            return Caller.EMULATOR if is_own(theirs, ours) else Caller.MACHINE
        peer = peer_of(ours, theirs)
        if peer is None:
            return Caller.FUNCTION if _is_here(theirs[0]) else Caller.MACHINE
        if peer.inode == 0:
            return Caller.FUNCTION
        known = self._known.get(peer)
        if known is None:
            known = self._known[peer] = self._find(peer)
            while len(self._known) > _REMEMBERED:
                with suppress(KeyError):
                    self._known.popitem(last=False)
        return known

    def is_below(self, peer: Peer, root: int) -> bool:
        """Whether the process `root` or one that it started, at whatever remove, holds the socket."""
        return any(holds(pid, peer.inode) for pid in (root, *descendants(root)))

    def _find(self, peer: Peer) -> Caller:
        own = os.getuid()
        if own == 0 and peer.user == USER:
            return Caller.FUNCTION
        if own not in (0, peer.user):
            return Caller.MACHINE
        if any(holds(pid, peer.inode) and not self._is_function(pid) for pid in list(self._programs)):
            return Caller.MACHINE
        return Caller.EMULATOR if holds(os.getpid(), peer.inode) else self._search(peer)

    def _search(self, peer: Peer) -> Caller:
        """Look through every process that may hold the socket; who isn't a function's is remembered."""
        is_root = os.getuid() == 0
        if is_root and any(self.is_below(peer, root) for root in list(self._roots)):
            return Caller.FUNCTION
        holder = holder_of(peer.inode, peer.user)
        if holder is None:
            return Caller.MACHINE if is_root else Caller.FUNCTION
        if self._is_function(holder):
            return Caller.FUNCTION
        self._programs.appendleft(holder)
        return Caller.MACHINE

    def _is_function(self, pid: int) -> bool:
        return not self._roots.isdisjoint(parents(pid))


CALLERS = Callers()
"""Of this emulator: whoever starts a process for functions enters it here."""


def caller_of(remote: Address, local_port: int) -> Caller:
    """Who is at `remote`, connected to the emulator's port."""
    return CALLERS.of(remote, (remote[0], local_port))


def _is_here(host: str) -> bool:
    """Whether an address is one of this machine's: only those can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return True
    return False
