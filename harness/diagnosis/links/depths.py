"""How many messages queues hold, as they were read with the wiring."""

from harness.diagnosis.sight import Sight
from harness.wiring.model import Kind, Node


def depth(sight: Sight, queue: Node) -> tuple[int, int]:
    """Messages of a queue: all of them, and those that are visible."""
    read = sight.wiring.of(queue)
    parts = [int(read.get(f"ApproximateNumberOfMessages{each}", 0)) for each in ("", "NotVisible", "Delayed")]
    return sum(parts), parts[0]


def dead_letters(sight: Sight, queue: Node) -> int:
    """Messages of the queue's dead-letter queue."""
    return sum(depth(sight, e.target)[0] for e in sight.wiring.out_of(queue) if e.kind is Kind.REDRIVE)


def waiting_for(sight: Sight, function: Node) -> int:
    """Messages of the queues that a function is to process, and their dead letters."""
    sources = [edge.source for edge in sight.wiring.into(function) if edge.kind is Kind.MAPPING]
    return sum(depth(sight, each)[0] + dead_letters(sight, each) for each in sources)
