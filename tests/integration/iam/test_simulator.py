"""The policy simulator answers as requests are decided."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.iam.callers import Iam, allow, deny, document


def decisions(answer: Any) -> dict[str, str]:
    return {one["EvalActionName"]: one["EvalDecision"] for one in answer["EvaluationResults"]}


def test_a_roles_policies_are_simulated(iam: Iam) -> None:
    role = iam.role(allow("s3:*", "arn:aws:s3:::b/*"), deny("s3:DeleteObject"))
    answer = iam.clients.iam.simulate_principal_policy(
        PolicySourceArn=role,
        ActionNames=["s3:GetObject", "s3:DeleteObject", "sqs:SendMessage"],
        ResourceArns=["arn:aws:s3:::b/k"],
    )
    assert decisions(answer) == {
        "s3:GetObject": "allowed", "s3:DeleteObject": "explicitDeny", "sqs:SendMessage": "implicitDeny",
    }  # fmt: skip


def test_policies_of_ones_own_are_simulated_with_a_context(iam: Iam) -> None:
    policy = document(allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "home/*"}}))
    for prefix, expected in (("home/a", "allowed"), ("away", "implicitDeny")):
        entry: Any = {"ContextKeyName": "s3:prefix", "ContextKeyValues": [prefix], "ContextKeyType": "string"}
        answer = iam.clients.iam.simulate_custom_policy(
            PolicyInputList=[policy], ActionNames=["s3:ListBucket"], ContextEntries=[entry]
        )
        assert decisions(answer) == {"s3:ListBucket": expected}


def test_whom_nobody_knows_is_not_simulated(iam: Iam) -> None:
    arn = f"arn:aws:iam::{iam.clients.account_id}:role/none"
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.clients.iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:GetObject"])
