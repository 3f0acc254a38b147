"""Each link of a standing system is broken in turn: the diagnosis, which knows nothing but the account, names it.

What was broken is mended exactly, and the next event goes through.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bootstrap.endpoint import Endpoint
from harness.breaks.book import Book
from harness.breaks.registry import chosen
from harness.wiring.account import wiring_of
from tests.integration.diagnosis.driven import Driven, OneStanding

TRACKING, LOGGING = "assignment4-size-tracking-lambda", "assignment4-logging-lambda"
CLEANER, PLOTTING = "assignment4-cleaner-lambda", "assignment4-plotting-lambda"
ALARM_LINK = f"alarm assignment4-total-size-alarm -> lambda {CLEANER}"
TRACKED = f"sqs assignment4-tracking-queue -> lambda {TRACKING}"
METRIC_LINK = f"logs /aws/lambda/{TRACKING} -> metric Assignment4/CurrentTotalSize"
PLOT = f"api assignment4-plot-api GET /plot -> lambda {PLOTTING}"
OF_CLEANUP = (
    "notification-removed: s3 assignment4-test-bucket -> sns assignment4-s3-events",
    "notification-prefix: s3 assignment4-test-bucket -> sns assignment4-s3-events",
    "topic-policy-removed: s3 assignment4-test-bucket -> sns assignment4-s3-events",
    "subscription-dropped: sns assignment4-s3-events -> sqs assignment4-tracking-queue",
    "subscription-filtered: sns assignment4-s3-events -> sqs assignment4-logging-queue",
    "queue-policy-removed: sns assignment4-s3-events -> sqs assignment4-tracking-queue",
    "redrive-removed: sqs assignment4-logging-queue -> sqs assignment4-logging-queue-dlq",
    f"mapping-disabled: {TRACKED}",
    f"polling-denied: {TRACKED}",
    f"poison-message: {TRACKED}",
    f"concurrency-zero: lambda {TRACKING}",
    f"function-raises: lambda {LOGGING}",
    f"function-slow: lambda {TRACKING}",
    f"variable-wrong: lambda {TRACKING}",
    f"access-denied: lambda {TRACKING} -> dynamodb ObjectTable",
    f"metric-filter-field: {METRIC_LINK}",
    f"metric-filter-removed: {METRIC_LINK}",
    f"alarm-action-removed: {ALARM_LINK}",
    f"alarm-actions-disabled: {ALARM_LINK}",
    f"permission-removed: {ALARM_LINK}",
    f"access-denied: lambda {CLEANER} -> s3 assignment4-test-bucket",
    f"function-raises: lambda {CLEANER}",
    f"layer-removed: lambda {PLOTTING}",
    f"permission-removed: {PLOT}",
    "stage-removed: api assignment4-plot-api",
)
QUEUED = "sqs media-processing-queue -> lambda worker-lambda"
POST = "api media-processing-api POST /uploads -> lambda request-upload-lambda"
UPLOADED = "s3 amodhbh-media-uploads/uploads/ -> lambda dispatcher-lambda"
OF_MEDIA = (
    f"route-removed: {POST}",
    f"permission-removed: {POST}",
    "route-removed: api media-processing-api GET /jobs/{jobId} -> lambda get-job-status-lambda",
    "stage-removed: api media-processing-api",
    "access-denied: lambda request-upload-lambda -> dynamodb media-processing-jobs",
    "variable-wrong: lambda request-upload-lambda",
    "function-raises: lambda get-job-status-lambda",
    f"notification-removed: {UPLOADED}",
    f"notification-prefix: {UPLOADED}",
    f"permission-removed: {UPLOADED}",
    "access-denied: lambda dispatcher-lambda -> sqs media-processing-queue",
    "variable-wrong: lambda dispatcher-lambda",
    "concurrency-zero: lambda dispatcher-lambda",
    "redrive-removed: sqs media-processing-queue -> sqs media-processing-dlq",
    f"mapping-disabled: {QUEUED}",
    f"polling-denied: {QUEUED}",
    f"poison-message: {QUEUED}",
    "layer-removed: lambda worker-lambda",
    "function-raises: lambda worker-lambda",
    "function-slow: lambda worker-lambda",
    "access-denied: lambda worker-lambda -> s3 amodhbh-media-processed",
    "concurrency-zero: lambda worker-lambda",
)
BREAKS = {
    "s3-cleanup": OF_CLEANUP, "s3-cleanup-cdk": OF_CLEANUP, "media-pipeline": OF_MEDIA, "media-pipeline-sam": OF_MEDIA
}  # fmt: skip
"""A template's names are those of the system, and so are its links."""
QUICK = {"s3-cleanup": 4, "media-pipeline": 4}
"""So many of a system are tried with every run of the tests; all of the templates' with the slow ones."""


def cases() -> Iterator[Any]:
    """Each system with each of its breaks."""
    for system, labels in BREAKS.items():
        own = QUICK.get(system, 0)
        longest = (pytest.mark.slow, pytest.mark.proof) if own else (pytest.mark.slow,)
        for place, label in enumerate(labels):
            yield pytest.param(system, label, marks=() if place < own else longest)


@pytest.fixture(scope="module")
def standing(endpoint: Endpoint) -> Iterator[OneStanding]:
    """One system stands for all its breaks, until the first of another system's."""
    with closing(OneStanding(endpoint)) as one:
        yield one


@pytest.fixture
def driven(standing: OneStanding, request: pytest.FixtureRequest) -> Driven:
    """The system of that name, settled."""
    return standing.of(str(request.param))


@pytest.mark.parametrize(("driven", "label"), list(cases()), indirect=["driven"])
def test_the_diagnosis_names_what_is_broken(driven: Driven, label: str, tmp_path: Path) -> None:
    clients, book = driven.standing.clients, Book(tmp_path / "broken.json")
    choice = chosen(wiring_of(clients), label)
    assert choice.label == label
    book.break_it(clients, choice)
    try:
        driven.event()
        found = driven.until(lambda seen: seen.stuck_at in choice.spot.links and seen.stuck is not None)
    finally:
        assert [each.label for each in book.mend(clients)] == [label]
    assert found.stuck is not None, found.text()
    assert found.stuck.link in choice.spot.links, found.text()
    if choice.way.needs_enforce:
        assert "permission missing" in found.stuck.cause, found.text()
    after = driven.settle()
    assert after.stuck is None, after.text()
    assert driven.is_done()
    assert book.broken() == []
