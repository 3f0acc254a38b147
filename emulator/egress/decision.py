"""The decision: may the emulator's process connect to this address, or look this name up?

To this machine it may, and to hosts that the user named in HARNESS_ALLOWED_HOSTS (`name` or `*.suffix`). It may nowhere
else, and never to AWS or to the services of a cloud's machines that hand out their credentials, whatever was named.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LOOPBACK = ("localhost", "*.localhost", "localhost.localstack.cloud", "*.localhost.localstack.cloud")
"""Names that mean the loopback interface whoever asks: RFC 6761, and LocalStack's own domain."""

NEVER = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254/128")))
"""Where a cloud's machine finds its credentials: link-local addresses, those of EC2 and of Google for IPv6."""

AWS = re.compile(
    r"(?:.+\.)?(?:aws|awsapps\.com|amazonaws\.(?:com|com\.cn|eu)|aws\.amazon\.com|amazonwebservices\.(?:eu|com\.cn))"
)
"""Names of AWS."""


def address_of(host: str) -> Address | None:
    """The address that `host` is, an IPv4 one if it was wrapped in IPv6; None for a name."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@dataclass
class Egress:
    """The rules. `own` lists the addresses of this machine's interfaces; `resolve` those of an allowed name."""

    named: tuple[str, ...] = ()
    own: Callable[[], Iterable[str]] = tuple
    resolve: Callable[[str], Iterable[str]] = lambda _: ()
    _admitted: set[Address] = field(default_factory=set)

    def admit(self, host: str) -> None:
        """Let an address pass from now on, as that of a container which the emulator started."""
        if address := address_of(host):
            self._admitted.add(address)

    def may_connect(self, host: str) -> bool:
        """Whether a connection or a datagram may go to `host`, an address or a name."""
        address = address_of(host)
        if address is None:
            return self.may_look_up(host)
        if any(address in network for network in NEVER if network.version == address.version):
            return False
        if address.is_loopback or address.is_unspecified or address in self._admitted or str(address) in self.named:
            return True
        return any(address_of(own) == address for own in self.own())

    def may_look_up(self, name: str) -> bool:
        """Whether `name` may be resolved; what an allowed name resolves to may then be connected to."""
        plain = name.lower().rstrip(".")
        if not plain or address_of(plain) or _among(plain, LOOPBACK):
            return True
        if AWS.fullmatch(plain) or not _among(plain, self.named):
            return False
        for address in self.resolve(name):
            self.admit(address)
        return True


def loops_back(name: str) -> bool:
    """Whether a name means this machine whatever a resolver would say, `localhost` itself aside."""
    plain = name.lower().rstrip(".")
    return plain != "localhost" and _among(plain, LOOPBACK)


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.endswith(p[1:]) if p.startswith("*.") else name == p for p in patterns)
