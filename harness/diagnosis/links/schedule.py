"""A schedule of EventBridge Scheduler, and what it invokes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind, Node

ACTIONS = {
    "lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage", "sns": "sns:Publish",
    "states": "states:StartExecution", "bus": "events:PutEvents",
}  # fmt: skip
"""What a schedule's role needs to invoke a target."""
_ONCE = re.compile(r"at\((.+)\)")


@looks_at(Kind.SCHEDULE, "the schedule has no such target")
def schedule(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when the schedule is disabled, its target or its role is gone, or the role may not invoke the target."""
    read = live.settings
    facts = (f"{read['ScheduleExpression']}, {read['State']}",)
    if read["State"] == "DISABLED":
        return LinkState(edge.name, Flow.STUCK, "the schedule is disabled", facts)
    if edge.target.service in ("lambda", "sqs", "sns") and edge.target not in sight.wiring.nodes:
        return LinkState(edge.name, Flow.STUCK, "the target does not exist", facts)
    lacks = _lacks(edge.target, read["Target"], sight)
    if lacks:
        return LinkState(edge.name, Flow.STUCK, "its role may not invoke the target", facts, cause=lacks)
    end_s = _end_s(read)
    if end_s is not None and end_s < sight.now_s:
        return LinkState(edge.name, Flow.IDLE, "its last time is over", facts)
    return LinkState(edge.name, Flow.PASSING, "schedule and target are there", facts)


def _lacks(target: Node, settings: Mapping[str, Any], sight: Sight) -> str:
    """What the role isn't granted, where that holds events back; empty when nothing."""
    action, role = ACTIONS.get(target.service), str(settings["RoleArn"])
    if not sight.enforced or action is None or not sight.lacks(role, action, settings["Arn"]):
        return ""
    return f"permission missing: role {role.rsplit('/', 1)[-1]} may not {action} on {settings['Arn']}"


def _end_s(read: Mapping[str, Any]) -> float | None:
    """When the schedule's last time is, in epoch seconds; None for one without an end."""
    once = _ONCE.fullmatch(read["ScheduleExpression"])
    if once:
        zone = ZoneInfo(read.get("ScheduleExpressionTimezone") or "UTC")
        return datetime.fromisoformat(once[1]).replace(tzinfo=zone).timestamp()
    end = read.get("EndDate")
    return None if end is None else end.replace(tzinfo=end.tzinfo or UTC).timestamp()
