"""A message as the worker reads it."""

from typing import Any

import pytest

from media_worker.delivery import Delivery, delivery_of

BODY = '{"jobId": "j", "s3Key": "uploads/j/a b.jpg", "bucket": "amodhbh-media-uploads"}'


def record(body: str = BODY, **attributes: str) -> dict[str, Any]:
    return {"messageId": "m", "body": body, "attributes": attributes}


def test_a_delivery_knows_which_try_it_is() -> None:
    assert delivery_of(record(ApproximateReceiveCount="2"), "request", 3) == Delivery(
        job_id="j",
        key="uploads/j/a b.jpg",
        bucket="amodhbh-media-uploads",
        message_id="m",
        receive_count=2,
        attempt_id="request/m",
        last_try=False,
    )


@pytest.mark.parametrize(("count", "last"), [("1", False), ("2", False), ("3", True), ("4", True)])
def test_the_last_try_is_the_one_before_the_dead_letter_queue(count: str, last: bool) -> None:
    assert delivery_of(record(ApproximateReceiveCount=count), "request", 3).last_try is last


def test_the_result_goes_below_processed() -> None:
    assert delivery_of(record(), "request", 3).result_key == "processed/uploads/j/a b.jpg"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "[]",
        "null",
        '"text"',
        '{"jobId": "j"}',
        '{"jobId": 7, "s3Key": "k", "bucket": "b"}',
        '{"jobId": "", "s3Key": "k", "bucket": "b"}',
        '{"jobId": "j", "s3Key": null, "bucket": "b"}',
    ],
)
def test_any_other_message_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match="message"):
        delivery_of(record(body), "request", 3)
