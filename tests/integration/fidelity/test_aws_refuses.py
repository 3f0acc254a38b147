"""What AWS refuses is refused, with AWS's code: a request each, and none of them changes anything."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.config import Config

from bootstrap.clients import Clients
from harness.run.clock import utc_now
from tests.integration.fidelity.refusals import CASES, Case

MOMENT = re.compile(r"\{now\}([+-]\d+)")


@pytest.fixture
def made(clients: Clients) -> dict[str, str]:
    """What the requests are about."""
    account_id, bucket = clients.account_id, f"refusals-{clients.account_id}"
    clients.s3.create_bucket(Bucket=bucket)
    clients.s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    queue = clients.sqs.create_queue(QueueName="refusals")["QueueUrl"]
    fifo: Any = {"FifoQueue": "true"}
    clients.sqs.create_queue(QueueName="refusals-fifo.fifo", Attributes=fifo)
    clients.logs.create_log_group(logGroupName="refusals")
    clients.logs.create_log_stream(logGroupName="refusals", logStreamName="s")
    clients.dynamodb.create_table(
        TableName="refusals",
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("p", "s")],
        BillingMode="PAY_PER_REQUEST",
    )
    return {
        "bucket": bucket,
        "queue": queue,
        "queue_arn": f"arn:aws:sqs:us-east-1:{account_id}:refusals",
        "group": "refusals",
        "table": "refusals",
        "topic": clients.sns.create_topic(Name="refusals")["TopicArn"],
    }


def filled(value: Any, made: dict[str, str]) -> Any:
    """The parameters with the names of what was made, and moments as they are given: milliseconds, or a time."""
    if isinstance(value, dict):
        return {
            key: datetime.fromtimestamp(filled(each, made) / 1000, UTC) if key == "Timestamp" else filled(each, made)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [filled(each, made) for each in value]
    if isinstance(value, str):
        if moment := MOMENT.fullmatch(value):
            return int(utc_now().timestamp() * 1000) + int(moment[1])
        return value.format(**made) if "{" in value else value
    return value


@pytest.mark.parametrize("service", sorted({case.service for case in CASES}))
def test_aws_refuses(service: str, made: dict[str, str], clients: Clients) -> None:
    config = clients.config.merge(Config(parameter_validation=False, retries={"total_max_attempts": 1}))
    client: Any = clients.session.client(service, endpoint_url=clients.endpoint.url, config=config)  # type: ignore[call-overload]
    cases = [case for case in CASES if case.service == service]
    assert {str(case): (case.code, case.page) for case in cases} == {
        str(case): (code_of(client, case, made), case.page) for case in cases
    }


def code_of(client: Any, case: Case, made: dict[str, str]) -> str:
    """The error's code; what was answered where it was taken."""
    try:
        return f"taken: {getattr(client, case.method)(**filled(case.parameters, made))}"
    except client.exceptions.ClientError as error:
        return str(error.response["Error"]["Code"])


def test_a_queue_is_purged_once_in_a_minute(made: dict[str, str], clients: Clients) -> None:
    """SQS API reference, PurgeQueue."""
    clients.sqs.purge_queue(QueueUrl=made["queue"])
    with pytest.raises(clients.sqs.exceptions.PurgeQueueInProgress):
        clients.sqs.purge_queue(QueueUrl=made["queue"])


def test_an_unknown_numeric_version_is_not_found(clients: Clients) -> None:
    """Lambda API reference, Invoke: ResourceNotFoundException."""
    with pytest.raises(clients.lambda_.exceptions.ResourceNotFoundException):
        clients.lambda_.invoke(FunctionName="nobody", Qualifier="99")
