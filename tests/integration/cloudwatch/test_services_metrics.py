"""What services measure of themselves, and how metrics and alarms are found by their dimensions."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bootstrap.clients import Clients
from harness.probes.http import http_send
from harness.run.clock import utc_now
from tests.integration.cloudwatch.conftest import Local
from tests.integration.lambda_runtime.functions import Deploy

ANSWERS = (
    "def handler(event, context):\n    return {'statusCode': 404 if 'rawPath' in (event or ()) else 200, 'body': 'x'}\n"
)
FAILS = "def handler(event, context):\n    raise ValueError('no')\n"
Found = dict[str, tuple[float, float, str]]


def measured(clients: Clients, namespace: str, **dimensions: str) -> Found:
    """Of each metric with exactly these dimensions: the sum and the maximum of its data of now, and their unit."""
    Local(clients).settle()
    given: Any = [{"Name": name, "Value": value} for name, value in sorted(dimensions.items())]
    listed = clients.cloudwatch.list_metrics(Namespace=namespace)["Metrics"]
    names = [one["MetricName"] for one in listed if sorted(one["Dimensions"], key=lambda each: each["Name"]) == given]
    found: Found = {}
    now = utc_now()
    for name in names:
        (point,) = clients.cloudwatch.get_metric_statistics(
            Namespace=namespace, MetricName=name, Dimensions=given, StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=1), Period=7200, Statistics=["Sum", "Maximum"],
        )["Datapoints"]  # fmt: skip
        found[name] = (point["Sum"], point["Maximum"], point["Unit"])
    return found


def test_a_function_is_measured_by_name_by_version_and_together(clients: Clients) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""
    function, failing = Deploy(clients)(ANSWERS), Deploy(clients)(FAILS)
    for each in (function, function, failing):
        each()
    clients.lambda_.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    with pytest.raises(clients.lambda_.exceptions.TooManyRequestsException) as refused:
        function()
    throttled = 1 + refused.value.response["ResponseMetadata"]["RetryAttempts"]
    own = measured(clients, "AWS/Lambda", FunctionName=function.name)
    assert own.keys() == {"Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"}
    assert [own[name][0] for name in ("Invocations", "Errors", "Throttles")] == [2, 0, throttled]
    assert own["Duration"][0] > 0
    assert own["Duration"][2] == "Milliseconds"
    assert measured(clients, "AWS/Lambda", FunctionName=function.name, Resource=function.name) == own
    together = measured(clients, "AWS/Lambda")
    assert [together[name][0] for name in ("Invocations", "Errors", "Throttles")] == [3, 1, throttled]


def test_the_age_of_a_stream_s_batches_is_measured(clients: Clients) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html: IteratorAge, the age of the last
    record of a batch when the function is given it."""
    function = Deploy(clients)(ANSWERS)
    described = clients.dynamodb.create_table(
        TableName="aged",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )["TableDescription"]
    clients.dynamodb.put_item(TableName="aged", Item={"id": {"S": "a"}})
    clients.lambda_.create_event_source_mapping(
        EventSourceArn=described["LatestStreamArn"], FunctionName=function.name, StartingPosition="TRIM_HORIZON"
    )
    function.log_with("REPORT")
    for dimensions in ({"FunctionName": function.name}, {"FunctionName": function.name, "Resource": function.name}):
        _, age_ms, unit = measured(clients, "AWS/Lambda", **dimensions)["IteratorAge"]
        assert 0 <= age_ms < 60_000
        assert unit == "Milliseconds"


