"""What a page of another site may ask of S3: one object, presigned, where the bucket's CORS rules name its origin.

Nothing else: no settings (sub-resources), no other object as a source, nothing unsigned. S3 itself then checks the
signature; which operation it took the request for is held against `OPERATIONS` once that is known.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from emulator.gateway.hosts import HostKind, Hosts, name_of

READS = frozenset({"GET", "HEAD"})
OPERATIONS = frozenset({"GetObject", "HeadObject", "PutObject", "DeleteObject", "PostObject"})
_SIGNATURE_2 = frozenset({"AWSAccessKeyId", "Signature", "Expires"})
_NOT_IN_A_LINK = "x-amz-copy-source"
_ALLOWED_PREFIXES = ("x-amz-", "response-")
_ALLOWED = frozenset({"x-id", "awsaccesskeyid", "signature", "expires"})

CorsRules = Sequence[Mapping[str, Any]]


def object_of(hosts: Hosts, host: str, path: str) -> tuple[str, str]:
    """The bucket and the key that a request is for if it is S3's; either may be empty."""
    if hosts.kind(host) is HostKind.BUCKET:
        bucket = (name_of(host) or "").rpartition(".s3")[0]
        return bucket, path[1:]
    bucket, _, key = path[1:].partition("/")
    return bucket, key


def may_ask(method: str, key: str, query: str, headers: Mapping[str, str], rules: CorsRules) -> bool:
    """Whether a page of another site may send this, given the CORS rules of the bucket."""
    if not rules:
        return False
    wanted = headers.get("access-control-request-method", "") if method == "OPTIONS" else method
    if not (_is_form(wanted, key, query) or (key and is_presigned_link(query))) or _names_a_source(headers):
        return False
    if "origin" not in headers:
        return method in READS
    return any(rule_allows(rule, headers["origin"], wanted) for rule in rules)


def rule_allows(rule: Mapping[str, Any], origin: str, method: str) -> bool:
    """Whether one CORS rule of a bucket names the method and the origin; an AllowedOrigin may have one `*`."""
    if method not in rule.get("AllowedMethods", ()):
        return False
    return any(_matches(pattern, origin) for pattern in rule.get("AllowedOrigins", ()))


def is_presigned_link(query: str) -> bool:
    """Whether the query string carries an S3 signature, of version 4 or 2, and nothing that isn't about one object."""
    return is_presigned(query) and all(_is_allowed(name) for name, _ in parse_qsl(query, keep_blank_values=True))


def is_presigned(query: str) -> bool:
    """Whether the query string carries an S3 signature, of version 4 or 2."""
    names = parse_qs(query)
    version_4 = "X-Amz-Signature" in names and "/s3/" in names.get("X-Amz-Credential", [""])[0]
    return version_4 or names.keys() >= _SIGNATURE_2


def _is_allowed(name: str) -> bool:
    name = name.lower()
    return name in _ALLOWED or (name.startswith(_ALLOWED_PREFIXES) and not name.startswith(_NOT_IN_A_LINK))


def _is_form(method: str, key: str, query: str) -> bool:
    """A form of a web page, sent to the bucket: its signature is in the body."""
    return method == "POST" and not key and not query


def _names_a_source(headers: Mapping[str, str]) -> bool:
    announced = headers.get("access-control-request-headers", "").lower()
    return _NOT_IN_A_LINK in announced or any(name.startswith(_NOT_IN_A_LINK) for name in headers)


def _matches(pattern: str, origin: str) -> bool:
    before, star, after = pattern.partition("*")
    if not star:
        return pattern == origin
    return origin.startswith(before) and origin.endswith(after) and len(origin) >= len(before) + len(after)
