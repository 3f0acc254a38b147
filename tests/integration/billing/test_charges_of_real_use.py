"""What an account used is what it owes: the metric, an alarm on it, and Cost Explorer."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bootstrap.clients import Clients
from tests.integration.cloudwatch.conftest import Local

START = "2026-11-20T01:00:00Z"
QUARTER_S = 6 * 3600
MESSAGES = 50
USD = [{"Name": "Currency", "Value": "USD"}]


@pytest.fixture
def used(clients: Clients) -> Clients:
    """An account that sent messages to a queue with a tag."""
    Local(clients).step(START)
    url = clients.sqs.create_queue(QueueName="used", tags={"Project": "billed"})["QueueUrl"]
    for _ in range(MESSAGES):
        clients.sqs.send_message(QueueUrl=url, MessageBody="x")
    return clients


def reading(clients: Clients, dimensions: Any) -> Decimal | None:
    """The largest reading of the day."""
    found = clients.cloudwatch.get_metric_statistics(
        Namespace="AWS/Billing",
        MetricName="EstimatedCharges",
        Dimensions=dimensions,
        StartTime=datetime(2026, 11, 20, tzinfo=UTC),
        EndTime=datetime(2026, 11, 21, tzinfo=UTC),
        Period=86_400,
        Statistics=["Maximum"],
    )["Datapoints"]
    return Decimal(str(found[0]["Maximum"])) if found else None


def test_charges_are_published_by_service_and_in_total_and_an_alarm_fires(used: Clients) -> None:
    """CloudWatch user guide, "Create a billing alarm to monitor your estimated AWS charges"."""
    local = Local(used)
    used.cloudwatch.put_metric_alarm(
        AlarmName="over nothing",
        Namespace="AWS/Billing",
        MetricName="EstimatedCharges",
        Dimensions=[{"Name": "Currency", "Value": "USD"}],
        Statistic="Maximum",
        Period=QUARTER_S,
        EvaluationPeriods=1,
        Threshold=0.00001,
        ComparisonOperator="GreaterThanThreshold",
    )
    assert reading(used, USD) is None
    local.advance(QUARTER_S)
    of_queues = reading(used, [*USD, {"Name": "ServiceName", "Value": "AWSQueueService"}])
    total = reading(used, USD)
    assert of_queues is not None
    assert total is not None
    assert of_queues >= MESSAGES * Decimal("0.0000004")
    assert total > of_queues  # the alarm has stood for a quarter of a day
    (alarm,) = used.cloudwatch.describe_alarms(AlarmNames=["over nothing"])["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM", json.dumps(alarm, default=str)


def test_cost_explorer_answers_from_the_same(used: Clients) -> None:
    """Cost Management API reference, GetCostAndUsage."""
    ce: Any = used.session.client("ce", endpoint_url=used.endpoint.url, config=used.config)
    asked: Any = {
        "TimePeriod": {"Start": "2026-11-20", "End": "2026-11-22"},
        "Granularity": "DAILY",
        "Metrics": ["UnblendedCost", "UsageQuantity"],
    }
    by_tag = ce.get_cost_and_usage(GroupBy=[{"Type": "TAG", "Key": "Project"}], **asked)["ResultsByTime"]
    groups = {group["Keys"][0]: group["Metrics"] for group in by_tag[0]["Groups"]}
    assert Decimal(groups["Project$billed"]["UnblendedCost"]["Amount"]) >= MESSAGES * Decimal("0.0000004")
    assert by_tag[1]["Groups"] == []
    queues = {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Simple Queue Service"]}}
    total = ce.get_cost_and_usage(Filter=queues, **asked)["ResultsByTime"][0]["Total"]
    assert Decimal(total["UsageQuantity"]["Amount"]) >= MESSAGES


def test_other_operations_of_cost_explorer_are_refused_by_name(used: Clients) -> None:
    ce: Any = used.session.client("ce", endpoint_url=used.endpoint.url, config=used.config)
    with pytest.raises(ce.exceptions.ClientError) as refused:
        ce.list_cost_allocation_tags()
    error = refused.value.response["Error"]
    assert error["Code"] == "NotImplemented"
    assert "ListCostAllocationTags of ce" in error["Message"]
