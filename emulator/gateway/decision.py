"""The decision: may this request pass? From its method, path, query and headers alone, before anything is parsed.

Who asks is told by what only a browser can set: Origin, else Referer, else Sec-Fetch-Site. A request without any of
them isn't a page's (SDKs and command lines send none) and passes when its Host does. A page of another site may reach
nothing but what AWS opens to pages too: deployed APIs and function URLs, whose own CORS settings decide, and buckets
whose CORS configuration names its origin. Reads are no exception: a GET creates and deletes in the query protocols.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import parse_qs

from emulator.gateway.hosts import Hosts, name_of

READS = frozenset({"GET", "HEAD"})
API_PATHS = re.compile(r"/_aws/execute-api/[^/]+/.*|/restapis/[^/]+/[^/]+/_user_request_(?:/.*)?")
API_HOST_PARTS = (".execute-api.", ".lambda-url.")
BUCKET_HOST = re.compile(r"(?P<bucket>.+)\.s3[.-].*")

CorsRules = Sequence[Mapping[str, Any]]


class Route(Enum):
    """Where a request that may pass may go: anywhere, or nowhere but to the service whose own rules decide."""

    ANY = "any"
    API = "api"
    S3 = "s3"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """Where the request may go, and for a refused one (`Route.NONE`) why."""

    route: Route
    reason: str = ""


@dataclass(frozen=True)
class Guard:
    """The rules: which hosts and pages are trusted, and what a bucket's CORS configuration says.

    `cors_of` answers with the rules of a bucket, in S3's own words, or with none for a bucket that isn't there.
    """

    hosts: Hosts
    cors_of: Callable[[str], CorsRules]

    def decide(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> Verdict:
        """The verdict for one request. `headers` is looked up with lower-case names."""
        host = headers.get("host", "")
        if host and not self.hosts.may_be_asked(host):
            return _refused(f"its Host is {host!r}, which is not a name of the emulator")
        stranger = self._stranger(query, headers)
        if stranger is None:
            return Verdict(Route.ANY)
        if any(part in host for part in API_HOST_PARTS) or API_PATHS.fullmatch(path):
            return Verdict(Route.API)
        if self._bucket_allows(method, path, query, headers):
            return Verdict(Route.S3)
        return _refused(f"it comes from the web page {stranger}")

    def _stranger(self, query: str, headers: Mapping[str, str]) -> str | None:
        """The page that sent the request when it isn't one of this machine's; None when it is, or when no page did."""
        origin = headers.get("origin")
        if origin is not None:
            return None if self.hosts.is_ours(origin) else origin or "(an empty origin)"
        referer = headers.get("referer")
        if referer:
            return None if self.hosts.is_ours(_origin_of(referer)) else _origin_of(referer)
        site = headers.get("sec-fetch-site", "none")
        # Browsers leave Sec-Fetch-Site out towards http://localhost.localstack.cloud, and a page can keep its Referer
        # back; an action in the query string is then a page's image or frame, for no person types one.
        hidden = "sec-fetch-site" not in headers and headers.get("user-agent", "").startswith("Mozilla/")
        return "(of another site)" if site == "cross-site" or (hidden and "Action" in parse_qs(query)) else None

    def _bucket_allows(self, method: str, path: str, query: str, headers: Mapping[str, str]) -> bool:
        bucket = bucket_of(headers.get("host", ""), path)
        rules = self.cors_of(bucket) if bucket else ()
        if not rules:
            return False
        if "origin" not in headers:
            return method in READS and is_presigned(query)
        wanted = headers.get("access-control-request-method", method) if method == "OPTIONS" else method
        return any(rule_allows(rule, headers["origin"], wanted) for rule in rules)


def bucket_of(host: str, path: str) -> str:
    """The bucket a request would be for if it is S3's: from a virtual host, else the first part of the path."""
    match = BUCKET_HOST.fullmatch(name_of(host) or "")
    return match["bucket"] if match else path.lstrip("/").partition("/")[0]


def rule_allows(rule: Mapping[str, Any], origin: str, method: str) -> bool:
    """Whether one CORS rule of a bucket names the method and the origin; an AllowedOrigin may have one `*`."""
    if method not in rule.get("AllowedMethods", ()):
        return False
    return any(_matches(pattern, origin) for pattern in rule.get("AllowedOrigins", ()))


def is_presigned(query: str) -> bool:
    """Whether the query string carries an S3 signature, of version 4 or 2."""
    names = parse_qs(query)
    version_4 = "X-Amz-Signature" in names and "/s3/" in names.get("X-Amz-Credential", [""])[0]
    return version_4 or {"AWSAccessKeyId", "Signature", "Expires"} <= names.keys()


def _matches(pattern: str, origin: str) -> bool:
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == origin
    return origin.startswith(before) and origin.endswith(after) and len(origin) >= len(before) + len(after)


def _origin_of(url: str) -> str:
    return re.split(r"(?<=[^:/])[/?#]", url, maxsplit=1)[0]


def _refused(reason: str) -> Verdict:
    return Verdict(
        Route.NONE,
        f"The emulator refused this request because {reason}. Call it from this machine without a browser, or serve "
        "the page from localhost; a name of your own goes into HARNESS_ALLOWED_HOSTS.",
    )
