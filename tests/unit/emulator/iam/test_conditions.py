"""AWS's documented examples of conditions: every operator, `IfExists`, sets of values, `Null`."""

from typing import Any

import pytest

from emulator.iam.conditions import read_conditions
from emulator.iam.evaluation import AccessRequest, evaluate
from emulator.iam.operators import OPERATORS
from tests.unit.emulator.iam.cases import USER, allow, deny, identity

ABSENT = None


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        ("StringEquals", "silver", "silver", True),
        ("StringEquals", "silver", "Silver", False),
        ("StringEquals", ["silver", "gold"], "gold", True),
        ("StringEquals", "s*", "silver", False),
        ("StringEquals", "silver", ABSENT, False),
        ("stringequals", "silver", "silver", True),
        ("StringNotEquals", "silver", "gold", True),
        ("StringNotEquals", ["silver", "gold"], "gold", False),
        ("StringNotEquals", "silver", ABSENT, True),
        ("StringEqualsIgnoreCase", "silver", "SILVER", True),
        ("StringNotEqualsIgnoreCase", "silver", "SILVER", False),
        ("StringLike", ["", "home/*"], "home/x/y", True),
        ("StringLike", ["", "home/*"], "", True),
        ("StringLike", "h?me", "home", True),
        ("StringLike", "home", "home/", False),
        ("StringNotLike", "home/*", "away/x", True),
        ("StringNotLike", "home/*", ABSENT, True),
        ("NumericEquals", "10", "10.0", True),
        ("NumericNotEquals", "10", "11", True),
        ("NumericLessThan", "10", "9.5", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", 10, "11", True),
        ("NumericGreaterThanEquals", "10", "9", False),
        ("NumericLessThan", "10", "many", False),
        ("NumericLessThan", "10", ABSENT, False),
        ("DateEquals", "2019-07-16T12:00:00Z", "2019-07-16T12:00:00Z", True),
        ("DateEquals", "1563278400", "2019-07-16T12:00:00Z", True),
        ("DateNotEquals", "2019-07-16T12:00:00Z", "2019-07-16T12:00:01Z", True),
        ("DateLessThan", "2020-06-30T23:59:59Z", "2020-06-01T00:00:00Z", True),
        ("DateLessThan", "2020-06-30T23:59:59Z", "2020-07-01T00:00:00Z", False),
        ("DateLessThanEquals", "2020-06-30", "2020-06-30T00:00:00Z", True),
        ("DateGreaterThan", "2020-04-01T00:00:00Z", "2020-04-02T00:00:00+02:00", True),
        ("DateGreaterThanEquals", "2020-04-01T00:00:00Z", "2020-03-31T23:59:59Z", False),
        ("DateGreaterThan", "2020-04-01T00:00:00Z", "soon", False),
        ("Bool", "true", "true", True),
        ("Bool", True, "true", True),
        ("Bool", "false", "true", False),
        ("Bool", "true", ABSENT, False),
        ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", True),
        ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QQ==", False),
        ("IpAddress", "203.0.113.0/24", "203.0.113.77", True),
        ("IpAddress", "203.0.113.0/24", "203.0.114.1", False),
        ("IpAddress", ["203.0.113.0/24", "2001:DB8:1234:5678::/64"], "2001:db8:1234:5678::1", True),
        ("IpAddress", "192.0.2.1", "192.0.2.1", True),
        ("IpAddress", "203.0.113.0/24", ABSENT, False),
        ("NotIpAddress", ["192.0.2.0/24", "203.0.113.0/24"], "198.51.100.7", True),
        ("NotIpAddress", ["192.0.2.0/24", "203.0.113.0/24"], "192.0.2.7", False),
        ("ArnEquals", "arn:aws:sns:us-east-1:123456789012:t", "arn:aws:sns:us-east-1:123456789012:t", True),
        ("ArnEquals", "arn:aws:sns:*:123456789012:t*", "arn:aws:sns:eu-west-1:123456789012:topic", True),
        ("ArnLike", "arn:aws:sns:*:t", "arn:aws:sns:us-east-1:123456789012:t", False),
        ("ArnLike", "*", "arn:aws:sns:us-east-1:123456789012:t", False),
        ("ArnLike", "arn:aws:s3:::b/*", "arn:aws:s3:::b/c:d/e", True),
        ("ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::c", True),
        ("ArnNotLike", "arn:aws:s3:::*", "arn:aws:s3:::c", False),
        ("ArnNotLike", "arn:aws:s3:::*", ABSENT, True),
        # IfExists
        ("StringLikeIfExists", ["t1.*", "t2.*"], ABSENT, True),
        ("StringLikeIfExists", ["t1.*", "t2.*"], "m3.large", False),
        ("NumericLessThanIfExists", "10", ABSENT, True),
        ("BoolIfExists", "true", ABSENT, True),
        ("BoolIfExists", "true", "false", False),
        ("StringNotEqualsIfExists", "a", ABSENT, True),
        # Null
        ("Null", "true", ABSENT, True),
        ("Null", "true", "there", False),
        ("Null", "false", "there", True),
        ("Null", "false", ABSENT, False),
        ("Null", "true", (), True),
        # Sets: "Set operators for multivalued context keys"
        ("ForAllValues:StringEquals", ["environment", "cost-center"], ("environment", "cost-center"), True),
        ("ForAllValues:StringEquals", ["environment", "cost-center"], ("environment",), True),
        ("ForAllValues:StringEquals", ["environment", "cost-center"], ("environment", "owner"), False),
        ("ForAllValues:StringEquals", ["environment", "cost-center"], ABSENT, True),
        ("ForAllValues:StringEquals", ["environment", "cost-center"], (), True),
        ("ForAllValues:StringNotEquals", ["key1"], ("key2", "key3"), True),
        ("ForAllValues:StringNotEquals", ["key1"], ("key1", "key2"), False),
        ("ForAnyValue:StringEquals", ["environment", "webserver"], ("owner", "webserver"), True),
        ("ForAnyValue:StringEquals", ["environment", "webserver"], ("owner",), False),
        ("ForAnyValue:StringEquals", ["environment"], ABSENT, False),
        ("ForAnyValue:StringNotEquals", ["key1"], ("key1", "key2"), True),
        ("ForAnyValue:StringNotEquals", ["key1"], ("key1",), False),
        ("ForAnyValue:StringNotEquals", ["key1"], ABSENT, False),
        ("ForAnyValue:StringEqualsIfExists", ["a"], ABSENT, True),
        ("ForAllValues:StringLike", "k*", "key", True),
        ("foranyvalue:stringlike", "k*", ("a", "key"), True),
        ("StringNotEquals", "a", ("a", "b"), False),
    ],
)
def test_operators(operator: str, wanted: Any, value: str | tuple[str, ...] | None, expected: bool) -> None:
    (test,) = read_conditions({operator: {"aws:Tested": wanted}}, variables=True)
    context = {} if value is ABSENT else {"aws:tested": value}
    assert test.holds(context, unknown=False) is expected


