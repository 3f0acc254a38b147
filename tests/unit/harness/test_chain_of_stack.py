"""A stack's chain is read from its declarations, in the order events travel; a system adds what these don't tell."""

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.stacks import StackOptions
from harness.diagnosis.of_stack import chain_of
from harness.run.registry import scenario_named, system_named
from harness.run.runner import RunOptions, stack_of

NOBODY = Clients(Endpoint("http://127.0.0.1:1"))
TRACKING, CLEANER = "assignment4-size-tracking-lambda", "assignment4-cleaner-lambda"
TOTAL, DELTA = "metric Assignment4/CurrentTotalSize", "metric Assignment4/SizeDelta"
LOGGING = "assignment4-logging-lambda"
TO_THE_CLEANER = [
    "s3 assignment4-test-bucket -> sns assignment4-s3-events",
    "sns assignment4-s3-events -> sqs assignment4-tracking-queue",
    "sqs assignment4-tracking-queue -> sqs assignment4-tracking-queue-dlq",
    f"sqs assignment4-tracking-queue -> lambda {TRACKING}",
    f"lambda {TRACKING}",
    f"logs /aws/lambda/{TRACKING} -> {TOTAL}",
    f"{TOTAL} -> alarm assignment4-total-size-alarm",
    f"alarm assignment4-total-size-alarm -> lambda {CLEANER}",
    f"lambda {CLEANER}",
    "sns assignment4-s3-events -> sqs assignment4-logging-queue",
    "sqs assignment4-logging-queue -> sqs assignment4-logging-queue-dlq",
    f"sqs assignment4-logging-queue -> lambda {LOGGING}",
    f"lambda {LOGGING}",
]
BESIDE = [
    "api assignment4-plot-api GET /plot -> lambda assignment4-plotting-lambda",
    "lambda assignment4-driver-lambda",
    "lambda assignment4-plotting-lambda",
]


def chain(name: str) -> list[str]:
    """The links of a system's stack, completed by the system."""
    system = system_named(name)
    return list(system.chain(system.stack(StackOptions()), NOBODY, 0.0).names)


def test_each_link_is_followed_by_all_that_hangs_on_it() -> None:
    names = chain("s3-cleanup")
    assert names[: len(TO_THE_CLEANER)] == TO_THE_CLEANER
    assert sorted(names[len(TO_THE_CLEANER) :]) == BESIDE


def test_resources_of_a_scenario_are_in_its_chain() -> None:
    stack = stack_of(scenario_named("delta-metric"), RunOptions())
    names = list(chain_of(stack, NOBODY, 0.0).names)
    at = names.index(f"lambda {LOGGING}")
    assert names[at + 1 : at + 3] == [
        f"logs /aws/lambda/{LOGGING} -> {DELTA}",
        f"{DELTA} -> alarm assignment4-size-delta-alarm",
    ]


def test_a_system_adds_what_no_declaration_tells() -> None:
    assert chain("media-pipeline") == [
        "s3 amodhbh-media-uploads/uploads/ -> lambda dispatcher-lambda",
        "lambda dispatcher-lambda",
        "sqs media-processing-queue -> sqs media-processing-dlq",
        "sqs media-processing-queue -> lambda worker-lambda",
        "lambda worker-lambda",
        "lambda worker-lambda -> dynamodb media-processing-jobs",
        "api media-processing-api POST /uploads -> lambda request-upload-lambda",
        "lambda request-upload-lambda",
        "api media-processing-api GET /jobs/{jobId} -> lambda get-job-status-lambda",
        "lambda get-job-status-lambda",
    ]


def test_alarms_on_a_metric_that_nothing_feeds_come_with_the_topics_they_notify() -> None:
    names = chain("billing")
    assert names[0] == "metric AWS/Billing/EstimatedCharges -> alarm billing-over-5-usd"
    assert "sns billing-alerts -> sqs billing-alerts-queue" in names
    assert len(chain("missing-data")) == 4
