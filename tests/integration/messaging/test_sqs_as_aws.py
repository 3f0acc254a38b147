"""What SQS keeps, moves and refuses."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.probes.emulator import Emulator

TEXT: Any = {"DataType": "String", "StringValue": "v"}


def queue(clients: Clients, name: str, **attributes: str) -> str:
    made: Any = attributes
    return clients.sqs.create_queue(QueueName=name, Attributes=made)["QueueUrl"]


def arn(clients: Clients, name: str) -> str:
    return f"arn:aws:sqs:us-east-1:{clients.account_id}:{name}"


def redrive(clients: Clients, to: str, receives: int) -> str:
    return json.dumps({"deadLetterTargetArn": arn(clients, to), "maxReceiveCount": receives})


def received(clients: Clients, url: str, wait_s: int = 0) -> list[Any]:
    answer = clients.sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"], WaitTimeSeconds=wait_s)
    return list(answer.get("Messages", []))


def error(call: Callable[[], object]) -> dict[str, Any]:
    with pytest.raises(ClientError) as refused:
        call()
    return dict(refused.value.response["Error"])


def refusal(call: Callable[[], object]) -> str:
    return str(error(call)["Code"])


def test_a_redriven_message_is_a_new_one(clients: Clients) -> None:
    """Developer guide, "Configuring a dead-letter queue redrive"."""
    dead = queue(clients, "dead", VisibilityTimeout="0")
    source = queue(clients, "source", VisibilityTimeout="0", RedrivePolicy=redrive(clients, "dead", 2))
    clients.sqs.send_message(QueueUrl=source, MessageBody="m", MessageAttributes={"a": TEXT})
    (old,) = received(clients, source)
    assert [len(received(clients, source)) for _ in range(2)] == [1, 0]
    clients.sqs.start_message_move_task(SourceArn=arn(clients, "dead"))
    (new,) = received(clients, source, wait_s=10)
    assert new["MessageId"] != old["MessageId"]
    assert new["Attributes"]["ApproximateReceiveCount"] == "1"
    assert int(new["Attributes"]["SentTimestamp"]) > int(old["Attributes"]["SentTimestamp"])
    assert "DeadLetterQueueSourceArn" not in new["Attributes"]
    assert (new["Body"], new["MD5OfBody"]) == (old["Body"], old["MD5OfBody"])
    assert [len(received(clients, source)) for _ in range(2)] == [1, 0]
    (again,) = received(clients, dead)
    assert again["Attributes"]["DeadLetterQueueSourceArn"] == arn(clients, "source")


def test_a_redriven_message_of_a_fifo_queue_is_no_duplicate(clients: Clients) -> None:
    fifo = {"FifoQueue": "true", "VisibilityTimeout": "0"}
    queue(clients, "dead.fifo", **fifo)
    source = queue(clients, "source.fifo", **fifo, RedrivePolicy=redrive(clients, "dead.fifo", 1))
    clients.sqs.send_message(QueueUrl=source, MessageBody="m", MessageGroupId="g", MessageDeduplicationId="d")
    assert [len(received(clients, source)) for _ in range(2)] == [1, 0]
    clients.sqs.start_message_move_task(SourceArn=arn(clients, "dead.fifo"))
    (new,) = received(clients, source, wait_s=10)
    assert (new["Attributes"]["ApproximateReceiveCount"], new["Attributes"]["MessageGroupId"]) == ("1", "g")


@pytest.mark.parametrize("fifo", [False, True])
def test_messages_are_gone_when_their_retention_period_is_over_on_the_accounts_clock(
    clients: Clients, fifo: bool
) -> None:
    name, kind = ("kept.fifo", {"FifoQueue": "true"}) if fifo else ("kept", {})
    group: Any = {"MessageGroupId": "g", "MessageDeduplicationId": "d"} if fifo else {}
    url = queue(clients, name, MessageRetentionPeriod="86400", **kind)
    clock = Emulator(clients)
    clients.sqs.send_message(QueueUrl=url, MessageBody="old", **group)
    clock.call("PUT", "clock", {"mode": "stepped"})
    clock.call("POST", "clock/advance", {"by_s": 86_000})
    assert counted(clients, url) == 1
    clock.call("POST", "clock/advance", {"by_s": 600})
    assert counted(clients, url) == 0
    assert received(clients, url) == []


def counted(clients: Clients, url: str) -> int:
    found = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(found["ApproximateNumberOfMessages"])


def test_a_queue_is_purged_once_in_a_minute(clients: Clients) -> None:
    """PurgeQueue in the API reference."""
    url = queue(clients, "purged")
    clients.sqs.purge_queue(QueueUrl=url)
    assert error(lambda: clients.sqs.purge_queue(QueueUrl=url)) | {"Type": "", "QueryErrorCode": ""} == {
        "Code": "AWS.SimpleQueueService.PurgeQueueInProgress",
        "Message": "Only one PurgeQueue operation on purged is allowed every 60 seconds.",
        "Type": "", "QueryErrorCode": "",
    }  # fmt: skip


def test_what_sqs_refuses(clients: Clients) -> None:
    sqs = clients.sqs
    url = queue(clients, "strict")
    calls: list[Callable[[], object]] = [
        lambda: sqs.receive_message(QueueUrl=url, VisibilityTimeout=43_201),
        lambda: sqs.receive_message(QueueUrl=url, VisibilityTimeout=-1),
        lambda: sqs.send_message(QueueUrl=url, MessageBody="m", DelaySeconds=901),
        lambda: sqs.send_message(QueueUrl=url, MessageBody="m", MessageAttributes={str(n): TEXT for n in range(11)}),
        lambda: sqs.send_message(
            QueueUrl=url, MessageBody="m", MessageAttributes={"n": {"DataType": "Number", "StringValue": "many"}}
        ),
        lambda: queue(clients, "a", RedrivePolicy=redrive(clients, "strict", 0)),
        lambda: queue(clients, "b", RedrivePolicy=redrive(clients, "gone", 1)),
        lambda: queue(clients, "c.fifo", FifoQueue="true", RedrivePolicy=redrive(clients, "strict", 1)),
        lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive(clients, "gone", 1)}),
    ]
    assert [refusal(call) for call in calls] == ["InvalidParameterValue"] * len(calls)
    assert refusal(lambda: queue(clients, "d", VisibilityTimeout="43201")) == "InvalidAttributeValue"
    assert counted(clients, url) == 0


def test_the_good_messages_of_a_batch_are_taken(clients: Clients) -> None:
    url = queue(clients, "batch")
    entries: Any = [{"Id": str(delay_s), "MessageBody": "m", "DelaySeconds": delay_s} for delay_s in (0, 901)]
    answer = clients.sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert [one["Id"] for one in answer["Successful"]] == ["0"]
    assert [(one["Id"], one["Code"], one["SenderFault"]) for one in answer["Failed"]] == [
        ("901", "InvalidParameterValue", True)
    ]
