"""Which host names are this machine's emulator, and which origins are pages of this machine."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "*.localhost", "localhost.localstack.cloud", "*.localhost.localstack.cloud")
"""Names that resolve to the loopback interface whoever asks: RFC 6761, and LocalStack's own domain."""

AWS = ("*.amazonaws.com",)
"""Hosts that SDKs send when DNS or a proxy routes AWS to the emulator. Nobody can rebind a name of this domain."""


@dataclass(frozen=True)
class Hosts:
    """The allow list: the built-in names, and `named` ones (`name` or `*.suffix`, lower case)."""

    named: tuple[str, ...] = ()

    def may_be_asked(self, host: str) -> bool:
        """Whether a request may carry this Host header (`name[:port]`).

        An address passes, whatever it is: rebinding needs a name.
        """
        name = name_of(host)
        return name is not None and (_address(name) is not None or _among(name, (*LOOPBACK, *AWS, *self.named)))

    def is_ours(self, origin: str) -> bool:
        """Whether an Origin (`scheme://name[:port]`) is a page of this machine: loopback, any port, or a named host."""
        scheme, separator, host = origin.partition("://")
        name = name_of(host)
        if not separator or scheme.lower() not in {"http", "https"} or name is None:
            return False
        address = _address(name)
        return address.is_loopback if address else _among(name, (*LOOPBACK, *self.named))


def name_of(host: str) -> str | None:
    """The lower-case name or address in `name[:port]`; None when it is malformed or has user information."""
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.path or parts.query or parts.fragment or port == 0:
        return None
    return parts.hostname.lower().rstrip(".")


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.endswith(p[1:]) if p.startswith("*.") else name == p for p in patterns)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
