"""Who asks, as far as the headers tell. Whether a program is a function is told elsewhere (`emulator.lambda_.callers`).

A page is told by what only a browser can set: Origin, else Referer, else Sec-Fetch-Site. A request without any of them
isn't a page's: SDKs and command lines send none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from emulator.gateway.hosts import HostKind, Hosts, port_of
from emulator.gateway.places import is_internal
from emulator.gateway.table import Caller

DATA = frozenset({HostKind.API, HostKind.WEBSITE, HostKind.BUCKET})


@dataclass(frozen=True)
class Asker:
    """The kind of caller, and for a page where it is from."""

    caller: Caller
    site: str = ""


def asker_of(hosts: Hosts, path: str, query: str, headers: Mapping[str, str]) -> Asker:
    """Who sent a request; `headers` is looked up with lower-case names."""
    if (origin := headers.get("origin")) is not None:
        return _page(hosts, origin, headers)
    if referer := headers.get("referer"):
        return _page(hosts, origin_of(referer), headers)
    # Browsers leave Sec-Fetch-Site out towards http://localhost.localstack.cloud, and a page can keep its Referer back;
    # an action in the query string is then a page's image or frame, for no person types one. Nor does anybody lose
    # much who has to ask internal routes with another program.
    hidden = "sec-fetch-site" not in headers and headers.get("user-agent", "").startswith("Mozilla/")
    if headers.get("sec-fetch-site") == "cross-site" or (hidden and ("Action" in parse_qs(query) or is_internal(path))):
        return Asker(Caller.STRANGER, "(of another site)")
    return Asker(Caller.CLIENT)


def origin_of(url: str) -> str:
    """The origin in a URL."""
    return re.split(r"(?<=[^:/])[/?#]", url, maxsplit=1)[0]


def _page(hosts: Hosts, origin: str, headers: Mapping[str, str]) -> Asker:
    if not hosts.is_ours(origin):
        return Asker(Caller.STRANGER, origin or "(an empty origin)")
    host = origin.partition("://")[2]
    served_here = hosts.kind(host) in DATA or port_of(host) == port_of(headers.get("host", ""))
    return Asker(Caller.HOSTED if served_here else Caller.PAGE, origin)
