"""Whose bucket a request means, and when another account's bucket is reached."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from emulator import DEFAULT_ACCOUNT
from emulator.s3.owners import lets_in, meant, takes_from_anybody

OLD, NEW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
ME, YOU, THEM = "111111111111", "222222222222", "333333333333"


@dataclass
class FakeBucket:
    creation_date: datetime = OLD
    policy: str | None = None
    acl: Any = None


def policy(principal: Any, effect: str = "Allow", as_list: bool = True) -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": "s3:*", "Resource": "*"}
    return json.dumps({"Statement": [statement] if as_list else statement})


OPEN_TO_ME = policy({"AWS": ME})


@pytest.mark.parametrize(
    ("buckets", "account_id", "owner"),
    [
        ({}, ME, None),
        ({}, None, None),
        ({ME: FakeBucket(NEW), DEFAULT_ACCOUNT: FakeBucket(OLD)}, ME, ME),
        ({YOU: FakeBucket()}, ME, None),
        ({DEFAULT_ACCOUNT: FakeBucket()}, ME, None),
        ({YOU: FakeBucket(policy=OPEN_TO_ME)}, ME, YOU),
        ({YOU: FakeBucket(policy=OPEN_TO_ME)}, THEM, None),
        ({ME: FakeBucket(NEW), YOU: FakeBucket(policy=OPEN_TO_ME)}, ME, ME),
        ({YOU: FakeBucket(NEW, OPEN_TO_ME), THEM: FakeBucket(OLD, OPEN_TO_ME)}, ME, THEM),
        ({YOU: FakeBucket(NEW), THEM: FakeBucket(OLD)}, None, THEM),
        ({YOU: FakeBucket(OLD), THEM: FakeBucket(OLD)}, None, YOU),
        ({YOU: FakeBucket(OLD), DEFAULT_ACCOUNT: FakeBucket(NEW)}, None, DEFAULT_ACCOUNT),
        ({YOU: FakeBucket(OLD)}, DEFAULT_ACCOUNT, None),
    ],
)
def test_the_bucket_meant_when_every_account_has_names_of_its_own(
    buckets: dict[str, FakeBucket], account_id: str | None, owner: str | None
) -> None:
    assert meant(buckets, account_id, namespace=str) == owner


def test_a_bucket_of_an_account_that_shares_names_is_meant_first_and_whether_it_lets_in_or_not() -> None:
    namespace = {ME: "run", YOU: "run", THEM: "another"}.__getitem__
    buckets = {YOU: FakeBucket(NEW), THEM: FakeBucket(OLD, OPEN_TO_ME)}
    assert meant(buckets, ME, namespace) == YOU
    assert meant({THEM: FakeBucket(OLD)}, ME, namespace) is None
    assert meant({YOU: FakeBucket()}, ME) == YOU, "accounts that no run has share theirs"


@pytest.mark.parametrize(
    ("text", "group", "permission", "taken"),
    [
        (None, "", "", False),
        (None, "AllUsers", "WRITE", True),
        (None, "AllUsers", "FULL_CONTROL", True),
        (None, "AllUsers", "READ", False),
        (None, "AuthenticatedUsers", "WRITE", False),
        (policy("*"), "", "", True),
        (policy({"AWS": "*"}).replace("s3:*", "s3:Put*"), "", "", True),
        (policy("*").replace("s3:*", "s3:GetObject"), "", "", False),
        (policy({"AWS": ME}), "", "", False),
        (policy("*", effect="Deny"), "", "", False),
    ],
)
def test_what_anybody_may_put(text: str | None, group: str, permission: str, taken: bool) -> None:
    uri = f"http://acs.amazonaws.com/groups/global/{group}"
    grants = [{"Grantee": {"Type": "Group", "URI": uri}, "Permission": permission}] if group else []
    assert takes_from_anybody(text, {"Grants": grants}) is taken


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        (None, False),
        ("", False),
        ("not json", False),
        ("{}", False),
        (policy("*"), True),
        (policy({"AWS": "*"}), True),
        (policy({"AWS": ME}), True),
        (policy({"AWS": [YOU, ME]}), True),
        (policy({"AWS": f"arn:aws:iam::{ME}:root"}), True),
        (policy({"AWS": f"arn:aws:iam::{ME}:role/some"}, as_list=False), True),
        (policy({"AWS": f"arn:aws:iam::{YOU}:role/{ME}"}), False),
        (policy({"AWS": ME}, effect="Deny"), False),
        (policy({"Service": "cloudfront.amazonaws.com"}), False),
    ],
)
def test_a_policy_lets_in(text: str | None, reached: bool) -> None:
    assert lets_in(text, None, ME) is reached


@pytest.mark.parametrize("group", ["AllUsers", "AuthenticatedUsers", "LogDelivery"])
def test_an_acl_lets_everybody_in(group: str) -> None:
    grant = {"Grantee": {"Type": "Group", "URI": f"http://acs.amazonaws.com/groups/global/{group}"}}
    assert lets_in(None, {"Grants": [grant]}, ME) is (group != "LogDelivery")
