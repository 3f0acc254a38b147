"""A topic's subscription."""

import json
from typing import Any

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.permits import arn, shut_out
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind, Origin

SERVICE = "sns.amazonaws.com"
BODIES = {
    "s3": {"Records"},
    "alarm": {
        "AlarmName", "AlarmDescription", "AWSAccountId", "AlarmConfigurationUpdatedTimestamp", "NewStateValue",
        "NewStateReason", "StateChangeTime", "Region", "AlarmArn", "OldStateValue", "OKActions", "AlarmActions",
        "InsufficientDataActions", "Trigger",
    },
}  # fmt: skip
"""The fields of what services publish, none of which sets message attributes: a filter on others excludes all of it."""


@looks_at(Kind.SUBSCRIPTION, "there is no subscription")
def subscription(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when it isn't confirmed, holds everything back, or SNS isn't let in."""
    settings = live.settings
    policy = str(settings.get("FilterPolicy") or "").replace("{}", "")
    sent = sight.requests("sqs:SendMessage", arn(sight, edge.target), SERVICE) if edge.target.service == "sqs" else 0
    facts = (
        f"protocol {settings.get('Protocol')}, raw {settings.get('RawMessageDelivery', 'false')}",
        f"filter policy {policy or 'none'}",
        *((f"{sent} messages delivered so far",) if sent else ()),
    )
    if not settings.get("Confirmed"):
        return LinkState(edge.name, Flow.STUCK, "the subscription waits for its confirmation", facts)
    if policy and (why := _excludes_all(policy, edge, sight)):
        return LinkState(edge.name, Flow.STUCK, f"a filter policy holds messages back: {policy}", facts, cause=why)
    if edge.origin is Origin.DECLARED and settings.get("RawMessageDelivery") == "true":
        why = "raw message delivery removes the envelope that the function expects"
        return LinkState(edge.name, Flow.STUCK, why, facts)
    barred = shut_out(sight, edge.target, SERVICE, arn(sight, edge.source))
    if barred and (sight.enforced or edge.target.service == "lambda"):
        why = "its policy doesn't let SNS in: messages are lost"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=f"permission missing: {barred}")
    return LinkState(edge.name, Flow.PASSING, "subscribed", facts)


def _excludes_all(policy: str, edge: Edge, sight: Sight) -> str:
    """Why no message passes the filter; empty when some may. A declared subscription has no filter."""
    if edge.origin is Origin.DECLARED:
        return "the stack declares no filter policy"
    publishers = {each.source.service for each in sight.wiring.into(edge.source)}
    if not publishers or not publishers <= BODIES.keys():
        return ""
    wanted: Any = json.loads(policy)
    live = sight.wiring.edge_like(edge)
    if live is None or live.settings.get("FilterPolicyScope", "MessageAttributes") == "MessageAttributes":
        return (
            f"what {' and '.join(sorted(publishers))} publishes has no message attributes: the filter excludes it all"
        )
    fields = set().union(*(BODIES[each] for each in publishers))
    unknown = sorted(set(wanted) - fields)
    return f"what {' and '.join(sorted(publishers))} publishes has no field {', '.join(unknown)}" if unknown else ""
