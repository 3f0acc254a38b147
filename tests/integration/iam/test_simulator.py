"""The policy simulator answers as requests are decided."""

import json
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.iam.callers import Caller, Iam, allow, deny, document

ASKED = {
    "s3:GetObject": ("arn:aws:s3:::{0}/k", "s3", "get_object", {"Key": "k"}),
    "s3:PutObject": ("arn:aws:s3:::{0}/k", "s3", "put_object", {"Key": "k"}),
    "s3:ListBucket": ("arn:aws:s3:::{0}", "s3", "list_objects_v2", {}),
    "s3:DeleteObject": ("arn:aws:s3:::{0}/k", "s3", "delete_object", {"Key": "k"}),
}
"""By the action: the ARN that it is asked for, and how it is asked."""
ACTIONS = [*ASKED, "s3:*", "s3:Get*", "s3:*Object", "sqs:*", "*"]
RESOURCES = ["*", "arn:aws:s3:::{0}", "arn:aws:s3:::{0}/*", "arn:aws:s3:::{0}/k", "arn:aws:s3:::{0}/${{aws:userid}}"]


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


def generated(random: Random, bucket: str) -> list[dict[str, Any]]:
    """Two or three statements about what may be asked of the bucket."""
    made = []
    for effect in random.choices([allow, allow, deny], k=random.randint(2, 3)):
        actions = random.sample(ACTIONS, random.randint(1, 2))
        made.append(effect(actions, [each.format(bucket) for each in random.sample(RESOURCES, 2)]))
    return made


def is_let_in(caller: Caller, bucket: str, action: str) -> bool:
    _, service, operation, more = ASKED[action]
    try:
        getattr(caller.client(service), operation)(Bucket=bucket, **more)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDenied":
            raise
        return False
    return True


def test_the_simulator_says_what_enforcing_does(iam: Iam) -> None:
    """Both simulators and the request itself, of generated policies: one answer."""
    bucket, random, seen = f"simulated-{iam.clients.account_id}", Random(7), set()
    iam.clients.s3.create_bucket(Bucket=bucket)
    iam.clients.s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    iam.mode("enforce")
    for _ in range(12):
        statements = generated(random, bucket)
        caller = iam.user(*statements)
        for action, (arn, *_) in ASKED.items():
            iam.clients.s3.put_object(Bucket=bucket, Key="k", Body=b"x")
            asked: Any = {"ActionNames": [action], "ResourceArns": [arn.format(bucket)]}
            of_caller = iam.clients.iam.simulate_principal_policy(PolicySourceArn=caller.arn, **asked)
            of_policy = iam.clients.iam.simulate_custom_policy(PolicyInputList=[document(*statements)], **asked)
            assert decisions(of_caller) == decisions(of_policy)
            said = decisions(of_caller)[action]
            assert (said == "allowed") == is_let_in(caller, bucket, action), statements
            seen.add(said)
    assert seen == {"allowed", "implicitDeny", "explicitDeny"}


def test_an_account_is_told_in_pages_from_what_decides(iam: Iam) -> None:
    """Users, groups, roles and policies with their documents, by kind, each once however small the pages are."""
    client = iam.clients.iam
    caller = iam.user(allow("s3:GetObject"))
    role = iam.role(allow("sqs:SendMessage"), name="told")
    client.create_group(GroupName="told")
    client.add_user_to_group(GroupName="told", UserName=caller.arn.rsplit("/", 1)[-1])
    text = document(deny("s3:*"))
    policy: Any = client.create_policy(PolicyName="told", PolicyDocument=text)["Policy"]
    client.attach_role_policy(RoleName="told", PolicyArn=policy["Arn"])

    kinds: Any = ["User", "Group", "Role", "LocalManagedPolicy"]
    pages = list(
        client.get_paginator("get_account_authorization_details").paginate(
            Filter=kinds, PaginationConfig={"PageSize": 1}
        )
    )
    assert len(pages) == 4
    assert [page["IsTruncated"] for page in pages] == [True, True, True, False]
    user: Any = pages[0]["UserDetailList"][0]
    assert (user["Arn"], user["GroupList"]) == (caller.arn, ["told"])
    assert user["UserPolicyList"][0]["PolicyDocument"] == json.loads(document(allow("s3:GetObject")))
    assert [each["GroupName"] for each in pages[1]["GroupDetailList"]] == ["told"]
    told: Any = pages[2]["RoleDetailList"][0]
    assert (told["Arn"], told["AttachedManagedPolicies"]) == (
        role, [{"PolicyName": "told", "PolicyArn": policy["Arn"]}]
    )  # fmt: skip
    assert told["AssumeRolePolicyDocument"]["Statement"][0]["Action"] == "sts:AssumeRole"
    own: Any = pages[3]["Policies"][0]
    assert own["PolicyVersionList"][0]["Document"] == json.loads(text)

    assert client.get_account_authorization_details(Filter=["Group"])["RoleDetailList"] == []
    of_aws = client.get_account_authorization_details(Filter=["AWSManagedPolicy"])
    assert all(each["Arn"].startswith("arn:aws:iam::aws:policy/") for each in of_aws["Policies"])
    with pytest.raises(ClientError, match="Invalid Marker"):
        client.get_account_authorization_details(Filter=kinds, Marker="nonsense")
