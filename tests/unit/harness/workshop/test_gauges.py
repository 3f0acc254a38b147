"""What stands at the nodes, from what was read and from what moved."""

from dataclasses import replace
from typing import Any

import pytest

from harness.wiring.model import Wiring
from harness.workshop.gauges import Tally, gauges_of, windows_of
from harness.workshop.graph import graph_of
from harness.workshop.story import Story
from tests.unit.harness.workshop.happenings import ALARM, DEAD, METRIC, QUEUE, WIRING, WORKER, Happenings

QUEUES = {
    QUEUE.name: {"visible": 2, "in_flight": 1, "delayed": 1, "consumers": 1},
    DEAD.name: {"visible": 2, "in_flight": 0, "delayed": 0, "consumers": 0},
}
READ: dict[Any, dict[str, Any]] = {
    ALARM: {
        "Namespace": "App", "MetricName": "Size", "Threshold": 20.0, "Period": 60, "Statistic": "Maximum",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    },
}  # fmt: skip


def standing() -> Wiring:
    return replace(WIRING, nodes={node: READ.get(node, {}) for node in WIRING.nodes})


def test_queues_functions_and_alarms_have_gauges() -> None:
    happen, story, tally = Happenings(), Story(graph_of(WIRING)), Tally()
    tally.add(story.tell([*happen.upload("a", "1"), *happen.upload("b", "2")[:5], *happen.clean("a")]))
    tally.add(story.tell([happen.one(WORKER, "failed", refused=True, by="worker")]))
    found = gauges_of(standing(), tally, QUEUES)
    assert found[str(QUEUE)] == {"waiting": 3, "in_flight": 1, "dead_letters": False}
    assert found[str(DEAD)]["dead_letters"] is True
    assert found[str(WORKER)] == {"invocations": 2, "errors": 1, "running": 0}
    alarm = found[str(ALARM)]
    assert (alarm["state"], alarm["threshold"], alarm["metric"]) == ("ALARM", 20.0, str(METRIC))
    assert alarm["windows"] == [{"start_s": 60.0, "value": 46.0}]


def test_an_alarm_is_as_it_was_read_until_it_moves() -> None:
    happen, story, tally = Happenings(), Story(graph_of(WIRING)), Tally()
    read = {ALARM: READ[ALARM] | {"StateValue": "OK", "StateReason": "it was read"}}
    wiring = replace(WIRING, nodes={node: read.get(node, {}) for node in WIRING.nodes})
    assert gauges_of(wiring, tally)[str(ALARM)]["state"] == "OK"
    tally.add(story.tell([happen.one(ALARM, "ALARM", detail="it moved")]))
    found = gauges_of(wiring, tally)[str(ALARM)]
    assert (found["state"], found["reason"]) == ("ALARM", "it moved")
    tally.latest.clear()
    assert gauges_of(wiring, tally)[str(ALARM)]["state"] == "OK"


def test_a_queue_of_which_nothing_was_read_shows_no_numbers() -> None:
    assert gauges_of(WIRING, Tally())[str(QUEUE)] == {"dead_letters": False}


@pytest.mark.parametrize(("statistic", "values"), [("Maximum", [46.0, 20.0]), ("Minimum", [18.0, 2.0])])
def test_a_window_holds_what_its_statistic_takes(statistic: str, values: list[float]) -> None:
    points = {0.0: [18.0, 18.0], 30.0: [46.0, 46.0], 60.0: [2.0, 20.0]}
    found = windows_of(points, 60, statistic)
    assert [each["value"] for each in found] == values
    assert [each["start_s"] for each in found] == [0.0, 60.0]
