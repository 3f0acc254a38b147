"""Whose bucket a request means, now that two accounts may give a bucket the same name. Pure.

In AWS a bucket's name is taken for all accounts, so that a name alone says which bucket is meant. Runs that are kept
apart by their accounts need the same names, so here a name is taken within an account only, and the account that asks
says which bucket it means: its own. Another account's bucket is reached as AWS allows it to be: when its policy or its
ACL lets the caller in. A request that nobody signed means the default account's bucket, else the oldest of that name.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from emulator import DEFAULT_ACCOUNT

OPEN_GROUPS = (
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
)


class Bucket(Protocol):
    """What of a bucket decides."""

    creation_date: datetime
    policy: str | None
    acl: Any


def meant(buckets: Mapping[str, Bucket], account_id: str | None) -> str | None:
    """The owner of the bucket that `account_id` means, of the buckets of one name by owner; None when it means none.

    Without an account (nobody signed) every bucket can be meant.
    """
    if account_id in buckets:
        return account_id
    reached = [
        owner
        for owner, bucket in buckets.items()
        if account_id is None or lets_in(bucket.policy, bucket.acl, account_id)
    ]
    return min(reached, key=lambda owner: (owner != DEFAULT_ACCOUNT, buckets[owner].creation_date, owner), default=None)


def lets_in(policy: str | None, acl: Any, account_id: str) -> bool:
    """Whether a bucket policy allows anything to the account, or an ACL to everybody (user guide: bucket owners).

    What exactly is allowed isn't looked at, as nowhere in this emulator.
    """
    if any(grant.get("Grantee", {}).get("URI") in OPEN_GROUPS for grant in (acl or {}).get("Grants") or ()):
        return True
    return any(principal == "*" or account_id in principal.split(":") for principal in _allowed(policy))


def _allowed(policy: str | None) -> Iterator[str]:
    """Every AWS principal (`*`, an account id, an ARN) of the policy's Allow statements."""
    try:
        statements = json.loads(policy or "{}").get("Statement", [])
    except ValueError:
        return
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal") if statement.get("Effect") == "Allow" else None
        named = principal.get("AWS", ()) if isinstance(principal, dict) else principal or ()
        yield from [named] if isinstance(named, str) else named
