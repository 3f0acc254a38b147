"""Which host names are this machine's emulator and what each is for; and which origins are pages of this machine."""

import ipaddress
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "*.localhost", "localhost.localstack.cloud", "*.localhost.localstack.cloud")
"""Names that resolve to the loopback interface whoever asks: RFC 6761, and LocalStack's own domain."""

AWS = ("*.amazonaws.com",)
"""Hosts that SDKs send when DNS or a proxy routes AWS to the emulator. Nobody can rebind a name of this domain."""

BELOW_LOOPBACK = re.compile(r"(?:[a-z0-9_-]+\.)+127\.0\.0\.1")
"""LocalStack's integrations ask services at `sqs.us-east-1.127.0.0.1`. Browsers refuse such a name and no name server
has one, so that nobody can rebind it."""
LONGEST_NAME = 300
"""Names of hosts have at most 253 characters; a longer header isn't worth remembering."""
_API = re.compile(r".*\.(?:execute-api|lambda-url)\..*")
_WEBSITE = re.compile(r".*\.s3-website[.-].*")
_BUCKET = re.compile(r".*\.s3[.-].*")


class HostKind(Enum):
    """What a host name is for."""

    OWN = "the emulator itself"
    API = "a deployed API or a function URL"
    WEBSITE = "a bucket's web site"
    BUCKET = "a bucket"
    SERVICE = "a service of AWS"
    FOREIGN = "not the emulator's"


@dataclass(frozen=True)
class Hosts:
    """The allow list: the built-in names, and `named` ones (`name` or `*.suffix`, lower case)."""

    named: tuple[str, ...] = ()

    def may_be_asked(self, host: str) -> bool:
        """Whether a request may carry this Host header (`name[:port]`).

        An address passes, whatever it is: rebinding needs a name.
        """
        return self.kind(host) is not HostKind.FOREIGN

    def kind(self, host: str) -> HostKind:
        """What this Host header (`name[:port]`, or empty: HTTP/1.0 has none) is for."""
        return _known_kind(self, host) if len(host) <= LONGEST_NAME else self.look_at(host)

    def look_at(self, host: str) -> HostKind:
        """What `kind` says, found out anew."""
        name = name_of(host) if host else "localhost"
        if name is None or not self._known(name):
            return HostKind.FOREIGN
        for pattern, kind in ((_API, HostKind.API), (_WEBSITE, HostKind.WEBSITE), (_BUCKET, HostKind.BUCKET)):
            if pattern.fullmatch(name):
                return kind
        own = as_address(name) is not None or name in LOOPBACK or _among(name, self.named)
        return HostKind.OWN if own else HostKind.SERVICE

    def _known(self, name: str) -> bool:
        known = as_address(name) is not None or _among(name, (*LOOPBACK, *AWS, *self.named))
        return known or BELOW_LOOPBACK.fullmatch(name) is not None

    def is_ours(self, origin: str) -> bool:
        """Whether an Origin (`scheme://name[:port]`) is a page of this machine: loopback, any port, or a named host."""
        scheme, separator, host = origin.partition("://")
        name = name_of(host)
        if not separator or scheme.lower() not in {"http", "https"} or name is None:
            return False
        address = as_address(name)
        return address.is_loopback if address else _among(name, (*LOOPBACK, *self.named))


@lru_cache(maxsize=1024)
def _known_kind(hosts: Hosts, host: str) -> HostKind:
    """Clients send the same few names; what each is for doesn't change."""
    return hosts.look_at(host)


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


def port_of(host: str) -> int | None:
    """The port in `name[:port]`; None when it names none, or is malformed."""
    return urlsplit(f"//{host}").port if name_of(host) else None


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.endswith(p[1:]) if p.startswith("*.") else name == p for p in patterns)


def as_address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a host is named by; None for any other name."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
