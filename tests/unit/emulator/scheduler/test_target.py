"""What the target of a schedule gets."""

import json
from typing import Any

import pytest

from emulator.scheduler.target import Occasion, payload, request, service_of

SCHEDULE = "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly"
OCCASION = Occasion(SCHEDULE, 1_767_225_600)
QUEUE = "arn:aws:sqs:eu-west-1:123456789012:q.fifo"


def test_without_an_input_an_event_tells_of_the_schedule() -> None:
    event = json.loads(payload({}, OCCASION, 1))
    assert (event["source"], event["detail-type"], event["time"]) == (
        "aws.scheduler", "Scheduled Event", "2026-01-01T00:00:00Z",
    )  # fmt: skip
    assert (event["region"], event["account"], event["resources"]) == ("eu-west-1", "123456789012", [SCHEDULE])


def test_attributes_of_the_occasion_stand_in_the_input() -> None:
    names = {"at": "scheduled-time", "of": "schedule-arn", "try": "attempt-number"}
    given = json.dumps({key: f"<aws.scheduler.{name}>" for key, name in names.items()})
    told = json.loads(payload({"Input": given}, OCCASION, 2))
    assert told == {"at": "2026-01-01T00:00:00Z", "of": SCHEDULE, "try": "2"}
    once, again = (payload({"Input": "<aws.scheduler.execution-id>"}, OCCASION, attempt) for attempt in (1, 2))
    assert once == again == OCCASION.execution_id


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (
            {"Arn": QUEUE, "SqsParameters": {"MessageGroupId": "g"}},
            ("sqs", "send_message", {"QueueUrl": "http://sqs.eu-west-1.localhost/123456789012/q.fifo",
                                     "MessageBody": "x", "MessageGroupId": "g"}),
        ),
        (
            {"Arn": "arn:aws:sns:eu-west-1:1:t"},
            ("sns", "publish", {"TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": "x"}),
        ),
        (
            {"Arn": "arn:aws:lambda:eu-west-1:1:function:f"},
            ("lambda", "invoke", {"FunctionName": "arn:aws:lambda:eu-west-1:1:function:f", "InvocationType": "Event",
                                  "Payload": "x"}),
        ),
        (
            {"Arn": "arn:aws:states:eu-west-1:1:stateMachine:m"},
            ("stepfunctions", "start_execution", {"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:m",
                                                  "input": "x"}),
        ),
        (
            {"Arn": "arn:aws:events:eu-west-1:1:event-bus/b",
             "EventBridgeParameters": {"Source": "s", "DetailType": "d"}},
            ("events", "put_events", {"Entries": [{"EventBusName": "arn:aws:events:eu-west-1:1:event-bus/b",
                                                   "Source": "s", "DetailType": "d", "Detail": "x"}]}),
        ),
    ],
)  # fmt: skip
def test_the_request_that_invokes_a_target(target: dict[str, Any], expected: tuple[str, str, dict[str, Any]]) -> None:
    assert request(target, "x") == expected


@pytest.mark.parametrize(
    "arn", ["arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "arn:aws:ecs:eu-west-1:1:cluster/c", "nothing"]
)
def test_what_is_no_target_here(arn: str) -> None:
    assert service_of(arn) is None
