"""AWS's Signature Version 4 of a request, checked. Pure.

Rules: IAM user guide, "Create a signed AWS API request"; S3 API reference, "Authenticating requests", for S3's paths.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest, digest
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
LONGEST_SKEW_S = 900.0
"""AWS refuses what was signed more than 15 minutes from its own time."""
STAMP = "%Y%m%dT%H%M%SZ"
NOT_HASHED = ("UNSIGNED-PAYLOAD", "STREAMING-")
"""How `x-amz-content-sha256` begins where the body isn't part of what is signed."""
_HEADER = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^/,\s]+)/(?P<day>\d{{8}})/(?P<region>[\w-]+)/(?P<service>[\w-]+)/aws4_request,"
    r"\s*SignedHeaders=(?P<headers>[\w;-]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class Asked:
    """A request as it came: `target` is the path with its query as they were sent, names of headers are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Signature:
    """What an Authorization header says."""

    key_id: str
    day: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    value: str

    @property
    def scope(self) -> str:
        """What the signing key is for."""
        return f"{self.day}/{self.region}/{self.service}/aws4_request"


def signature_of(headers: Mapping[str, str]) -> Signature | None:
    """What the request is signed with; None when it isn't, or in another way."""
    found = _HEADER.fullmatch(headers.get("authorization", "").strip())
    if found is None:
        return None
    names = tuple(found["headers"].split(";"))
    return Signature(found["key"], found["day"], found["region"], found["service"], names, found["signature"])


def fault(asked: Asked, signature: Signature, secret: str, now: datetime) -> str:
    """Why the signature is not that of `secret` for this request at this time; empty when it is."""
    stamp = asked.headers.get("x-amz-date", "")
    if why := _fault_of_time(stamp, signature, now):
        return why
    if "host" not in signature.signed_headers:
        return "the header Host is not signed"
    text = "\n".join([ALGORITHM, stamp, signature.scope, sha256(_canonical(asked, signature).encode()).hexdigest()])
    wanted = digest(_signing_key(secret, signature), text.encode(), "sha256").hex()
    if not compare_digest(wanted, signature.value):
        return "the signature is not that of this key"
    told = asked.headers.get("x-amz-content-sha256", "")
    if told and not told.startswith(NOT_HASHED) and told != sha256(asked.body).hexdigest():
        return "the body is not the one that was signed"
    return ""


def _fault_of_time(stamp: str, signature: Signature, now: datetime) -> str:
    try:
        signed_at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return "the header X-Amz-Date is missing or malformed"
    if not stamp.startswith(signature.day):
        return "the day of the credential is not that of X-Amz-Date"
    if abs((now - signed_at).total_seconds()) > LONGEST_SKEW_S:
        return f"it was signed at {stamp}, more than 15 minutes from now: set the clock of the machine that signs"
    return ""


def _canonical(asked: Asked, signature: Signature) -> str:
    path, _, query = asked.target.partition("?")
    if signature.service != "s3":  # S3 alone has keys that may hold anything: its path is taken as it was sent
        path = quote(path, safe="/~")
    pairs = sorted((name, value) for name, _, value in (each.partition("=") for each in query.split("&") if each))
    headers = "".join(f"{name}:{' '.join(asked.headers.get(name, '').split())}\n" for name in signature.signed_headers)
    hashed = asked.headers.get("x-amz-content-sha256") or sha256(asked.body).hexdigest()
    return "\n".join(
        [
            asked.method, path or "/", "&".join(f"{name}={value}" for name, value in pairs), headers,
            ";".join(signature.signed_headers), hashed,
        ]
    )  # fmt: skip


def _signing_key(secret: str, signature: Signature) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in signature.scope.split("/"):
        key = digest(key, part.encode(), "sha256")
    return key
