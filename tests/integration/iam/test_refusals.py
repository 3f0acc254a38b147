"""In `enforce`, boto3 raises for each service what it raises on AWS; in `observe` nothing is refused, all is told."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.iam.callers import Iam, allow, deny, document

CALLS: list[tuple[str, str, dict[str, Any], str, int, str]] = [
    ("s3", "list_objects_v2", {"Bucket": "b"}, "AccessDenied", 403, "s3:ListBucket on resource: arn:aws:s3:::b"),
    (
        "sqs",
        "get_queue_url",
        {"QueueName": "q"},
        "AccessDenied",
        403,
        "sqs:GetQueueUrl on resource: arn:aws:sqs:us-east-1:{0}:q",
    ),
    (
        "sns",
        "publish",
        {"TopicArn": "arn:aws:sns:us-east-1:{0}:t", "Message": "m"},
        "AuthorizationError",
        403,
        "SNS:Publish on resource: arn:aws:sns:us-east-1:{0}:t",
    ),
    (
        "dynamodb",
        "get_item",
        {"TableName": "t", "Key": {"id": {"S": "a"}}},
        "AccessDeniedException",
        400,
        "dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:{0}:table/t",
    ),
    (
        "lambda",
        "invoke",
        {"FunctionName": "f"},
        "AccessDeniedException",
        403,
        "lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:{0}:function:f",
    ),
    ("logs", "describe_log_groups", {}, "AccessDeniedException", 400, "logs:DescribeLogGroups on resource: *"),
    (
        "cloudwatch",
        "put_metric_data",
        {"Namespace": "N", "MetricData": []},
        "AccessDenied",
        403,
        "cloudwatch:PutMetricData on resource: *",
    ),
    ("events", "list_rules", {}, "AccessDeniedException", 400, "events:ListRules on resource: *"),
    (
        "stepfunctions",
        "list_state_machines",
        {},
        "AccessDeniedException",
        400,
        "states:ListStateMachines on resource: *",
    ),
    ("iam", "list_roles", {}, "AccessDenied", 403, "iam:ListRoles on resource: *"),
    (
        "sts",
        "assume_role",
        {"RoleArn": "arn:aws:iam::{0}:role/r", "RoleSessionName": "run"},
        "AccessDenied",
        403,
        "sts:AssumeRole on resource: arn:aws:iam::{0}:role/r",
    ),
    (
        "ssm",
        "get_parameter",
        {"Name": "p"},
        "AccessDeniedException",
        400,
        "ssm:GetParameter on resource: arn:aws:ssm:us-east-1:{0}:parameter/p",
    ),
    ("kms", "list_keys", {}, "AccessDeniedException", 400, "kms:ListKeys on resource: *"),
    ("secretsmanager", "list_secrets", {}, "AccessDeniedException", 400, "secretsmanager:ListSecrets on resource: *"),
    ("cloudformation", "list_stacks", {}, "AccessDenied", 403, "cloudformation:ListStacks on resource: *"),
    (
        "apigateway",
        "get_rest_apis",
        {},
        "AccessDeniedException",
        403,
        "apigateway:GET on resource: arn:aws:apigateway:us-east-1::/restapis",
    ),
    (
        "apigatewayv2",
        "get_apis",
        {},
        "AccessDeniedException",
        403,
        "apigateway:GET on resource: arn:aws:apigateway:us-east-1::/apis",
    ),
]


def filled(value: Any, account_id: str) -> Any:
    return value.format(account_id) if isinstance(value, str) else value


@pytest.mark.parametrize(("service", "operation", "given", "code", "status", "what"), CALLS, ids=[c[0] for c in CALLS])
def test_each_service_refuses_as_on_aws(
    iam: Iam, service: str, operation: str, given: dict[str, Any], code: str, status: int, what: str
) -> None:
    nobody = iam.user()
    iam.mode("enforce")
    parameters = {name: filled(value, iam.clients.account_id) for name, value in given.items()}
    with pytest.raises(ClientError) as refused:
        getattr(nobody.client(service), operation)(**parameters)
    error = refused.value.response
    assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    action = what.partition(" ")[0]
    lacks = "role trust policy" if service == "sts" else "identity-based policy"
    assert error["Error"]["Message"] == (
        f"User: {nobody.arn} is not authorized to perform: {what.format(iam.clients.account_id)} "
        f"because no {lacks} allows the {action} action"
    )


def test_observing_refuses_nothing_and_tells_what_would_be_refused(iam: Iam) -> None:
    iam.mode("observe")
    nobody = iam.user()
    nobody.client("sqs").create_queue(QueueName="q")
    (row,) = iam.seen(principal=nobody.arn)
    assert (row["action"], row["outcome"], row["lacking"], row["count"]) == (
        "sqs:CreateQueue", "implicitDeny", "identity-based policy", 1,
    )  # fmt: skip


def test_off_looks_at_nothing(iam: Iam) -> None:
    iam.mode("off")
    nobody = iam.user()
    nobody.client("sqs").create_queue(QueueName="q")
    assert iam.told()["observations"] == []


def test_the_default_is_observe_and_a_mode_that_is_none_is_refused(iam: Iam) -> None:
    assert (iam.told()["mode"], iam.told()["default"]) == ("observe", "observe")
    with pytest.raises(AssertionError, match="one of off, observe, enforce"):
        iam.mode("strict")


def test_what_is_allowed_is_done_and_told_by_its_statement(iam: Iam) -> None:
    iam.mode("enforce")
    arn = f"arn:aws:sqs:us-east-1:{iam.clients.account_id}:q"
    user = iam.user(allow("sqs:ListQueues"), allow("sqs:CreateQueue", arn, Sid="Make"))
    user.client("sqs").create_queue(QueueName="q")
    (row,) = iam.seen(principal=user.arn)
    assert (row["outcome"], row["policy"], row["statement"], row["place"], row["resource"]) == (
        "allowed", "own", "Make", 1, arn,
    )  # fmt: skip


def test_the_plain_keys_of_the_account_are_its_root(iam: Iam) -> None:
    iam.mode("enforce")
    iam.clients.sqs.create_queue(QueueName="q")
    iam.clients.iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
    assert iam.told()["observations"] == []


def test_an_explicit_deny_is_said(iam: Iam) -> None:
    iam.mode("enforce")
    user = iam.user(allow("*"), deny("sqs:CreateQueue"))
    with pytest.raises(ClientError, match="with an explicit deny in an identity-based policy"):
        user.client("sqs").create_queue(QueueName="q")


def test_groups_managed_policies_and_boundaries_count(iam: Iam) -> None:
    clients = iam.clients
    user = iam.user()
    name = user.arn.rsplit("/", 1)[-1]
    policy = clients.iam.create_policy(PolicyName="queues", PolicyDocument=document(allow("sqs:*")))["Policy"]["Arn"]
    clients.iam.create_group(GroupName="team")
    clients.iam.attach_group_policy(GroupName="team", PolicyArn=policy)
    clients.iam.add_user_to_group(GroupName="team", UserName=name)
    iam.mode("enforce")
    user.client("sqs").create_queue(QueueName="q")
    boundary = clients.iam.create_policy(PolicyName="edge", PolicyDocument=document(allow("sqs:List*")))["Policy"][
        "Arn"
    ]
    role = iam.role(allow("sqs:*"), trusts={"AWS": clients.account_id})
    clients.iam.put_role_permissions_boundary(RoleName=role.rsplit("/", 1)[-1], PermissionsBoundary=boundary)
    session = iam.session(role)
    session.client("sqs").list_queues()
    with pytest.raises(ClientError, match="because no permissions boundary allows the sqs:CreateQueue action"):
        session.client("sqs").create_queue(QueueName="q2")


def test_a_session_policy_takes_away(iam: Iam) -> None:
    role = iam.role(allow("sqs:*"), trusts={"AWS": iam.clients.account_id})
    session = iam.session(role, Policy=document(allow("sqs:ListQueues")))
    iam.mode("enforce")
    session.client("sqs").list_queues()
    with pytest.raises(ClientError, match="because no session policy allows the sqs:CreateQueue action"):
        session.client("sqs").create_queue(QueueName="q")
    assert iam.seen(role=role, action="sqs:ListQueues", outcome="allowed")


def test_a_policy_that_changes_counts_at_once(iam: Iam) -> None:
    user = iam.user()
    name = user.arn.rsplit("/", 1)[-1]
    iam.mode("enforce")
    with pytest.raises(ClientError):
        user.client("sqs").list_queues()
    iam.clients.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(allow("sqs:ListQueues")))
    user.client("sqs").list_queues()
    iam.clients.iam.delete_user_policy(UserName=name, PolicyName="own")
    with pytest.raises(ClientError):
        user.client("sqs").list_queues()


def test_reading_a_role_asks_for_no_trust_and_a_key_needs_its_own_policy(iam: Iam) -> None:
    role = iam.role()
    clients: Any = iam.clients.session
    kms = clients.client("kms", endpoint_url=iam.clients.endpoint.url, config=iam.clients.config)
    key = kms.create_key(Policy=document(allow("kms:*", Principal={"AWS": role})))["KeyMetadata"]["KeyId"]
    user = iam.user(allow(["iam:GetRole", "kms:DescribeKey"]))
    iam.mode("enforce")
    assert user.client("iam").get_role(RoleName=role.rsplit("/", 1)[-1])["Role"]["Arn"] == role
    with pytest.raises(ClientError, match="because no resource-based policy allows the kms:DescribeKey action"):
        user.client("kms").describe_key(KeyId=key)
    policy = document(allow("kms:*", Principal={"AWS": iam.clients.account_id}))
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert user.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key
