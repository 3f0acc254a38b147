"""What SNS refuses, and whom its filters let through."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients


@pytest.mark.parametrize("subject", ["a\nb", "s" * 101])
def test_a_subject_is_one_line_of_at_most_100_characters(clients: Clients, subject: str) -> None:
    """Publish in the API reference."""
    topic = clients.sns.create_topic(Name="t")["TopicArn"]
    with pytest.raises(ClientError) as refused:
        clients.sns.publish(TopicArn=topic, Message="m", Subject=subject)
    assert refused.value.response["Error"]["Code"] == "InvalidParameter"
    clients.sns.publish(TopicArn=topic, Message="m", Subject="s" * 100)


def test_a_numeric_filter_lets_numbers_through(clients: Clients) -> None:
    """Developer guide, "Filter policy constraints"."""
    topic = clients.sns.create_topic(Name="numbers")["TopicArn"]
    url = clients.sqs.create_queue(QueueName="numbers")["QueueUrl"]
    settings: Any = {"FilterPolicy": '{"price": [{"numeric": [">", 3]}]}', "RawMessageDelivery": "true"}
    queue_arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:numbers"
    clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes=settings)
    for kind in ("String", "Number"):
        price: Any = {"price": {"DataType": kind, "StringValue": "5"}}
        clients.sns.publish(TopicArn=topic, Message=kind, MessageAttributes=price)
    answer = clients.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10, MaxNumberOfMessages=10)
    assert [message["Body"] for message in answer["Messages"]] == ["Number"]


def test_raw_delivery_takes_at_most_ten_attributes(clients: Clients) -> None:
    """Developer guide, "Message attributes for raw message delivery": with more than ten, a message is discarded."""
    topic = clients.sns.create_topic(Name="raw")["TopicArn"]
    url = clients.sqs.create_queue(QueueName="raw")["QueueUrl"]
    queue_arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:raw"
    raw: Any = {"RawMessageDelivery": "true"}
    clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes=raw)
    text: Any = {"DataType": "String", "StringValue": "v"}
    for count in (11, 10):
        attributes = {f"a{number}": text for number in range(count)}
        clients.sns.publish(TopicArn=topic, Message=f"with {count}", MessageAttributes=attributes)
    answer = clients.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10, MaxNumberOfMessages=10)
    assert [message["Body"] for message in answer["Messages"]] == ["with 10"]
