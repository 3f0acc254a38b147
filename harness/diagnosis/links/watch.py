"""A metric, and the alarm that watches it."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.metric_filter import datapoints
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.probes.alarm import LAST_TRANSITIONS, AlarmProbe
from harness.probes.emulator import Emulator
from harness.wiring.model import Edge, Kind, Node


@looks_at(Kind.WATCH, "the alarm does not watch it, or does not exist")
def watch(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when nothing can feed the metric; idle before there were data."""
    alarm = live.settings
    history = [f"{t.old} -> {t.new}: {t.reason}" for t in AlarmProbe(sight.clients, edge.target.name).transitions()]
    state = str(alarm["StateValue"])
    facts = (f"state {state}: {alarm.get('StateReason', '')}", *history[-LAST_TRANSITIONS:])
    if not _is_fed(sight, edge.source, live):
        why = "nothing feeds the metric: no metric filter, and nobody has put data"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause="the metric filter is gone, or feeds another metric")
    return LinkState(edge.name, Flow.IDLE if state == "INSUFFICIENT_DATA" else Flow.PASSING, f"state {state}", facts)


def _is_fed(sight: Sight, metric: Node, live: Edge) -> bool:
    """AWS feeds its own metrics; others have a filter, or somebody who puts data, or data of the last hour."""
    if metric.name.startswith("AWS/") or any(sight.wiring.into(metric)):
        return True
    puts = [row for row in Emulator(sight.clients).usage()["requests"] if row["operation"] == "PutMetricData"]
    dimensions = tuple((each["Name"], each["Value"]) for each in live.settings.get("Dimensions", ()))
    return bool(puts) or (bool(dimensions) and bool(datapoints(sight, metric, dimensions)))
