"""Embedded metric format on a running emulator: what is printed or put becomes metrics, and alarms see it."""

import json
import time
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from bootstrap.clients import Clients
from tests.integration.cloudwatch.conftest import START_S, Local
from tests.integration.lambda_runtime.functions import Deploy, wait_until

PRINTED = """
import json, time

def handler(event, context):
    document = {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [
            {"Namespace": "Shop", "Dimensions": [[], ["kind", "place"]],
             "Metrics": [{"Name": "size", "Unit": "Bytes", "StorageResolution": 1}, {"Name": "wait"}]},
            {"Namespace": "Other", "Dimensions": [["kind"]], "Metrics": [{"Name": "size"}]},
        ]},
        "kind": "book", "place": "here", "size": event["size"], "wait": [1, 2, 3],
    }
    print(json.dumps(document))
"""
POWERTOOLS = """
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricResolution, MetricUnit

metrics = Metrics(namespace="Orders", service="checkout")

@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event, context):
    for amount in event["amounts"]:
        metrics.add_metric(name="Amount", unit=MetricUnit.Count, value=amount, resolution=MetricResolution.High)
    metrics.add_dimension(name="shop", value="north")
"""


@pytest.fixture
def local(clients: Clients) -> Iterator[Local]:
    local = Local(clients)
    yield local
    local.run()


def statistics(clients: Clients, namespace: str, name: str, around_s: float, **dimensions: str) -> dict[str, Any]:
    """The one datapoint of an hour, or none."""
    points = clients.cloudwatch.get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=around_s - 1800,  # type: ignore[arg-type]
        EndTime=around_s + 1800,  # type: ignore[arg-type]
        Period=3600,
        Statistics=["SampleCount", "Sum", "Maximum"],
    )["Datapoints"]
    return dict(points[0]) if points else {}


def powertools() -> dict[str, str]:
    """The files of the library as a function packs them."""
    found = {}
    for name in ("aws-lambda-powertools", "jmespath", "typing_extensions"):
        for file in distribution(name).files or ():
            if file.suffix == ".py" and ".." not in file.parts:
                found[str(file)] = Path(str(file.locate())).read_text()
    return found


def test_what_a_function_prints_reaches_an_alarm_on_the_stepped_clock(clients: Clients, local: Local) -> None:
    local.step()
    function = Deploy(clients)(PRINTED)
    clients.cloudwatch.put_metric_alarm(
        AlarmName="big", Namespace="Shop", MetricName="size", Statistic="Maximum", Period=60, EvaluationPeriods=1,
        Threshold=20, ComparisonOperator="GreaterThanOrEqualToThreshold",
        Dimensions=[{"Name": "kind", "Value": "book"}, {"Name": "place", "Value": "here"}],
    )  # fmt: skip
    assert function({"size": 46}).error is None
    local.settle()
    local.advance()
    (alarm,) = clients.cloudwatch.describe_alarms(AlarmNames=["big"])["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM"
    whole = statistics(clients, "Shop", "size", START_S)
    assert (whole["Maximum"], whole["SampleCount"], whole["Unit"]) == (46, 1, "Bytes")
    assert statistics(clients, "Shop", "wait", START_S, kind="book", place="here")["Sum"] == 6
    assert statistics(clients, "Other", "size", START_S, kind="book")["Maximum"] == 46
    assert statistics(clients, "Shop", "size", START_S, kind="book") == {}


def test_what_powertools_measures(clients: Clients, local: Local) -> None:
    local.step()
    function = Deploy(clients)(POWERTOOLS, powertools(), MemorySize=256)
    reply = function({"amounts": [3, 4.5]})
    assert reply.error is None, reply.payload
    local.settle()
    found = statistics(clients, "Orders", "Amount", START_S, service="checkout", shop="north")
    assert (found["Sum"], found["SampleCount"], found["Unit"]) == (7.5, 2, "Count")
    cold = statistics(clients, "Orders", "ColdStart", START_S, service="checkout", function_name=function.name)
    assert cold["Sum"] == 1


def test_what_a_client_puts_and_what_is_wrong_with_it(clients: Clients) -> None:
    clients.logs.create_log_group(logGroupName="/mine")
    clients.logs.create_log_stream(logGroupName="/mine", logStreamName="s")
    now_ms = int(time.time() * 1000)  # noqa: TID251 - log events carry the wall's time

    def line(value: Any, name: str = "n") -> str:
        directive = {"Namespace": "Mine", "Dimensions": [[]], "Metrics": [{"Name": name}]}
        return json.dumps({"_aws": {"Timestamp": now_ms, "CloudWatchMetrics": [directive]}, "n": value})

    messages = [line(5), line("five"), line(7, "absent"), line(6)[:-1]]
    clients.logs.put_log_events(
        logGroupName="/mine",
        logStreamName="s",
        logEvents=[{"timestamp": now_ms, "message": message} for message in messages],
    )
    now_s = now_ms / 1000
    wait_until(lambda: statistics(clients, "AWS/Logs", "EMFParsingErrors", now_s, LogGroupName="/mine"), "errors")
    assert statistics(clients, "Mine", "n", now_s)["Sum"] == 5
    assert statistics(clients, "AWS/Logs", "EMFValidationErrors", now_s)["Sum"] == 2
    assert len(clients.logs.get_log_events(logGroupName="/mine", logStreamName="s")["events"]) == 4
