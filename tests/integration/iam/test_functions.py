"""Functions act with their roles: their calls, their logs, the pollers that act for them."""

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.iam.callers import Iam, allow
from tests.integration.lambda_runtime.functions import Deploy, Function, archive, wait_until

ASKS = """
import boto3

def handler(event, context):
    print("asked by", context.function_name)
    try:
        return boto3.client("sqs").list_queues().get("QueueUrls", [])
    except Exception as error:
        return [error.response["Error"]["Code"], str(error)]
"""
LOGS = allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "arn:aws:logs:*:*:*")


def make(clients: Clients, name: str, role_arn: str, source: str = ASKS) -> Function:
    clients.lambda_.create_function(
        FunctionName=name,
        Runtime="python3.11",
        Role=role_arn,
        Handler="app.handler",
        Code={"ZipFile": archive({"app.py": source})},
    )
    function = Function(clients, name)
    wait_until(lambda: function.configuration["State"] == "Active", f"{name} active")
    return function


def test_a_function_may_what_its_role_may(iam: Iam, clients: Clients) -> None:
    iam.mode("enforce")
    poor = make(clients, "poor", iam.role(LOGS, name="poor-role"))
    rich = make(clients, "rich", iam.role(LOGS, allow("sqs:ListQueues"), name="rich-role"))
    code, text = poor().payload
    who = f"arn:aws:sts::{clients.account_id}:assumed-role/poor-role/poor"
    assert code == "AccessDenied"
    assert f"User: {who} is not authorized to perform: sqs:ListQueues on resource: *" in text
    assert rich().payload == []
    (row,) = iam.seen(principal=who, action="sqs:ListQueues")
    assert (row["outcome"], row["role"]) == ("implicitDeny", f"arn:aws:iam::{clients.account_id}:role/poor-role")


def test_without_the_permission_there_are_no_logs(iam: Iam, clients: Clients) -> None:
    iam.mode("enforce")
    silent = make(clients, "silent", iam.role(allow("sqs:ListQueues")))
    heard = make(clients, "heard", iam.role(allow("sqs:ListQueues"), LOGS))
    assert silent().payload == heard().payload == []
    heard.log_with("asked by heard")
    wait_until(lambda: iam.seen(action="logs:CreateLogGroup", outcome="implicitDeny"), "the refused log group")
    assert silent.log() == []


def test_a_role_that_does_not_trust_lambda_makes_no_function(iam: Iam, clients: Clients, deploy: Deploy) -> None:
    role = iam.role(trusts={"Service": "ec2.amazonaws.com"})
    iam.mode("enforce")
    with pytest.raises(ClientError, match="cannot be assumed by Lambda"):
        make(clients, "f", role)


def test_a_mapping_needs_a_role_that_can_poll(iam: Iam, clients: Clients) -> None:
    clients.sqs.create_queue(QueueName="q")
    arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    role = iam.role(LOGS, allow("sqs:ReceiveMessage", arn))
    make(clients, "f", role)
    iam.mode("enforce")
    with pytest.raises(ClientError) as refused:
        clients.lambda_.create_event_source_mapping(FunctionName="f", EventSourceArn=arn)
    error = refused.value.response["Error"]
    assert error["Code"] == "InvalidParameterValueException"
    assert error["Message"] == "The function execution role does not have permissions to call DeleteMessage on SQS"


def test_a_poller_acts_with_the_functions_role(iam: Iam, clients: Clients) -> None:
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    role = iam.role(LOGS, allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], arn))
    function = make(clients, "f", role)
    iam.mode("enforce")
    mapping = clients.lambda_.create_event_source_mapping(FunctionName="f", EventSourceArn=arn)
    clients.sqs.send_message(QueueUrl=url, MessageBody="m")
    function.log_with("asked by f")
    wait_until(lambda: iam.seen(role=role, action="sqs:DeleteMessage", outcome="allowed"), "the message deleted")
    clients.lambda_.delete_event_source_mapping(UUID=mapping["UUID"])
