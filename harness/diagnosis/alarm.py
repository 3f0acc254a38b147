"""Links around an alarm: a metric feeds it, its action invokes a function."""

from dataclasses import dataclass

from bootstrap.clients import Clients
from harness.diagnosis.link import Flow, Link, LinkState
from harness.probes.alarm import LAST_TRANSITIONS, AlarmProbe


@dataclass(frozen=True)
class MetricToAlarm(Link):
    """An alarm watches the metric."""

    clients: Clients
    alarm: str
    namespace: str
    metric: str

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"metric {self.namespace}/{self.metric} -> alarm {self.alarm}"

    def state(self) -> LinkState:
        """Stuck when there is no such alarm, or when it watches something else."""
        alarm = AlarmProbe(self.clients, self.alarm)
        found = alarm.describe()
        if found is None:
            return LinkState(self.name, Flow.STUCK, "the alarm does not exist")
        history = [f"{t.old} -> {t.new}: {t.reason}" for t in alarm.transitions()]
        facts = (f"state {found['StateValue']}: {found.get('StateReason', '')}", *history[-LAST_TRANSITIONS:])
        if (found.get("Namespace"), found.get("MetricName")) != (self.namespace, self.metric):
            return LinkState(
                self.name, Flow.STUCK, f"the alarm watches {found.get('Namespace')}/{found.get('MetricName')}", facts
            )
        idle = found["StateValue"] == "INSUFFICIENT_DATA"
        return LinkState(self.name, Flow.IDLE if idle else Flow.PASSING, f"state {found['StateValue']}", facts)


@dataclass(frozen=True)
class AlarmToFunction(Link):
    """The alarm's action invokes a function."""

    clients: Clients
    alarm: str
    function: str

    @property
    def name(self) -> str:
        """How the link is called."""
        return f"alarm {self.alarm} -> lambda {self.function}"

    def state(self) -> LinkState:
        """Stuck when the action is missing, off or failed; idle before any, and while the alarm stays in ALARM."""
        alarm = AlarmProbe(self.clients, self.alarm)
        found = alarm.describe() or {}
        actions = alarm.actions()
        facts = tuple(action["summary"] for action in actions[-LAST_TRANSITIONS:])
        if not any(arn.endswith(f":function:{self.function}") for arn in found.get("AlarmActions", [])):
            return LinkState(self.name, Flow.STUCK, "the alarm has no action that invokes the function", facts)
        if not found.get("ActionsEnabled", True):
            return LinkState(self.name, Flow.STUCK, "the alarm's actions are disabled", facts)
        if actions and "failed" in actions[-1]["summary"].lower():
            return LinkState(self.name, Flow.STUCK, f"the last action failed: {actions[-1]['summary']}", facts)
        if not actions:
            return LinkState(self.name, Flow.IDLE, "no action has fired yet: actions fire on transitions only", facts)
        if found.get("StateValue") == "ALARM":
            why = "the alarm has been in ALARM since its last action: none fires again before it has left ALARM"
            return LinkState(self.name, Flow.IDLE, why, facts)
        return LinkState(self.name, Flow.PASSING, f"{len(actions)} actions fired", facts)
