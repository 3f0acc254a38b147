"""The address of an emulator. The only way to name one, and it refuses everything that isn't on this machine."""

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from bootstrap.errors import HarnessError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
AWS_SUFFIXES = (
    "aws", "awsapps.com", "amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "aws.amazon.com",
    "api.amazonwebservices.com.cn", "api.amazonwebservices.eu",
    "c2s.ic.gov", "api.aws.ic.gov", "sc2s.sgov.gov", "api.aws.scloud",
    "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "csp.hci.ic.gov", "api.aws.hci.ic.gov",
)  # fmt: skip
"""What names of AWS end in, in every partition."""


METADATA = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254/128")))
"""Where a cloud's machines find their credentials: link-local addresses, EC2's and Google's of IPv6. Never allowed."""


class EndpointRefused(HarnessError):
    """The address isn't one the harness may talk to. The message says which, why, and what to do."""


@dataclass(frozen=True)
class Endpoint:
    """`http://host:port` of an emulator: a loopback address, or a private one that `allowed` names literally.

    Real AWS is refused always, whatever `allowed` says. A host name is resolved once, here, and every address it has
    must pass; the URL then carries the address, so that it can't resolve to another one later.
    """

    url: str
    allowed: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        parts = _split(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointRefused(
                f"endpoint {self.url!r} is not http://host:port; give for example http://127.0.0.1:4566"
            )
        if "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
            raise EndpointRefused(f"endpoint {self.url!r} has more than a host and a port; give only http://host:port")
        port = _port(self.url, parts.scheme)
        host = parts.hostname.rstrip(".").lower()
        if f".{host}".endswith(tuple(f".{suffix}" for suffix in AWS_SUFFIXES)):
            raise EndpointRefused(f"endpoint {self.url!r} is AWS; the harness talks to local emulators only")
        addresses = resolve(host, port)
        for address in addresses:
            private = address.is_private and not any(address in network for network in METADATA)
            if not (address.is_loopback or (host in self.allowed and private)):
                raise EndpointRefused(
                    f"endpoint {self.url!r} resolves to {address}, which is not this machine; "
                    "allow a private address by naming it in HARNESS_ALLOW_HOSTS"
                )
        chosen = next((a for a in addresses if a.version == 4), addresses[0])
        netloc = f"[{chosen}]" if chosen.version == 6 else str(chosen)
        object.__setattr__(self, "url", f"{parts.scheme}://{netloc}:{port}")

    @property
    def port(self) -> int:
        """The TCP port."""
        return urlsplit(self.url).port or 80


def resolve(host: str, port: int) -> list[Address]:
    """Every address of `host`; EndpointRefused when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise EndpointRefused(f"endpoint host {host!r} has no address ({error}); give 127.0.0.1") from error
    return [_plain(ipaddress.ip_address(str(entry[4][0]).split("%")[0])) for entry in found]


def _plain(address: Address) -> Address:
    """An address of IPv4 that is written as one of IPv6, as what it is."""
    return getattr(address, "ipv4_mapped", None) or address


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise EndpointRefused(f"endpoint {url!r}: {error}; give for example http://127.0.0.1:4566") from error


def _port(url: str, scheme: str) -> int:
    try:
        port = urlsplit(url).port
    except ValueError as error:
        raise EndpointRefused(f"endpoint {url!r}: {error}; give for example http://127.0.0.1:4566") from error
    if port == 0:
        raise EndpointRefused(f"endpoint {url!r}: there is no port 0; give for example http://127.0.0.1:4566")
    return port or (443 if scheme == "https" else 80)
