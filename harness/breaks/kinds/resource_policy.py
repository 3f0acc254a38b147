"""A topic or a queue that lets nobody in."""

import json
from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring


@breaks
class TopicPolicyRemoved(Break):
    """The topic's policy lets its owner in alone."""

    name = "topic-policy-removed"
    text = "have the topic's policy let its owner in alone"
    needs_enforce = True

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every notification and every action to a topic."""
        edges = (*wiring.configured(Kind.NOTIFICATION), *wiring.configured(Kind.ACTION))
        for edge in edges:
            if edge.target.service == "sns" and (read := wiring.of(edge.target)).get("Policy"):
                yield of_edge(edge, arn=read["TopicArn"], policy=read["Policy"], owner=read["Owner"])

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Set the policy that a new topic has."""
        arn = spot.data["arn"]
        owner = {
            "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish", "SNS:Subscribe"], "Resource": arn,
            "Condition": {"StringEquals": {"AWS:SourceOwner": spot.data["owner"]}},
        }  # fmt: skip
        _set(clients, arn, json.dumps({"Version": "2012-10-17", "Statement": [owner]}))
        return {"arn": arn, "policy": spot.data["policy"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Set the one that it had."""
        _set(clients, memory["arn"], memory["policy"])


@breaks
class QueuePolicyRemoved(Break):
    """The queue has no policy."""

    name = "queue-policy-removed"
    text = "take the queue's policy away"
    needs_enforce = True

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every edge from a service to a queue with a policy."""
        for kind in (Kind.SUBSCRIPTION, Kind.NOTIFICATION, Kind.TARGET):
            for edge in wiring.configured(kind):
                if edge.target.service == "sqs" and (read := wiring.of(edge.target)).get("Policy"):
                    yield of_edge(edge, url=read["QueueUrl"], policy=read["Policy"])

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Set an empty one."""
        clients.sqs.set_queue_attributes(QueueUrl=spot.data["url"], Attributes={"Policy": ""})
        return {"url": spot.data["url"], "policy": spot.data["policy"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Set the one that it had."""
        clients.sqs.set_queue_attributes(QueueUrl=memory["url"], Attributes={"Policy": memory["policy"]})


def _set(clients: Clients, arn: str, policy: str) -> None:
    clients.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
