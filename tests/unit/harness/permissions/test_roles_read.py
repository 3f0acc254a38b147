"""Roles are read by the hundred, with their policies; a managed policy that several have is asked for once."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

from bootstrap.clients import Clients
from harness.probes.iam import roles_of

INLINE, MANAGED = {"Statement": [{"Action": "s3:GetObject"}]}, {"Statement": [{"Action": "sqs:*"}]}
TRUST = {"Statement": [{"Principal": {"Service": "lambda.amazonaws.com"}}]}
ARN = "arn:aws:iam::000000000000:policy/shared"


def role(name: str) -> dict[str, Any]:
    return {
        "RoleName": name, "Arn": f"arn:aws:iam::000000000000:role/{name}", "AssumeRolePolicyDocument": TRUST,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": quote(json.dumps(INLINE))}],
        "AttachedManagedPolicies": [{"PolicyArn": ARN, "PolicyName": "shared"}], "Path": "/",
    }  # fmt: skip


class Iam:
    """Two pages of roles, and one managed policy."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get_paginator(self, operation: str) -> Any:
        def pages(**wanted: Any) -> Iterator[dict[str, Any]]:
            self.asked.append(f"{operation} {wanted['Filter']}")
            yield {"RoleDetailList": [role("one"), role("other")]}
            yield {"RoleDetailList": [role("third")]}

        return SimpleNamespace(paginate=pages)

    def get_policy(self, PolicyArn: str) -> Any:  # noqa: N803 - boto3's word
        self.asked.append(f"get_policy {PolicyArn}")
        return {"Policy": {"DefaultVersionId": "v2"}}

    def get_policy_version(self, PolicyArn: str, VersionId: str) -> Any:  # noqa: N803 - boto3's words
        assert VersionId == "v2"
        return {"PolicyVersion": {"Document": MANAGED}}


def test_roles_come_with_their_policies_by_few_requests() -> None:
    iam = Iam()
    found = list(roles_of(cast(Clients, SimpleNamespace(iam=iam)), lambda each: each["RoleName"] != "other"))
    assert [each["RoleName"] for each in found] == ["one", "third"]
    for each in found:
        assert each["Policies"] == [{"name": "own", "document": INLINE}, {"name": ARN, "document": MANAGED}]
        assert each["AssumeRolePolicyDocument"] == TRUST
    assert iam.asked == ["get_account_authorization_details ['Role']", f"get_policy {ARN}"]
