"""What a function asks of other things by itself."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.permits import arn
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind


@looks_at(Kind.ACCESS, "its role grants nothing of it")
def access(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when the function's role was refused something that is still not granted, where that is enforced."""
    role = str(sight.wiring.of(edge.source).get("Role", ""))
    granted = ", ".join(live.settings.get("Actions", ()))
    denied = sight.denied_to_role(role, arn(sight, edge.target))
    if denied and sight.enforced:
        why = "the function was refused what it asked for"
        return LinkState(edge.name, Flow.STUCK, why, (f"granted {granted}",), cause=f"permission missing: {denied[0]}")
    facts = (f"granted {granted}", f"{sight.used(role, arn(sight, edge.target))} requests of its role so far")
    return LinkState(edge.name, Flow.PASSING, "granted", facts)