def test_every_operator_of_the_reference_is_known() -> None:
    pairs = {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "NumericEquals", "DateEquals", "IpAddress", "Bool"}
    orders = {f"{kind}{order}{end}" for kind in ("Numeric", "Date") for order in ("LessThan", "GreaterThan")
              for end in ("", "Equals")}  # fmt: skip
    negated = {"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "NumericNotEquals", "DateNotEquals"}
    arns = {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "NotIpAddress", "BinaryEquals"}
    assert {one.name for one in OPERATORS.values()} == pairs | orders | negated | arns


def decided(context: dict[str, Any], *statements: dict[str, Any]) -> bool:
    return evaluate(
        AccessRequest(USER, "s3:ListBucket", "arn:aws:s3:::b", "", context), identity(*statements)
    ).is_allowed


def test_all_tests_of_all_operators_must_hold() -> None:
    statement = allow(Condition={"StringEquals": {"s3:prefix": "a", "s3:delimiter": "/"}, "Bool": {"aws:MFA": "true"}})
    keys: dict[str, Any] = {"s3:prefix": "a", "s3:delimiter": "/", "aws:mfa": "true"}
    assert decided(keys, statement)
    for key in keys:
        assert not decided({name: value for name, value in keys.items() if name != key}, statement)


@pytest.mark.parametrize("operator", ["StringEquals", "StringLike", "ArnLike"])
def test_conditions_may_hold_variables(operator: str) -> None:
    statement = allow(Condition={operator: {"aws:Tested": "arn:aws:iam::1:user/${aws:username}"}})
    assert decided({"aws:tested": "arn:aws:iam::1:user/Ana", "aws:username": "Ana"}, statement)
    assert not decided({"aws:tested": "arn:aws:iam::1:user/Ana", "aws:username": "Bob"}, statement)
    assert not decided({"aws:tested": "arn:aws:iam::1:user/Ana"}, statement)


def test_an_operator_that_nobody_knows_never_allows_and_always_denies() -> None:
    condition = {"StringSortOf": {"aws:Tested": "a"}}
    assert not decided({"aws:tested": "a"}, allow(Condition=condition))
    assert not decided({"aws:tested": "a"}, allow(), deny(Condition=condition))
