"""The access key of a request, read once for each credential: signatures differ with every request, credentials don't.

A signature's header begins `AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request,`. What LocalStack
reads of it is the same for all that begins so. Any other header is read anew each time.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header as _read

from emulator.localstack.seams import assigns, wraps

BEGINNING, SLASHES, KNOWN, LONGEST = "AWS4-HMAC-SHA256 Credential=", 4, 4096, 256
WHY = "A credential is read once, not for each request that it signs."
SHORT = 20
"""Keys of fewer characters hold no account that had to be decoded; LocalStack warns of longer ones each time."""


def access_key_of(headers: Mapping[str, str]) -> str | None:
    """The access key id of an Authorization header of version 4 or 2; None when there is none."""
    credential = _credential(headers.get("Authorization") or "")
    return _read(headers) if credential is None else _key(credential)


@assigns("aws.handlers.auth:extract_access_key_id_from_auth_header", why=WHY)
def reading(_original: Any) -> Callable[[Mapping[str, str]], str | None]:
    """The same, for the handler that finds out the account."""
    return access_key_of


@wraps("utils.aws.request_context:extract_region_from_auth_header", why=WHY)
def region(original: Callable[..., str | None], headers: Any) -> str | None:
    """The region of a credential."""
    credential = _credential(headers.get("Authorization") or "")
    return original(headers) if credential is None else _region(credential, original)


@assigns("aws.handlers.auth:get_account_id_from_access_key_id", why=WHY)
def account_of(original: Callable[[str], str]) -> Callable[[str], str]:
    """The account of a short key or of one that LocalStack issued."""
    known = lru_cache(KNOWN)(original)

    def account(key: str) -> str:
        return known(key) if len(key) < SHORT or key.startswith("LSIA") else original(key)

    return account


@assigns("aws.handlers.region:get_partition", why="A region is of one partition.")
def partition_of(original: Callable[[str | None], str]) -> Callable[[str | None], str]:
    """The partition of a region."""
    return lru_cache(256)(original)


@lru_cache(256)
def _credential(authorization: str) -> str | None:
    """The beginning that tells all; None when the header is of another form, or names a credential twice."""
    credential, _, rest = authorization.partition(",")
    if not credential.startswith(BEGINNING) or credential.count("/") < SLASHES or len(credential) > LONGEST:
        return None
    return None if "Credential=" in rest else credential


@lru_cache(KNOWN)
def _key(credential: str) -> str | None:
    return _read({"Authorization": credential})


@lru_cache(KNOWN)
def _region(credential: str, original: Callable[..., str | None]) -> str | None:
    return original({"Authorization": credential})
