"""A queue without a redrive policy."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring


@breaks
class RedriveRemoved(Break):
    """What can't be processed is tried again and again."""

    name = "redrive-removed"
    text = "take the queue's redrive policy away"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every queue with one."""
        for edge in wiring.configured(Kind.REDRIVE):
            read = wiring.of(edge.source)
            yield of_edge(edge, url=read["QueueUrl"], policy=read["RedrivePolicy"])

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Set an empty one."""
        clients.sqs.set_queue_attributes(QueueUrl=spot.data["url"], Attributes={"RedrivePolicy": ""})
        return {"url": spot.data["url"], "policy": spot.data["policy"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Set the one that it had."""
        clients.sqs.set_queue_attributes(QueueUrl=memory["url"], Attributes={"RedrivePolicy": memory["policy"]})