def test_an_http_api_is_measured_by_api_and_stage(clients: Clients) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html"""
    function = Deploy(clients)(ANSWERS)
    gateway: Any = clients.session.client("apigatewayv2", endpoint_url=clients.endpoint.url, config=clients.config)
    arn = f"arn:aws:lambda:us-east-1:{clients.account_id}:function:{function.name}"
    api_id = gateway.create_api(Name="measured", ProtocolType="HTTP", Target=arn)["ApiId"]
    permission: Any = {"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"}
    clients.lambda_.add_permission(FunctionName=function.name, **permission)
    for _ in range(2):
        assert http_send("GET", f"{clients.endpoint.url}/_aws/execute-api/{api_id}/$default/x").status == 404
    for dimensions in ({"ApiId": api_id}, {"ApiId": api_id, "Stage": "$default"}):
        found = measured(clients, "AWS/ApiGateway", **dimensions)
        assert found.keys() == {"Count", "4xx", "5xx", "DataProcessed", "IntegrationLatency", "Latency"}
        assert [found[name][0] for name in ("Count", "4xx", "5xx")] == [2, 2, 0]
        assert found["Latency"][0] >= found["IntegrationLatency"][0] > 0


def test_a_rest_api_is_measured_by_name_and_stage(clients: Clients) -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html"""
    gateway: Any = clients.session.client("apigateway", endpoint_url=clients.endpoint.url, config=clients.config)
    api_id = gateway.create_rest_api(name="measured")["id"]
    root = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    at: Any = {"restApiId": api_id, "resourceId": root, "httpMethod": "GET"}
    gateway.put_method(authorizationType="NONE", **at)
    template = {"application/json": json.dumps({"statusCode": 200})}
    gateway.put_integration(type="MOCK", requestTemplates=template, **at)
    gateway.put_method_response(statusCode="200", **at)
    gateway.put_integration_response(statusCode="200", **at)
    gateway.create_deployment(restApiId=api_id, stageName="live")
    assert http_send("GET", f"{clients.endpoint.url}/_aws/execute-api/{api_id}/live/").status == 200
    for dimensions in ({"ApiName": "measured"}, {"ApiName": "measured", "Stage": "live"}):
        found = measured(clients, "AWS/ApiGateway", **dimensions)
        assert [found[name][0] for name in ("Count", "4XXError", "5XXError")] == [1, 0, 0]
        assert found["Latency"][2] == "Milliseconds"


def test_metrics_are_listed_by_exact_dimensions(clients: Clients) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html"""
    dimensions: list[Any] = [[], [{"Name": "q", "Value": "a"}], [{"Name": "q", "Value": "a=b"}]]
    for each in dimensions:
        clients.cloudwatch.put_metric_data(
            Namespace="Listed", MetricData=[{"MetricName": "m", "Value": 1, "Dimensions": each}]
        )

    def listed(**asked: Any) -> list[Any]:
        found = clients.cloudwatch.list_metrics(Namespace="Listed", **asked)["Metrics"]
        return sorted((one["Dimensions"] for one in found), key=str)

    assert listed() == sorted(dimensions, key=str)
    assert listed(Dimensions=[{"Name": "q", "Value": "a"}]) == [dimensions[1]]
    assert listed(Dimensions=[{"Name": "q"}], RecentlyActive="PT3H") == dimensions[1:]
    local = Local(clients)
    local.step(None)
    local.advance(4 * 3600)
    assert listed(RecentlyActive="PT3H") == []
    assert len(listed()) == 3
    local.run()


def test_alarms_for_a_metric_are_those_with_its_dimensions(clients: Clients) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html"""
    given: dict[str, Any] = {
        "one": [{"Name": "q", "Value": "1"}], "two": [{"Name": "q", "Value": "2"}], "none": [],
    }  # fmt: skip
    for name, dimensions in given.items():
        clients.cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace="N", MetricName="m", Dimensions=dimensions, Statistic="Sum", Period=60,
            EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
    for name, dimensions in given.items():
        found = clients.cloudwatch.describe_alarms_for_metric(Namespace="N", MetricName="m", Dimensions=dimensions)
        assert [alarm["AlarmName"] for alarm in found["MetricAlarms"]] == [name]
    assert clients.cloudwatch.describe_alarms_for_metric(
        Namespace="N", MetricName="m", Dimensions=given["one"], Statistic="Average"
    )["MetricAlarms"] == []  # fmt: skip
