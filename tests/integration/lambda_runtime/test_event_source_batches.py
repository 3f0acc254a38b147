"""How many batches of a queue a function works on at a time, and that a mapping ends with its last batch."""

from typing import Any

import pytest

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy, Function, wait_until

HOLDS = "import time\n\n\ndef handler(event, context):\n    time.sleep(1.5)\n    print('held')\n"


def queue(clients: Clients, messages: int, visibility_s: int = 60) -> str:
    """A queue with so many messages; its ARN."""
    hidden: Any = {"VisibilityTimeout": str(visibility_s)}
    url = clients.sqs.create_queue(QueueName="batches", Attributes=hidden)["QueueUrl"]
    for number in range(messages):
        clients.sqs.send_message(QueueUrl=url, MessageBody=str(number))
    return clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def mapping(function: Function, queue_arn: str, **settings: Any) -> str:
    """Feed the function from the queue, a message at a time; the mapping's id."""
    lambda_: Any = function.clients.lambda_
    answer = lambda_.create_event_source_mapping(
        EventSourceArn=queue_arn, FunctionName=function.name, BatchSize=1, **settings
    )
    return str(answer["UUID"])


def streams(function: Function) -> int:
    """How many execution environments have written."""
    found = function.clients.logs.describe_log_streams(logGroupName=f"/aws/lambda/{function.name}")
    return len(found["logStreams"])


@pytest.mark.parametrize(("at_most", "messages"), [(2, 6), (9, 40)])
def test_so_many_batches_are_under_way_at_a_time(at_most: int, messages: int, clients: Clients, deploy: Deploy) -> None:
    """Five at first and more while messages wait, up to the mapping's MaximumConcurrency."""
    function = deploy(HOLDS, Timeout=30)
    mapping(function, queue(clients, messages), ScalingConfig={"MaximumConcurrency": at_most})
    wait_until(lambda: sum("held" in text for _, text in function.log()) == messages, "every message", 60)
    assert streams(function) == at_most


def test_a_mapping_is_removed_once_its_batch_is_done(clients: Clients, deploy: Deploy) -> None:
    function = deploy(HOLDS, Timeout=30)
    uuid = mapping(function, queue(clients, 1))
    function.log_with("START")
    clients.lambda_.delete_event_source_mapping(UUID=uuid)
    lambda_ = clients.lambda_
    wait_until(lambda: not lambda_.list_event_source_mappings()["EventSourceMappings"], "removal from the listing")
    url = clients.sqs.get_queue_url(QueueName="batches")["QueueUrl"]
    attributes = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert attributes["ApproximateNumberOfMessagesNotVisible"] == "0"
    function.log_with("held")


def test_a_queue_whose_messages_come_back_before_the_time_out_is_refused(deploy: Deploy) -> None:
    function = deploy("def handler(event, context): pass", Timeout=30)
    clients = function.clients
    arn = queue(clients, messages=0, visibility_s=29)
    with pytest.raises(clients.lambda_.exceptions.InvalidParameterValueException, match="29 seconds is less than"):
        clients.lambda_.create_event_source_mapping(EventSourceArn=arn, FunctionName=function.name)
    assert clients.lambda_.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"] == []
