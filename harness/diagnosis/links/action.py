"""What an alarm does when its state changes."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.permits import arn, shut_out
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.probes.alarm import LAST_TRANSITIONS, AlarmProbe
from harness.wiring.model import Edge, Kind

SERVICES = {"lambda": "lambda.alarms.cloudwatch.amazonaws.com", "sns": "cloudwatch.amazonaws.com"}


@looks_at(Kind.ACTION, "the alarm has no action that invokes it")
def action(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when actions are off, when the target lets no alarm in, or when the last one failed.

    Idle before any, and while the alarm stays in ALARM: actions fire on transitions only.
    """
    alarm = live.settings
    actions = AlarmProbe(sight.clients, edge.source.name).actions()
    facts = tuple(each["summary"] for each in actions[-LAST_TRANSITIONS:])
    if not alarm.get("ActionsEnabled", True):
        return LinkState(edge.name, Flow.STUCK, "the alarm's actions are disabled", facts)
    barred = shut_out(sight, edge.target, SERVICES.get(edge.target.service, ""), arn(sight, edge.source))
    if barred and (edge.target.service == "lambda" or sight.enforced):
        why = "its policy lets no alarm in"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=f"permission missing: {barred}")
    flow, why = _fired([each["summary"] for each in actions], str(alarm.get("StateValue")))
    return LinkState(edge.name, flow, why, facts)


def _fired(summaries: list[str], state: str) -> tuple[Flow, str]:
    """What the history of an action that may fire says of it."""
    if not summaries:
        return Flow.IDLE, "no action has fired yet: actions fire on transitions only"
    if "not authorized" in summaries[-1]:
        return Flow.IDLE, "the last action lacked a permission that is there now"
    if "failed" in summaries[-1].lower():
        return Flow.STUCK, f"the last action failed: {summaries[-1]}"
    if state == "ALARM":
        return Flow.IDLE, "the alarm has been in ALARM since its last action: none fires again before it has left ALARM"
    return Flow.PASSING, f"{len(summaries)} actions fired"
