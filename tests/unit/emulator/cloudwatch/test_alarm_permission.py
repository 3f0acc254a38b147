"""Whether a function's resource policy lets alarms invoke it."""

from typing import Any

import pytest

from emulator.cloudwatch.permission import PRINCIPAL, may_invoke

ALARM = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:big"


def statement(**changed: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": PRINCIPAL},
        "Action": "lambda:InvokeFunction",
        "Resource": "arn:aws:lambda:us-east-1:111122223333:function:cleaner",
        "Condition": {"ArnLike": {"AWS:SourceArn": ALARM}},
        **changed,
    }


@pytest.mark.parametrize(
    ("changed", "allowed"),
    [
        ({}, True),
        ({"Condition": {}}, True),
        ({"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*"}}}, True),
        ({"Condition": {"ArnLike": {"aws:SourceArn": ALARM + "-other"}}}, False),
        ({"Condition": {"StringEquals": {"AWS:SourceAccount": "111122223333"}}}, True),
        ({"Condition": {"StringEquals": {"AWS:SourceAccount": "999999999999"}}}, False),
        ({"Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}}, False),
        ({"Condition": {"ArnNotLike": {"aws:SourceArn": ALARM}}}, False),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({"Principal": {"Service": ["s3.amazonaws.com", PRINCIPAL]}}, True),
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}, False),
        ({"Action": "lambda:*"}, True),
        ({"Action": ["lambda:GetFunction"]}, False),
        ({"Effect": "Deny"}, False),
    ],
)
def test_statements(changed: dict[str, Any], allowed: bool) -> None:
    assert may_invoke({"Statement": [statement(**changed)]}, ALARM, "111122223333") is allowed


def test_no_policy_is_no_permission() -> None:
    assert not may_invoke(None, ALARM, "111122223333")
    assert not may_invoke({}, ALARM, "111122223333")


def test_a_deny_wins() -> None:
    both = {"Statement": [statement(), statement(Effect="Deny", Principal="*")]}
    assert not may_invoke(both, ALARM, "111122223333")
