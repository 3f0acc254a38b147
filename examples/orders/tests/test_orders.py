"""The order system on an emulator: each test has an account, and so a whole system, of its own; IAM is enforced."""

import json
from typing import Any

import pytest
from orders_stack import ALARM, DEAD_LETTERS, LARGE, QUEUE, TABLE, orders

from harness.testing import AlarmIs, AlarmProbe, AppliedStack, QueueHolds, QueuesDrained, Wait

pytestmark = [pytest.mark.emulator_stack(declaration=orders), pytest.mark.emulator_iam("enforce")]


def send(stack: AppliedStack, *bodies: object) -> None:
    """Put messages into the queue, each its own JSON text."""
    for body in bodies:
        stack.clients.sqs.send_message(QueueUrl=stack.outputs["queue_url"], MessageBody=json.dumps(body))


def amounts(stack: AppliedStack) -> dict[str, int]:
    """What the table holds: order ids and amounts."""
    items: list[Any] = stack.clients.dynamodb.scan(TableName=TABLE, ConsistentRead=True)["Items"]
    return {item["order_id"]["S"]: int(item["amount"]["N"]) for item in items}


def test_orders_are_taken(emulator_stack: AppliedStack, emulator_wait: Wait) -> None:
    send(emulator_stack, {"order_id": "a", "amount": 10}, {"order_id": "b", "amount": 20})
    emulator_wait(lambda: amounts(emulator_stack) == {"a": 10, "b": 20}, "both orders are in the table")


def test_an_order_that_comes_twice_is_taken_once(emulator_stack: AppliedStack, emulator_wait: Wait) -> None:
    send(emulator_stack, {"order_id": "a", "amount": 10}, {"order_id": "a", "amount": 99})
    emulator_wait(QueuesDrained(emulator_stack.clients, (QUEUE,)))
    (taken,) = amounts(emulator_stack).items()
    assert taken in (("a", 10), ("a", 99))


def test_a_broken_order_ends_in_the_dead_letter_queue(emulator_stack: AppliedStack, emulator_wait: Wait) -> None:
    retried_after: Any = {"VisibilityTimeout": "1"}  # a test doesn't wait for minutes
    emulator_stack.clients.sqs.set_queue_attributes(
        QueueUrl=emulator_stack.outputs["queue_url"], Attributes=retried_after
    )
    send(emulator_stack, {"order_id": "broken"}, {"order_id": "whole", "amount": 1})
    emulator_wait(QueueHolds(emulator_stack.clients, DEAD_LETTERS, 1), seconds=60)
    assert amounts(emulator_stack) == {"whole": 1}


@pytest.mark.parametrize(("amount", "state"), [(LARGE - 1, "OK"), (LARGE, "ALARM")])
def test_a_large_order_raises_the_alarm(
    amount: int, state: str, emulator_stack: AppliedStack, emulator_wait: Wait
) -> None:
    send(emulator_stack, {"order_id": "a", "amount": amount})
    emulator_wait(AlarmIs(AlarmProbe(emulator_stack.clients, ALARM), state), windows=3)


def test_the_alarm_goes_back_when_the_window_has_passed(emulator_stack: AppliedStack, emulator_wait: Wait) -> None:
    alarm = AlarmProbe(emulator_stack.clients, ALARM)
    send(emulator_stack, {"order_id": "a", "amount": LARGE})
    emulator_wait(AlarmIs(alarm, "ALARM"), windows=3)
    emulator_wait(AlarmIs(alarm, "OK"), windows=3)
    assert [change.new for change in alarm.transitions()][-2:] == ["ALARM", "OK"]
