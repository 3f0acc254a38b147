"""Who asks: the owner of an access key, a service that acts as itself, or nobody.

Keys of IAM users and of roles' sessions are theirs. Plain account keys, which clients of an emulator use (`test`, a
12-digit account id), are the account's root. A key that looks as if IAM or STS had issued it, and that nobody has, is
root's only where nothing is enforced. LocalStack's own requests carry no key but what they act for, and a secret.
"""

import hmac
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from localstack.constants import INTERNAL_AWS_ACCESS_KEY_ID

from emulator.iam.principals import ANONYMOUS, Principal, root, service, session, user
from emulator.localstack.credentials import access_key_of
from emulator.localstack.iam.stores import PARTITION, iam, peek, role_named
from emulator.localstack.s3.signer import key_of

_UNSIGNED = "injectedaccesskey"
"""The key that LocalStack writes into requests that nobody signed."""
_SESSION_KEYS = "LSIA", "ASIA"
_SECURITY = "X-Amz-Security-Token"
_ISSUED = (*_SESSION_KEYS, "LKIA", "AKIA")
_INACTIVE = "Inactive"
_SHORTEST_KEY = 16
_KNOWN_LIMIT = 10_000
_sessions: dict[str, Any] = {}


@dataclass(frozen=True)
class Caller:
    """Who asks. `source_arn` is what a service acts for; `by_service` tells that a service uses a role's session."""

    principal: Principal
    source_arn: str = ""
    session_policy: str = ""
    by_service: bool = False
    is_known: bool = True
    """Whether the key is somebody's, as far as keys have owners; a session's comes with its token."""


_NOBODY = Caller(ANONYMOUS)


def caller_of(context: Any) -> Caller | None:
    """The one who asks; None for LocalStack's own work, in nobody's name."""
    metadata = context.internal_request_params or {}
    acting = str(metadata.get("service_principal") or "")
    key = _key(context)
    found = _owner(key, context.account_id, context.request, bool(metadata))
    if found is not None:
        return found
    if acting:
        return Caller(
            service(acting if "." in acting else f"{acting}.amazonaws.com"), str(metadata.get("source_arn") or "")
        )
    return None if metadata else _unowned(key, context.account_id)


def signer_of(key: str, account_id: str, request: Any) -> Caller:
    """The one whose key signed a request that LocalStack doesn't parse itself; "" is nobody's."""
    return _owner(key, account_id, request, by_service=False) or _unowned(key, account_id)


def secret_of(key: str, account_id: str) -> str:
    """The secret of a user's or a session's key; "" of any other, which was never issued and has none."""
    if len(key) < _SHORTEST_KEY:
        return ""
    if key.startswith(_SESSION_KEYS):
        found = _session(key, account_id)
    else:
        backend = iam(account_id)
        found = backend.access_keys.get(key) if backend else None
    return str(found.secret_access_key) if found is not None else ""


def _unowned(key: str, account_id: str) -> Caller:
    """Nobody, or the account's root for a key that no user or session has."""
    if key in ("", _UNSIGNED, INTERNAL_AWS_ACCESS_KEY_ID):
        return _NOBODY
    return _root(account_id, not (len(key) >= _SHORTEST_KEY and key.startswith(_ISSUED)))


@lru_cache(_KNOWN_LIMIT)
def _root(account_id: str, is_known: bool) -> Caller:
    return Caller(root(account_id), is_known=is_known)


def _key(context: Any) -> str:
    if context.service.service_name == "s3":
        return key_of(context)
    return access_key_of(context.request.headers) or ""


def _owner(key: str, account_id: str, request: Any, by_service: bool) -> Caller | None:
    """The session or user whose key it is. Services of LocalStack's own send no token."""
    if len(key) < _SHORTEST_KEY:
        return None
    if key.startswith(_SESSION_KEYS):
        found = _session(key, account_id)
        if found is None:
            return None
        is_known = by_service or (_proves(request, found) and not _is_of_a_former_role(found))
        principal = session(found.role_arn, found.session_name)
        return Caller(principal, "", str(found.policy or ""), by_service, is_known)
    backend = iam(account_id)
    owned = backend.access_keys.get(key) if backend else None
    known = backend.users.get(owned.user_name) if owned and owned.user_name else None
    if owned is None or known is None:
        return None
    return Caller(user(known.arn), by_service=by_service, is_known=owned.status != _INACTIVE)


def _token(request: Any) -> str:
    """The session token of a request: in its header, or in the query of a signed link, of either version."""
    found = request.headers.get(_SECURITY) or request.args.get(_SECURITY) or request.args.get(_SECURITY.lower())
    return str(found or "")


def _proves(request: Any, found: Any) -> bool:
    return hmac.compare_digest(_token(request).encode(), str(found.session_token).encode())


def _is_of_a_former_role(found: Any) -> bool:
    """Whether the role of that name is younger than the session: it is another one then, as its id in AWS."""
    role = role_named(found.role_arn)
    return role is not None and found.access_key.create_date < role.create_date


def _session(key: str, account_id: str) -> Any:
    """moto searches its sessions from the first; each is found once here."""
    from moto.sts.models import sts_backends

    found = _sessions.get(key)
    if found is None:
        backend = peek(sts_backends, account_id, PARTITION)
        sessions = list(backend.assumed_roles) if backend else []
        found = next((one for one in reversed(sessions) if one.access_key_id == key), None)
        if found is not None:
            if len(_sessions) >= _KNOWN_LIMIT:
                _sessions.clear()
            _sessions[key] = found
    return found
