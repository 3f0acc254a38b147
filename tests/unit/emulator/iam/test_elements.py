"""AWS's documented examples of the policy elements: actions, resources, variables, principals."""

from typing import Any

import pytest

from emulator.iam.policies import Policies, PolicyKind, read_policy
from emulator.iam.principals import ANONYMOUS, Principal, root, service, session, user
from tests.unit.emulator.iam.cases import (
    ACCOUNT,
    BUCKET,
    OTHER,
    ROLE,
    SESSION,
    USER,
    allow,
    ask,
    deny,
    identity,
    policy,
)

QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue1"
ALL_BUT_IAM = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
NO_DELETING = {"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::*"}
TESTS = allow(resource="arn:aws:s3:::amzn-s3-demo-bucket/*/test/*")
BUT_HR = {"Effect": "Allow", "Action": "s3:*", "NotResource": [f"{BUCKET}/HRBucket/*"]}


@pytest.mark.parametrize(
    ("statement", "action", "resource", "expected"),
    [
        # "IAM JSON policy elements: Action"
        (allow("sqs:SendMessage", QUEUE), "sqs:SendMessage", QUEUE, True),
        (allow("SQS:sendmessage", QUEUE), "sqs:SendMessage", QUEUE, True),
        (allow(["sqs:SendMessage", "sqs:ReceiveMessage"]), "sqs:ReceiveMessage", QUEUE, True),
        (allow("iam:*AccessKey*"), "iam:UpdateAccessKey", "*", True),
        (allow("iam:*AccessKey*"), "iam:GetUser", "*", False),
        (allow("sqs:*"), "sns:Publish", "*", False),
        (allow("s3:Get?bject"), "s3:GetObject", f"{BUCKET}/a", True),
        # "IAM JSON policy elements: NotAction"
        (ALL_BUT_IAM, "s3:ListBucket", BUCKET, True),
        (ALL_BUT_IAM, "iam:GetUser", "*", False),
        (NO_DELETING, "s3:DeleteBucket", BUCKET, False),
        (NO_DELETING, "s3:PutObject", f"{BUCKET}/a", True),
        (NO_DELETING, "sqs:SendMessage", QUEUE, False),
        # "IAM JSON policy elements: Resource"
        (allow(resource=f"arn:aws:iam::{ACCOUNT}:user/Development/product_1234/*"), "iam:GetUser",
         f"arn:aws:iam::{ACCOUNT}:user/Development/product_1234/Ana", True),
        (TESTS, "s3:GetObject", f"{BUCKET}/1/test/object.jpg", True),
        (TESTS, "s3:GetObject",
         f"{BUCKET}/1/2/test/3/object.jpg", True),
        (TESTS, "s3:GetObject", f"{BUCKET}/test/object.jpg", False),
        (allow(resource="arn:aws:s3:::amzn-s3-demo-bucket/*"), "s3:ListBucket", BUCKET, False),
        (allow(resource=f"{BUCKET}/A"), "s3:GetObject", f"{BUCKET}/a", False),
        # "IAM JSON policy elements: NotResource"
        (BUT_HR, "s3:GetObject", f"{BUCKET}/x", True),
        (BUT_HR, "s3:GetObject",
         f"{BUCKET}/HRBucket/Payroll/x", False),
    ],
)  # fmt: skip
def test_actions_and_resources(statement: dict[str, Any], action: str, resource: str, expected: bool) -> None:
    assert ask(action, resource, identity(statement)).is_allowed is expected


def test_a_deny_with_not_resource_spares_what_it_names() -> None:
    policies = identity(allow("s3:*"), {"Effect": "Deny", "Action": "s3:*", "NotResource": [BUCKET, f"{BUCKET}/*"]})
    assert ask("s3:GetObject", f"{BUCKET}/a", policies).is_allowed
    assert not ask("s3:GetObject", "arn:aws:s3:::other/a", policies).is_allowed


@pytest.mark.parametrize(
    ("resource", "asked", "expected"),
    [
        # "IAM policy elements: Variables and tags"
        ("${aws:username}", "Ana", True),
        ("${aws:username}", "Bob", False),
        ("${AWS:UserName}/*", "Ana/a/b", True),
        ("${aws:PrincipalTag/team, 'company-wide'}/*", "company-wide/x", True),
        ("${aws:PrincipalTag/team, 'company-wide'}/*", "yellow/x", False),
        ("${aws:PrincipalTag/team}/*", "/x", False),
        ("${aws:PrincipalTag/Missing}", "${aws:PrincipalTag/Missing}", False),
        ("${*}", "*", True),
        ("${*}", "x", False),
        ("a${?}", "a?", True),
        ("a${?}", "ab", False),
        ("${$}{aws:username}", "${aws:username}", True),
        ("${aws:star}", "anything", False),
        ("${aws:star}", "*", True),
        ("${aws:several}", "one", False),
    ],
)
def test_variables(resource: str, asked: str, expected: bool) -> None:
    policies = identity(allow("s3:*", f"{BUCKET}/{resource}"))
    keys: dict[str, Any] = {"aws__username": "Ana", "aws__star": "*", "aws__several": ("one", "two")}
    assert ask("s3:GetObject", f"{BUCKET}/{asked}", policies, **keys).is_allowed is expected


