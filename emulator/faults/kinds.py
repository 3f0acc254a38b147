"""The faults there are: each is one that AWS documents, or that its SDKs try again after."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class FaultKind:
    """One fault. `where` says what its place is the name of; `text` what happens; `source` where AWS says so."""

    name: str
    where: str
    text: str
    source: str


_ALL = (
    FaultKind(
        "s3-event-twice", "bucket", "an event notification is published twice",
        "S3 user guide, Amazon S3 Event Notifications: at least once",
    ),
    FaultKind(
        "s3-event-late", "bucket", "an event notification is published late, after others of later changes",
        "S3 user guide, Event ordering and duplicate events",
    ),
    FaultKind(
        "sns-twice", "topic -> subscriber", "a message is delivered to a subscriber twice",
        "SNS FAQ, reliability: at least once",
    ),
    FaultKind("sns-late", "topic -> subscriber", "a message is delivered to a subscriber late", "SNS FAQ: best effort"),
    FaultKind(
        "sqs-twice", "queue", "a message is in the queue twice, under one message id",
        "SQS developer guide, at-least-once delivery",
    ),
    FaultKind("sqs-late", "queue", "a message can be received only after a while", "SQS developer guide, queue types"),
    FaultKind(
        "sqs-overtaken", "queue", "a message is received after others that were sent later",
        "SQS developer guide, best-effort ordering",
    ),
    FaultKind(
        "sqs-answered-late", "queue", "a message was processed after its visibility timeout, and comes again",
        "SQS developer guide, visibility timeout",
    ),
    FaultKind(
        "sqs-answer-lost", "function", "SendMessage was done and answers 500", "SQS API reference, common errors"
    ),
    FaultKind(
        "lambda-throttled", "function", "an invocation is refused with 429", "Lambda developer guide, throttling"
    ),
    FaultKind(
        "lambda-crash-before", "function", "the function's process ends before its code has run",
        "Lambda developer guide, Runtime.ExitError",
    ),
    FaultKind(
        "lambda-crash-during", "function", "the function's process ends at one of its requests to AWS",
        "Lambda developer guide, Runtime.ExitError",
    ),
    FaultKind(
        "lambda-crash-after", "function", "the function's process ends when its work is done, and before its answer",
        "Lambda developer guide, Runtime.ExitError",
    ),
    FaultKind(
        "lambda-timeout", "function", "the function is ended by its time-out when its work is done",
        "Lambda developer guide, time-outs",
    ),
    FaultKind("lambda-slow", "function", "the function starts a moment later", "Lambda developer guide, cold starts"),
    FaultKind(
        "dynamodb-throttled", "function", "a request is refused with ProvisionedThroughputExceededException",
        "DynamoDB developer guide, error handling",
    ),
    FaultKind(
        "dynamodb-transaction-conflict", "function", "a transaction is cancelled with TransactionConflict",
        "DynamoDB API reference, TransactWriteItems",
    ),
    FaultKind(
        "dynamodb-error-before", "function", "a request answers InternalServerError and wasn't done",
        "DynamoDB developer guide, error handling: HTTP 5xx",
    ),
    FaultKind(
        "dynamodb-error-after", "function", "a write answers InternalServerError and was done",
        "DynamoDB developer guide, error handling: the write may have succeeded",
    ),
    FaultKind("s3-slow-down", "function", "a request is refused with 503 SlowDown", "S3 API reference, errors"),
    FaultKind(
        "s3-answer-lost", "function", "a write was done and answers 500 InternalError",
        "S3 API reference, error responses",
    ),
    FaultKind(
        "alarm-late", "alarm", "an evaluation is left out; the next one comes when it is due",
        "CloudWatch user guide, alarm evaluation",
    ),
    FaultKind(
        "alarm-action-late", "alarm", "an action fails at first and is carried out a minute later",
        "CloudWatch user guide, alarm actions",
    ),
    FaultKind(
        "alarm-action-twice", "alarm", "an action is carried out twice",
        "Lambda developer guide, asynchronous invocation: at least once",
    ),
)  # fmt: skip
KINDS: Mapping[str, FaultKind] = {kind.name: kind for kind in _ALL}
"""Every fault by name."""

ABSENT: Mapping[str, str] = {
    "service-away": "the SDKs' own waits would be lived through on the wall; take the 5xx and throttling faults",
    "emulator-restart": "the emulator keeps nothing over a restart; take lambda-crash-during for a process that dies",
    "conditional-conflict": "AWS refuses a condition only when it doesn't hold; dynamodb-error-after leads to it",
}
"""Faults that somebody may ask for, and why they can't be had."""
