"""What a run recorded, as AWS counts it."""

from decimal import Decimal
from typing import Any

import pytest

from bootstrap.stacks import STACKS, StackOptions
from harness.cost.recorded import measured, of_function
from harness.cost.report import month, report
from harness.cost.standing import standing
from harness.probes.usage import difference
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import GIB, Item, Usage

NOTHING: dict[str, Any] = {"requests": [], "stored": [], "reports": {}, "metrics": []}
WARM = "REPORT RequestId: 8c5\tDuration: 10.20 ms\tBilled Duration: 11 ms\tMemory Size: 512 MB\tMax Memory Used: 9 MB\t"


def row(
    call: str, caller: str = "function", answered: str = "ok", units: float = 1, requests: int = 1
) -> dict[str, Any]:
    service, operation = call.split(":")
    return {
        "region": "us-east-1", "service": service, "operation": operation, "resource": "it", "caller": caller,
        "answered": answered, "requests": requests, "units": units,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("recorded", "item", "quantity"),
    [
        (row("s3:PutObject", requests=3), Item.S3_WRITES, 3),
        (row("s3:PutObject", "client"), Item.S3_WRITES, 1),
        (row("s3:ListObjectsV2"), Item.S3_WRITES, 1),
        (row("s3:GetObject", "user"), Item.S3_READS, 1),
        (row("s3:GetObject", "function", "refused"), Item.S3_READS, 1),
        (row("dynamodb:TransactWriteItems", units=30, requests=5), Item.DYNAMODB_WRITES, 30),
        (row("dynamodb:Query", units=0.5), Item.DYNAMODB_READS, Decimal("0.5")),
        (row("sqs:SendMessage", "service", units=4), Item.SQS_REQUESTS, 4),
        (row("sqs:ReceiveMessage", "function", "empty"), Item.SQS_REQUESTS, 1),
        (row("sns:Publish", "service"), Item.SNS_REQUESTS, 1),
        (row("cloudwatch:DescribeAlarms"), Item.METRIC_REQUESTS, 1),
        (row("apigatewayv2:Request", "user", "refused"), Item.HTTP_API_REQUESTS, 1),
        (row("apigateway:Request", "user"), Item.REST_API_REQUESTS, 1),
    ],
    ids=lambda each: f"{each['operation']} {each['caller']}" if isinstance(each, dict) else "",
)
def test_what_is_charged(recorded: dict[str, Any], item: Item, quantity: Decimal) -> None:
    usage = measured({**NOTHING, "requests": [recorded]})

    assert [(each.item, each.resource, each.quantity) for each in usage.used] == [(item, "it", quantity)]


@pytest.mark.parametrize(
    "recorded",
    [
        row("s3:DeleteObject"),
        row("s3:PutObject", "user", "refused"),
        row("s3:GetObject", "service"),
        row("dynamodb:DescribeTable"),
        row("apigateway:GetRestApis"),
        row("cloudwatch:PutMetricData", "service"),
        row("cloudwatch:PutMetricData", "client") | {"resource": "AWS/Billing"},
        row("sts:AssumeRole", "service"),
        row("lambda:Invoke", "service"),
    ],
    ids=lambda each: f"{each['operation']} {each['caller']}",
)
def test_what_is_free_or_charged_by_something_else(recorded: dict[str, Any]) -> None:
    assert measured({**NOTHING, "requests": [recorded]}).used == ()


def test_looks_and_empty_polls_are_named_with_their_number_rather_than_priced() -> None:
    rows = [row("s3:GetObject", "client", requests=4), row("sqs:ReceiveMessage", "service", "empty", requests=9)]

    usage = measured({**NOTHING, "requests": rows})

    assert usage.used == ()
    assert usage.not_counted[:2] == (
        "4 requests by which the harness only looked at what happened",
        "9 empty polls of queues by event source mappings: how often those ask is the emulator's choice",
    )


