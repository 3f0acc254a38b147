"""From a queue to its dead-letter queue."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.depths import depth
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind


@looks_at(Kind.REDRIVE, "the queue has no redrive policy: what can't be processed is tried for ever")
def redrive(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when the dead-letter queue is gone; dead letters of a queue that a function polls are that link's."""
    dead, _ = depth(sight, edge.target)
    facts = (f"after {live.settings.get('maxReceiveCount')} receives; {dead} dead letters",)
    if edge.target not in sight.wiring.nodes:
        return LinkState(edge.name, Flow.STUCK, "the dead-letter queue does not exist", facts)
    polled = any(each.kind is Kind.MAPPING for each in sight.wiring.out_of(edge.source))
    if dead and not polled:
        return LinkState(edge.name, Flow.STUCK, f"{dead} messages ended in the dead-letter queue", facts)
    return LinkState(edge.name, Flow.PASSING, f"{dead} dead letters", facts)