def test_a_deny_whose_variable_has_no_value_denies_nothing() -> None:
    policies = identity(allow(), {"Effect": "Deny", "Action": "s3:*", "NotResource": f"{BUCKET}/${{aws:username}}/*"})
    assert ask("s3:GetObject", f"{BUCKET}/x", policies).is_allowed
    assert not ask("s3:GetObject", f"{BUCKET}/x", policies, aws__username="Ana").is_allowed


def test_the_old_language_has_no_variables() -> None:
    old = {"Version": "2008-10-17", "Statement": allow("s3:*", f"{BUCKET}/${{aws:username}}")}
    policies = Policies(identity=(read_policy(old, "old", PolicyKind.IDENTITY),))
    assert not ask("s3:GetObject", f"{BUCKET}/Ana", policies, aws__username="Ana").is_allowed
    assert ask("s3:GetObject", f"{BUCKET}/${{aws:username}}", policies, aws__username="Ana").is_allowed


@pytest.mark.parametrize(
    ("element", "principal", "expected"),
    [
        # "AWS JSON policy elements: Principal", all within the account of the bucket
        ("*", USER, True),
        ("*", ANONYMOUS, True),
        ({"AWS": "*"}, ANONYMOUS, True),
        ({"AWS": "*"}, service("sns.amazonaws.com"), True),
        ({"AWS": USER.arn}, USER, True),
        ({"AWS": [f"arn:aws:iam::{OTHER}:user/x", USER.arn]}, USER, True),
        ({"AWS": ROLE}, SESSION, True),
        ({"AWS": SESSION.arn}, SESSION, True),
        ({"AWS": ROLE}, session(f"{ROLE}2", "run"), False),
        ({"AWS": SESSION.arn}, session(ROLE, "another"), False),
        # An account delegates: without a policy of their own nobody of it may.
        ({"AWS": ACCOUNT}, USER, False),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, SESSION, False),
        ({"AWS": ACCOUNT}, root(ACCOUNT), True),
        ({"AWS": OTHER}, USER, False),
        ({"AWS": "arn:aws:iam::111122223333:user/*"}, USER, False),
        ({"Service": "s3.amazonaws.com"}, service("s3.amazonaws.com"), True),
        ({"Service": "s3.amazonaws.com"}, service("sns.amazonaws.com"), False),
        ({"Service": "s3.amazonaws.com"}, USER, False),
        ({"Service": ["ecs.amazonaws.com", "s3.amazonaws.com"]}, service("s3.amazonaws.com"), True),
        ({"AWS": USER.arn, "Service": "s3.amazonaws.com"}, service("s3.amazonaws.com"), True),
    ],
)  # fmt: skip
def test_principals(element: Any, principal: Principal, expected: bool) -> None:
    statement = allow("s3:*", f"{BUCKET}/*", Principal=element)
    policies = Policies(resource=policy(PolicyKind.RESOURCE, statement))
    assert ask("s3:GetObject", f"{BUCKET}/a", policies, principal, ACCOUNT).is_allowed is expected


@pytest.mark.parametrize(
    ("excepted", "principal", "denied"),
    [
        # "AWS JSON policy elements: NotPrincipal": the account must be excepted as well as the user
        ([USER.arn, f"arn:aws:iam::{ACCOUNT}:root"], USER, False),
        ([USER.arn], USER, True),
        ([f"arn:aws:iam::{ACCOUNT}:root"], USER, True),
        ([SESSION.arn, ROLE, f"arn:aws:iam::{ACCOUNT}:root"], SESSION, False),
        ([ROLE, f"arn:aws:iam::{ACCOUNT}:root"], SESSION, True),
        ([f"arn:aws:iam::{ACCOUNT}:root"], root(ACCOUNT), False),
        ([USER.arn, f"arn:aws:iam::{ACCOUNT}:root"], user(f"arn:aws:iam::{ACCOUNT}:user/Bob"), True),
        ([USER.arn, f"arn:aws:iam::{ACCOUNT}:root"], ANONYMOUS, True),
    ],
)  # fmt: skip
def test_not_principal_denies_everyone_else(excepted: list[str], principal: Principal, denied: bool) -> None:
    policies = Policies(
        resource=policy(
            PolicyKind.RESOURCE,
            allow("s3:*", "*", Principal="*"),
            {"Effect": "Deny", "NotPrincipal": {"AWS": excepted}, "Action": "s3:*", "Resource": "*"},
        )
    )
    assert ask("s3:GetObject", f"{BUCKET}/a", policies, principal, ACCOUNT).is_allowed is not denied


def test_an_account_in_a_deny_reaches_everyone_in_it() -> None:
    statement = deny("s3:*", "*", Principal={"AWS": ACCOUNT})
    policies = Policies(identity=policy(PolicyKind.IDENTITY, allow()), resource=policy(PolicyKind.RESOURCE, statement))
    for principal in (USER, SESSION, root(ACCOUNT)):
        assert not ask("s3:GetObject", f"{BUCKET}/a", policies, principal, ACCOUNT).is_allowed