def test_a_cold_start_is_charged_with_its_initialisation_rounded_up_to_a_millisecond() -> None:
    (_, _, requests), (_, _, compute) = of_function("f", [WARM, f"{WARM}Init Duration: 100.00 ms\t"])

    assert requests == 2
    assert compute == Decimal("0.5") * (11 + 111) / 1000


def test_a_line_that_is_no_report_is_refused() -> None:
    with pytest.raises(ValueError, match="'hello' is no REPORT line"):
        of_function("f", ["hello"])


def test_what_is_stored_counts_for_a_month_and_a_metric_for_an_hour() -> None:
    stored = [{"service": service, "resource": "it", "bytes": 1024**3} for service in ("s3", "dynamodb", "logs")]
    usage = measured({**NOTHING, "stored": stored, "metrics": [{"namespace": "N", "name": "M"}]})

    assert [usage.total(item) for item in (Item.S3_STORAGE, Item.DYNAMODB_STORAGE, Item.LOG_INGESTION)] == [1, 1, 1]
    assert usage.total(Item.CUSTOM_METRICS) * 730 == 1
    assert GIB == 1024**3


def test_a_metric_is_charged_for_no_more_than_the_month() -> None:
    run = measured({**NOTHING, "metrics": [{"namespace": "N", "name": "M"}]})

    assert month(Usage(), run, 1000).total(Item.CUSTOM_METRICS) == 1
    assert round(month(Usage(), run, 73).total(Item.CUSTOM_METRICS), 6) == Decimal("0.1")


@pytest.mark.parametrize(
    ("stack", "period_s", "dollars"),
    [("s3-cleanup", 60, "0.10"), ("s3-cleanup", 10, "0.30"), ("media-pipeline", 60, "0"), ("billing", 60, "0.30")],
)
def test_only_alarms_cost_while_a_stack_is_idle(stack: str, period_s: int, dollars: str) -> None:
    idle = standing(STACKS[stack](StackOptions(period_s=period_s)))

    made = report(stack, idle, Usage(), "", 1, "us-east-1", FreeTier.OFF, PriceTable.read())

    assert made.idle.total == made.active.total == Decimal(dollars)
    assert any("empty polls" in text for text in made.active.not_counted) == (stack != "billing")


def test_a_report_tells_what_stands_from_what_runs() -> None:
    idle = standing(STACKS["s3-cleanup"](StackOptions()))
    run = measured({**NOTHING, "requests": [row("s3:PutObject", requests=200)]})

    made = report("s3-cleanup", idle, run, "a-run", 1000, "us-east-1", FreeTier.OFF, PriceTable.read())

    assert made.title == "s3-cleanup for a month, run 1,000 times: $1.10"
    assert [made.standing(line) for line in made.active.lines] == [0, Decimal("0.1")]
    assert made.totals == {
        FreeTier.OFF: Decimal("1.1"), FreeTier.ALWAYS: Decimal(1), FreeTier.FIRST_YEAR: Decimal("0.99"),
    }  # fmt: skip
    assert made.as_json()["lines"][0]["by_resource"] == {"it": "1.000000"}


def test_the_run_is_what_came_since_the_beginning() -> None:
    before = [row("s3:PutObject", requests=2, units=2), row("s3:GetObject")]
    after = [row("s3:PutObject", requests=5, units=5), row("s3:GetObject"), row("sqs:SendMessage")]

    assert difference(before, after) == [row("s3:PutObject", requests=3, units=3), row("sqs:SendMessage")]


def test_it_is_said_that_compute_is_this_machine_s_and_how_much() -> None:
    table = PriceTable.read()
    idle, run = (
        Usage(),
        Usage.of([(Item.LAMBDA_COMPUTE, "worker", Decimal("0.25")), (Item.LAMBDA_REQUESTS, "worker", 1)]),
    )
    told = report("s", idle, run, "a run", 1000, "us-east-1", FreeTier.OFF, table).measured_here
    assert told.startswith("compute is measured on this machine: 0.25 GB-seconds a run, 250 a month; AWS's processors")
    assert report("s", idle, idle, "a run", 1000, "us-east-1", FreeTier.OFF, table).measured_here == ""
