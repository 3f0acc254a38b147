"""Whether a request was signed with a secret: Signature Version 4, in the `Authorization` header or in the query.

Rules: IAM user guide, "Create a signed AWS API request", and the one on signatures in query parameters. Services but S3
sign a path that is encoded once more than it was sent.
"""

import calendar
import hashlib
import hmac
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW_S = 300
"""How far the time of a signature may be from now."""
_HEADER = re.compile(
    rf"{ALGORITHM} Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{{64}})\s*", re.ASCII
)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True)
class Sent:
    """A request as it arrived: its path and query undecoded, its headers by lower-case name."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Signature:
    """What a request says of its signature; `at_s` and `until_s` are the seconds since the epoch it is good for."""

    key: str
    scope: tuple[str, str, str]
    """Date, region and service."""
    signed_headers: tuple[str, ...]
    value: str
    moment: str
    in_query: bool = False
    valid_for_s: int = SKEW_S

    def is_of_now(self, now_s: float) -> bool:
        """Whether it isn't from another time than now; one of a query is good for as long as it says."""
        at_s = calendar.timegm(time.strptime(self.moment, "%Y%m%dT%H%M%SZ"))
        return at_s - SKEW_S <= now_s <= at_s + self.valid_for_s and self.moment.startswith(self.scope[0])

    def is_made_with(self, secret: str, sent: Sent) -> bool:
        """Whether the secret signs this request so."""
        scope = "/".join((*self.scope, "aws4_request"))
        text = "\n".join((ALGORITHM, self.moment, scope, _digest(self._canonical(sent).encode())))
        key = f"AWS4{secret}".encode()
        for part in (*self.scope, "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), self.value)

    def _canonical(self, sent: Sent) -> str:
        headers = "".join(f"{name}:{' '.join(sent.headers.get(name, '').split())}\n" for name in self.signed_headers)
        parameters = _parameters(sent.query)
        if self.in_query:
            parameters = [(name, value) for name, value in parameters if name != "X-Amz-Signature"]
        query = "&".join(sorted(f"{_encoded(name)}={_encoded(value)}" for name, value in parameters))
        names = ";".join(self.signed_headers)
        return "\n".join((sent.method, quote(sent.path or "/", safe="/~"), query, headers, names, _digest(sent.body)))


def signature_of(sent: Sent) -> Signature | None:
    """The signature of a request; None when it has none, or none of this form."""
    header = _HEADER.fullmatch(sent.headers.get("authorization", ""))
    if header:
        return _signature(*header.groups(), moment=sent.headers.get("x-amz-date", ""))
    given = dict(_parameters(sent.query))
    if given.get("X-Amz-Algorithm") != ALGORITHM:
        return None
    lasting = given.get("X-Amz-Expires", "")
    return _signature(
        given.get("X-Amz-Credential", ""),
        given.get("X-Amz-SignedHeaders", ""),
        given.get("X-Amz-Signature", ""),
        moment=given.get("X-Amz-Date", ""),
        in_query=True,
        valid_for_s=int(lasting) if lasting.isdecimal() and len(lasting) < 8 else SKEW_S,
    )


def _signature(credential: str, names: str, value: str, *, moment: str, **more: Any) -> Signature | None:
    """None where a part is missing, and where the host isn't signed: it could be sent anywhere."""
    key, *scope = credential.split("/")
    signed = tuple(names.lower().split(";"))
    if len(scope) != 4 or scope[3] != "aws4_request" or not _is_moment(moment) or "host" not in signed:
        return None
    if not _DIGEST.fullmatch(value):
        return None
    return Signature(key, (scope[0], scope[1], scope[2]), signed, value, moment, **more)


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        time.strptime(text, "%Y%m%dT%H%M%SZ")
    except ValueError:
        return False
    return True


def _parameters(query: str) -> list[tuple[str, str]]:
    """The decoded parameters; a plus is a plus, as signers take it."""
    return parse_qsl(query.replace("+", "%2B"), keep_blank_values=True)


def by_lower_case(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their lower-case names; several of one name are joined, as they are signed."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name.lower()] = f"{found[name.lower()]},{value}" if name.lower() in found else value
    return found


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
