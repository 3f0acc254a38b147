"""The guard: an audit hook of Python that sees every connection and look-up of this process before it happens.

Hooks can't be taken back, so nothing in the process goes past it. Other processes aren't seen: functions have walls of
their own, and what LocalStack would install by other programs is refused before they start.
"""

import errno
import socket
import sys
from collections.abc import Callable
from threading import local
from typing import Any

from emulator.egress.attempts import Attempt, Attempts, caller
from emulator.egress.decision import Egress, address_of, loops_back

_inside = local()


class EgressRefused(ConnectionRefusedError):
    """Something in the emulator's process wanted to reach another machine."""

    def __init__(self, what: str, target: str) -> None:
        super().__init__(
            errno.ECONNREFUSED,
            f"the emulator reaches nothing outside this machine, and refused to {what} {target}; "
            "a host that it may reach goes into HARNESS_ALLOWED_HOSTS",
        )


class Guard:
    """Decides about audit events; what it refuses it counts."""

    def __init__(self, egress: Egress, attempts: Attempts) -> None:
        self._egress = egress
        self._attempts = attempts
        self._checks: dict[str, Callable[..., None]] = {
            "socket.connect": self._connection,
            "socket.sendto": self._connection,
            "socket.sendmsg": self._connection,
            "socket.getaddrinfo": self._look_up,
            "socket.gethostbyname": self._look_up,
            "socket.gethostbyaddr": self._look_up_of_address,
            "socket.getnameinfo": self._name_of,
        }

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The hook; EgressRefused ends what was about to happen."""
        check = self._checks.get(event)
        if check is None or getattr(_inside, "guard", False):
            return
        _inside.guard = True
        try:
            check(*arguments)
        finally:
            _inside.guard = False

    def _connection(self, _: object, address: object) -> None:
        # Anything but a pair of host and port is a socket of this machine, or a datagram of a connected one.
        if isinstance(address, tuple) and address and isinstance(address[0], str | bytes):
            host = _text(address[0])
            if not self._egress.may_connect(host):
                self._refuse("connect to", f"{host}:{address[1]}")

    def _look_up(self, host: object, *_: object) -> None:
        if isinstance(host, str | bytes) and not self._egress.may_look_up(_text(host)) and not _is_this_machine(host):
            self._refuse("look up", _text(host))

    def _look_up_of_address(self, host: str | bytes) -> None:
        if not self._egress.may_connect(_text(host)) and not _is_this_machine(host):
            self._refuse("look up", _text(host))

    def _name_of(self, address: tuple[Any, ...]) -> None:
        self._look_up_of_address(address[0])

    def _refuse(self, what: str, target: str) -> None:
        self._attempts.add(Attempt(what, target, caller(sys._getframe())))
        raise EgressRefused(what, target)


def close(egress: Egress, attempts: Attempts) -> None:
    """Close this process, for as long as it lives; names of the loopback interface are resolved without asking DNS."""
    sys.addaudithook(Guard(egress, attempts))
    socket.getaddrinfo = _answering_for_loopback(socket.getaddrinfo)
    for method in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, method, _announcing_names(getattr(socket.socket, method)))


def _answering_for_loopback(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(host, str | bytes) and loops_back(_text(host)):
            host = "localhost"
        return resolve(host, *arguments, **options)

    return getaddrinfo


def _announcing_names(method: Callable[..., Any]) -> Callable[..., Any]:
    """Sockets resolve a name that they are given before they tell the hooks; so it is told to them here."""

    def call(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if isinstance(address, tuple) and address and isinstance(address[0], str) and address_of(address[0]) is None:
            sys.audit("socket.gethostbyname", address[0])
        return method(self, *arguments)

    return call


def addresses_of(name: str) -> list[str]:
    """Every address of an allowed name; none when it has none."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
    except OSError:
        return []


def _is_this_machine(host: str | bytes) -> bool:
    return _text(host) == socket.gethostname()


def _text(host: str | bytes) -> str:
    return host.decode("utf-8", "replace") if isinstance(host, bytes) else host
