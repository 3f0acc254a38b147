"""Who asks, as far as the headers tell. Whether a program is a function is told elsewhere (`emulator.lambda_.callers`).

A page is told by what only a browser can set: Origin, else Referer, else Sec-Fetch-Site. A request without any of them
isn't a page's: SDKs and command lines send none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from emulator.gateway.hosts import HostKind, Hosts, port_of
from emulator.gateway.table import Caller, Place

TYPED = "none"
"""What a browser says when no page had it ask: somebody typed the address."""
SAME = frozenset({"same-origin", "same-site"})
OPEN_TO_READERS = frozenset({Place.API, Place.WEBSITE})
"""What is made for browsers, old ones among them, which say of no page where it is from."""
DATA = frozenset({HostKind.API, HostKind.WEBSITE, HostKind.BUCKET})


@dataclass(frozen=True)
class Asker:
    """The kind of caller, and for a page where it is from."""

    caller: Caller
    site: str = ""


def asker_of(hosts: Hosts, place: Place, headers: Mapping[str, str]) -> Asker:
    """Who sent a request to `place`; `headers` is looked up with lower-case names."""
    if (origin := headers.get("origin")) is not None:
        return _page(hosts, origin, headers)
    if referer := headers.get("referer"):
        return _page(hosts, origin_of(referer), headers)
    site = headers.get("sec-fetch-site")
    if site is None:
        # Browsers leave Sec-Fetch-Site out towards http://localhost.localstack.cloud and http://0.0.0.0, and a page can
        # keep its Referer back: such a request is a page's image, frame or script, as far as anybody can tell.
        is_browser = headers.get("user-agent", "").startswith("Mozilla/")
        hidden = is_browser and place not in OPEN_TO_READERS
        return Asker(Caller.STRANGER, "(that says nothing of itself)") if hidden else Asker(Caller.CLIENT)
    if site == TYPED:
        return Asker(Caller.CLIENT)
    # A page of the emulator itself is of its own origin; one of another port is of the same site.
    return Asker(Caller.HOSTED, f"({site})") if site in SAME else Asker(Caller.STRANGER, "(of another site)")


def origin_of(url: str) -> str:
    """The origin in a URL."""
    return re.split(r"(?<=[^:/])[/?#]", url, maxsplit=1)[0]


def _page(hosts: Hosts, origin: str, headers: Mapping[str, str]) -> Asker:
    if not hosts.is_ours(origin):
        return Asker(Caller.STRANGER, origin or "(an empty origin)")
    host = origin.partition("://")[2]
    served_here = hosts.kind(host) in DATA or port_of(host) == port_of(headers.get("host", ""))
    return Asker(Caller.HOSTED if served_here else Caller.PAGE, origin)
