"""What a stack lets expire is chosen; nothing does unless it is."""

import pytest

from bootstrap.model.stack import Stack, StackError
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.function import Function
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.table import Table
from bootstrap.stacks import STACKS, StackOptions

CHOSEN = StackOptions(retention_days=14, lifecycle_days=30, ttl_days=90)
each_system = pytest.mark.parametrize("name", ["media-pipeline", "s3-cleanup"])


def days_of_rules(stack: Stack) -> dict[str, list[tuple[str, int | None, int | None]]]:
    """Prefix, days to expiry and to the abort of uploads, by bucket."""
    return {
        bucket.name: [(rule.prefix, rule.expire_days, rule.abort_uploads_days) for rule in bucket.lifecycle]
        for bucket in stack.resources
        if isinstance(bucket, Bucket)
    }


def ttl_attributes(stack: Stack) -> dict[str, str]:
    return {table.name: table.ttl_attribute for table in stack.resources if isinstance(table, Table)}


@each_system
def test_nothing_expires_unless_it_is_asked_for(name: str) -> None:
    stack = STACKS[name](StackOptions())
    assert not any(days_of_rules(stack).values())
    assert not any(ttl_attributes(stack).values())
    assert {group.retention_days for group in stack.resources if isinstance(group, LogGroup)} == {None}
    assert not any("TTL_DAYS" in dict(each.environment) for each in stack.resources if isinstance(each, Function))


def test_what_the_media_pipeline_lets_expire() -> None:
    stack = STACKS["media-pipeline"](CHOSEN)
    assert days_of_rules(stack) == {
        "amodhbh-media-uploads": [("uploads/", 30, 30)],
        "amodhbh-media-processed": [("", 30, 30)],
    }
    assert ttl_attributes(stack) == {"media-processing-jobs": "expiresAt"}
    told = {each.name: dict(each.environment).get("TTL_DAYS") for each in stack.resources if isinstance(each, Function)}
    assert {name for name, days in told.items() if days} == {"request-upload-lambda"}


def test_what_the_s3_cleanup_system_lets_expire() -> None:
    stack = STACKS["s3-cleanup"](CHOSEN)
    assert days_of_rules(stack) == {
        "assignment4-test-bucket": [("", None, 30)],
        "assignment4-plot-bucket": [("", 30, 30)],
    }
    assert ttl_attributes(stack) == {"ObjectTable": "", "HistoryTable": "expires_at"}
    told = {each.name: dict(each.environment).get("TTL_DAYS") for each in stack.resources if isinstance(each, Function)}
    assert {name for name, days in told.items() if days} == {"assignment4-size-tracking-lambda"}


@each_system
def test_every_log_group_keeps_events_as_long_as_was_chosen(name: str) -> None:
    stack = STACKS[name](CHOSEN)
    assert {group.retention_days for group in stack.resources if isinstance(group, LogGroup)} == {14}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"retention_days": 2}, "retention_days is 2; CloudWatch Logs takes 1, 3, 5, 7"),
        ({"lifecycle_days": 0}, "lifecycle_days is 0; give whole days from 1"),
        ({"ttl_days": -1}, "ttl_days is -1; give whole days from 1"),
    ],
)
def test_days_that_aws_refuses_are_refused_before_anything_is_made(options: dict[str, int], why: str) -> None:
    with pytest.raises(StackError, match=why):
        StackOptions(**options)  # type: ignore[arg-type]
