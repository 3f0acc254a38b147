"""A rule of EventBridge, and what it invokes."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.permits import arn, shut_out
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind

SERVICE = "events.amazonaws.com"


@looks_at(Kind.TARGET, "the rule has no such target")
def target(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when the rule is disabled, its target is gone, or EventBridge isn't let in."""
    rule = live.settings["Rule"]
    facts = (f"{rule.get('ScheduleExpression') or rule.get('EventPattern')}, {rule.get('State')}",)
    if rule.get("State") == "DISABLED":
        return LinkState(edge.name, Flow.STUCK, "the rule is disabled", facts)
    if edge.target.service in ("lambda", "sqs", "sns") and edge.target not in sight.wiring.nodes:
        return LinkState(edge.name, Flow.STUCK, "the target does not exist", facts)
    barred = shut_out(sight, edge.target, SERVICE, str(rule.get("Arn") or arn(sight, edge.source)))
    if barred and (edge.target.service == "lambda" or sight.enforced):
        why = "its policy doesn't let EventBridge in"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=f"permission missing: {barred}")
    return LinkState(edge.name, Flow.PASSING, "rule and target are there", facts)
