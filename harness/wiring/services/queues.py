"""SQS: queues, how many messages they hold, and where their dead letters go."""

import json
from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers


@discovers("sqs")
def queues(clients: Clients) -> Iterator[Found]:
    """Each queue with its attributes, and an edge to its dead-letter queue."""
    for page in clients.sqs.get_paginator("list_queues").paginate():
        for url in page.get("QueueUrls", []):
            read: Any = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            node = Node("sqs", url.rsplit("/", 1)[-1])
            yield node, {**read, "QueueUrl": url}
            if redrive := json.loads(read.get("RedrivePolicy") or "{}"):
                yield Edge(Kind.REDRIVE, node, node_of(redrive["deadLetterTargetArn"]), settings=redrive)
