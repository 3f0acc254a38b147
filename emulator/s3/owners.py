"""Whose bucket a request means, and who gets into it. Pure.

In AWS a bucket's name is taken for all accounts, so that a name alone says which bucket is meant. Here it is taken for
the accounts that share names (`emulator.accounts.namespaces`): the account that asks says which bucket it means, its
own or that of an account it shares names with. Whoever isn't the owner gets in when the bucket's policy or its ACL lets
the account in, as AWS allows it; so buckets of accounts with other names are reached as well. A request that nobody
signed means the default account's bucket, else the oldest of that name.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, Protocol

from emulator import DEFAULT_ACCOUNT
from emulator.accounts.namespaces import NAMESPACES

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
OPEN_GROUPS = (EVERYBODY, "http://acs.amazonaws.com/groups/global/AuthenticatedUsers")


class Bucket(Protocol):
    """What of a bucket decides."""

    creation_date: datetime
    policy: str | None
    acl: Any


def meant(
    buckets: Mapping[str, Bucket], account_id: str | None, namespace: Callable[[str], str] = NAMESPACES.of
) -> str | None:
    """The owner of the bucket that `account_id` means, of the buckets of one name by owner; None when it means none.

    Without an account (nobody signed) every bucket can be meant. `namespace` answers equal for accounts that share
    names.
    """
    if account_id in buckets:
        return account_id
    reached = [
        owner
        for owner, bucket in buckets.items()
        if account_id is None
        or namespace(owner) == namespace(account_id)
        or lets_in(bucket.policy, bucket.acl, account_id)
    ]
    return min(
        reached,
        key=lambda owner: (
            account_id is not None and namespace(owner) != namespace(account_id),
            owner != DEFAULT_ACCOUNT,
            buckets[owner].creation_date,
            owner,
        ),
        default=None,
    )


def lets_in(policy: str | None, acl: Any, account_id: str) -> bool:
    """Whether a bucket policy allows anything to the account, or an ACL to everybody (user guide: bucket owners).

    What exactly is allowed isn't looked at here.
    """
    if any(uri in OPEN_GROUPS for _, uri in _grants(acl)):
        return True
    named = (one for statement in _allowing(policy) for one in _principals(statement))
    return any(principal == "*" or account_id in principal.split(":") for principal in named)


def takes_from_anybody(policy: str | None, acl: Any) -> bool:
    """Whether a request that nobody signed may put an object: by the ACL, or by a statement of the policy."""
    if any(uri == EVERYBODY and permission in ("WRITE", "FULL_CONTROL") for permission, uri in _grants(acl)):
        return True
    return any(
        "*" in _principals(statement)
        and any(fnmatchcase("s3:putobject", action.lower()) for action in _actions(statement))
        for statement in _allowing(policy)
    )


def _grants(acl: Any) -> Iterator[tuple[str, str]]:
    """What an ACL grants to groups: permission and the group's URI."""
    for grant in (acl or {}).get("Grants") or ():
        yield str(grant.get("Permission", "")), str(grant.get("Grantee", {}).get("URI", ""))


def _allowing(policy: str | None) -> Iterator[Mapping[str, Any]]:
    """The policy's Allow statements."""
    try:
        statements = json.loads(policy or "{}").get("Statement", [])
    except ValueError:
        return
    for statement in statements if isinstance(statements, list) else [statements]:
        if statement.get("Effect") == "Allow":
            yield statement


def _principals(statement: Mapping[str, Any]) -> list[str]:
    """Every AWS principal of a statement: `*`, an account id, an ARN."""
    principal = statement.get("Principal")
    return _texts(principal.get("AWS", ()) if isinstance(principal, dict) else principal or ())


def _actions(statement: Mapping[str, Any]) -> list[str]:
    return _texts(statement.get("Action", ()))


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
