"""A message that the function can't process."""

from collections.abc import Iterator
from functools import partial

from bootstrap.clients import Clients
from bootstrap.polling import until
from harness.breaks.model import Break, Memory, Spot
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

PURGED_S, SOME_S = 65.0, 1.0
POISON = "{ this is no JSON"


@breaks
class PoisonMessage(Break):
    """It comes again and again, until it is a dead letter."""

    name = "poison-message"
    text = "send the queue a message that isn't JSON"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every queue that a function polls."""
        for edge in wiring.configured(Kind.MAPPING):
            if edge.source.service == "sqs":
                url = wiring.of(edge.source)["QueueUrl"]
                dead = [wiring.of(each.target)["QueueUrl"] for each in wiring.out_of(edge.source)
                        if each.kind is Kind.REDRIVE and each.target in wiring.nodes]  # fmt: skip
                yield Spot(edge.name, (edge.name, str(edge.target)), {"urls": [url, *dead]})

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Send it."""
        clients.sqs.send_message(QueueUrl=spot.data["urls"][0], MessageBody=POISON)
        return {"urls": spot.data["urls"]}

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Purge the queue and its dead letters, other messages with it: once a minute, as SQS has it."""
        for url in memory["urls"]:
            until(partial(_purged, clients, url), bool, f"{url} purged", PURGED_S, SOME_S)


def _purged(clients: Clients, url: str) -> bool:
    try:
        clients.sqs.purge_queue(QueueUrl=url)
    except clients.sqs.exceptions.PurgeQueueInProgress:
        return False
    return True
