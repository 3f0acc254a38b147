"""What can't be deleted is named with the reason, and the exit code is 3; all the rest is gone."""

import re
from collections.abc import Iterator

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from tests.integration.teardown.between import Asked, Between, Refusal, Rule, between
from tests.integration.teardown.standing import Standing, declared, harness, stand

REASON = "the laboratory says no & means [it]"
REQUESTS = {
    "AWS::ApiGateway::RestApi us-east-1 assignment4-plot-api": r"apigateway DELETE /restapis/\w+ ",
    "AWS::CloudWatch::Alarm us-east-1 assignment4-total-size-alarm": r"\w+ DeleteAlarms .*total-size-alarm",
    "AWS::DynamoDB::Table us-east-1 HistoryTable": "dynamodb DeleteTable .*HistoryTable",
    "AWS::IAM::Role assignment4-logging-lambda-role": "iam DeleteRole .*RoleName=assignment4-logging-lambda-role",
    "AWS::Lambda::Function us-east-1 assignment4-cleaner-lambda": r"lambda DELETE /\S+/functions/\S+-cleaner-lambda ",
    "AWS::Lambda::LayerVersion us-east-1 matplotlib-layer": r"lambda DELETE /\S+/layers/matplotlib-layer/",
    "AWS::Logs::LogGroup us-east-1 /aws/lambda/assignment4-driver-lambda": "logs DeleteLogGroup .*driver-lambda",
    "AWS::S3::Bucket assignment4-plot-bucket": "s3 DELETE /assignment4-plot-bucket ",
    "AWS::SNS::Topic us-east-1 assignment4-s3-events": "sns DeleteTopic .*assignment4-s3-events",
    "AWS::SQS::Queue us-east-1 assignment4-logging-queue": 'sqs DeleteQueue .*assignment4-logging-queue"',
}
"""The request that deletes each."""


def refusing(addresses: list[str]) -> Rule:
    """No request that deletes one of these comes through."""

    def rule(asked: Asked) -> Refusal | None:
        if not any(re.match(REQUESTS[address], asked.text) for address in addresses):
            return None
        return Refusal("ResourceInUseException", REASON)

    return rule


@pytest.fixture
def faulty(clients: Clients) -> Iterator[Between]:
    """Clients whose requests a test may refuse."""
    with between(clients) as made:
        yield made


def only_these_stay(
    addresses: list[str], standing: Standing, faulty: Between, capsys: pytest.CaptureFixture[str]
) -> None:
    account = ("--account", standing.clients.account_id)
    faulty.rule = refusing(addresses)
    assert harness(faulty.clients, "teardown", standing.stack.name, *account) == 3
    said = capsys.readouterr()
    assert said.err == ""
    left = [line for line in said.out.splitlines() if line.startswith("left ")]
    assert left == [f"left {address}: ResourceInUseException: {REASON}" for address in sorted(addresses)]
    gone = len(standing.stack.resources) - len(addresses)
    assert f"leak  {gone} removed, {len(addresses)} left" in said.out
    assert [each.address for each in inventory(standing.clients).existing] == sorted(addresses)
    assert standing.harness("audit", "--empty", *account) == 3
    said = capsys.readouterr()
    assert all(address in said.out for address in addresses)

    faulty.rule = lambda asked: None
    assert harness(faulty.clients, "teardown", standing.stack.name, *account) == 0
    assert standing.harness("audit", "--empty", *account) == 0


def test_many_that_can_not_be_deleted_keep_nothing_else(
    clients: Clients, faulty: Between, capsys: pytest.CaptureFixture[str]
) -> None:
    only_these_stay(list(REQUESTS), stand(declared("s3-cleanup", clients), clients), faulty, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("address", REQUESTS)
def test_one_that_can_not_be_deleted_keeps_nothing_else(
    address: str, clients: Clients, faulty: Between, capsys: pytest.CaptureFixture[str]
) -> None:
    only_these_stay([address], stand(declared("s3-cleanup", clients), clients), faulty, capsys)


def test_an_emergency_goes_past_what_can_not_be_deleted(
    clients: Clients, faulty: Between, capsys: pytest.CaptureFixture[str]
) -> None:
    stack = declared("billing", clients)
    standing = stand(stack, clients)
    topic = "AWS::SNS::Topic us-east-1 billing-alerts"
    faulty.rule = lambda asked: Refusal("Throttled", "no") if asked.operation == "DeleteTopic" else None
    account = ("--account", clients.account_id)
    assert harness(faulty.clients, "emergency", *account) == 3
    said = capsys.readouterr().out
    assert f"left account {clients.account_id}: {topic}: Throttled: no" in said
    assert {each.address for each in inventory(clients).existing} <= {topic, f"AWS::SNS::Subscription us-east-1 {MAIL}"}
    assert standing.harness("emergency", *account) == 0
    assert len(inventory(clients)) == 0


MAIL = "billing-alerts -> billing@example.com"
"""A subscription that nobody has confirmed: it has no ARN, and ends with its topic."""


def test_a_table_that_is_protected_is_named(clients: Clients, capsys: pytest.CaptureFixture[str]) -> None:
    """Who protects a table by hand means it; the report says what keeps it."""
    standing = stand(declared("media-pipeline", clients), clients)
    table, dynamodb = "media-processing-jobs", standing.clients.dynamodb
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
    assert standing.tear_down() == 3
    (left,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("left "))
    assert left.startswith(f"left AWS::DynamoDB::Table ap-south-1 {table}: ")
    assert "DeletionProtectionEnabled" in left
    assert [each.identity for each in inventory(standing.clients).existing] == [table]
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    assert standing.tear_down() == 0
