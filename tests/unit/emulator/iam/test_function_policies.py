"""Resource policies: the patterns that permissions for API Gateway use, and IAM's rules."""

from typing import Any

import pytest

from emulator.iam.evaluation import AccessRequest, evaluate
from emulator.iam.policies import Policies, PolicyKind, read_policy
from emulator.iam.principals import service
from emulator.iam.templates import template

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f"
API = "arn:aws:execute-api:us-east-1:000000000000:abc"


def statement(**changes: Any) -> dict[str, Any]:
    base = {
        "Sid": "s",
        "Effect": "Allow",
        "Principal": {"Service": "apigateway.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": FUNCTION,
        "Condition": {"ArnLike": {"AWS:SourceArn": f"{API}/*/*/uploads"}},
    }
    return {name: value for name, value in (base | changes).items() if value is not None}


def allows(policy: dict[str, Any]) -> bool:
    keys = {"aws:sourcearn": f"{API}/$default/POST/uploads", "aws:sourceaccount": "000000000000"}
    asked = AccessRequest(service("apigateway.amazonaws.com"), "lambda:InvokeFunction", FUNCTION, context=keys)
    read = read_policy(policy, "policy", PolicyKind.RESOURCE)
    return evaluate(asked, Policies(resource=(read,))).is_allowed


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        (f"{API}/*/*/uploads", f"{API}/$default/POST/uploads", True),
        (f"{API}/*/*/uploads", f"{API}/$default/POST/jobs/{{jobId}}", False),
        (f"{API}/*/*/jobs/{{jobId}}", f"{API}/dev/GET/jobs/{{jobId}}", True),
        (f"{API}/*/GET/jobs/*", f"{API}/dev/GET/jobs/{{jobId}}", True),
        (f"{API}/*/GET/jobs/*", f"{API}/dev/POST/jobs/{{jobId}}", False),
        (f"{API}/*", f"{API}/dev/GET/a/b", True),
        (f"{API}/*/*", f"{API}/$default/$default", True),
        (f"{API}/*/$default", f"{API}/$default/$default", True),
        (f"{API}/prod/*", f"{API}/dev/GET/a", False),
        ("arn:aws:execute-api:*:*:*/*", f"{API}/dev/GET/a", True),
        ("arn:aws:execute-api:us-east-1:*:abc/*", f"{API}/dev/GET/a", True),
        ("arn:aws:execute-api:eu-west-1:*:abc/*", f"{API}/dev/GET/a", False),
        ("arn:aws:execute-api:us-east-1:000000000000:other/*", f"{API}/dev/GET/a", False),
        ("*", f"{API}/dev/GET/a", False),
        ("arn:aws:execute-api:us-east-?:000000000000:abc/*", f"{API}/dev/GET/a", True),
    ],
)
def test_arn_like(pattern: str, arn: str, expected: bool) -> None:
    assert template(pattern).matches_arn(arn, {}) is expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement()], True),
        ([], False),
        ([statement(Condition=None)], True),
        ([statement(Principal="*")], True),
        ([statement(Principal={"AWS": "*"})], True),
        ([statement(Principal={"Service": "s3.amazonaws.com"})], False),
        ([statement(Principal={"Service": ["s3.amazonaws.com", "apigateway.amazonaws.com"]})], True),
        ([statement(Principal={"AWS": "arn:aws:iam::000000000000:root"})], False),
        ([statement(Action="lambda:*")], True),
        ([statement(Action="lambda:GetFunction")], False),
        ([statement(Resource=f"{FUNCTION}:live")], False),
        ([statement(Condition={"ArnLike": {"AWS:SourceArn": f"{API}/*/*/jobs"}})], False),
        ([statement(Condition={"StringEquals": {"AWS:SourceAccount": "000000000000"}})], True),
        ([statement(Condition={"StringEquals": {"AWS:SourceAccount": "111111111111"}})], False),
        ([statement(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})], False),
        ([statement(Condition={"NumericLessThan": {"AWS:SourceAccount": "0"}})], False),
        ([statement(Condition={"ArnNotLike": {"AWS:SourceArn": f"{API}/*"}})], False),
        ([statement(Condition={"ArnNotLike": {"AWS:SourceArn": "arn:aws:s3:::b"}})], True),
        ([statement(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})], True),
        ([statement(Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}})], True),
        ([statement(Condition={"StringEqualsIfExists": {"AWS:SourceAccount": "111111111111"}})], False),
        ([statement(Condition={"ArnLike": {"AWS:SourceArn": ["arn:aws:s3:::b", f"{API}/*"]}})], True),
        (
            [
                statement(
                    Condition={
                        "ArnLike": {"AWS:SourceArn": f"{API}/*"},
                        "StringEquals": {"AWS:SourceAccount": "111111111111"},
                    }
                )
            ],
            False,
        ),
        ([statement(), statement(Effect="Deny")], False),
        ([statement(Condition={"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"}}), statement()], True),
    ],
)
def test_statements(statements: list[dict[str, Any]], expected: bool) -> None:
    assert allows({"Version": "2012-10-17", "Statement": statements}) is expected


def test_one_statement_needs_no_list() -> None:
    assert allows({"Statement": statement()})
