"""A schedule of EventBridge Scheduler that is disabled."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Break, Memory, Spot, of_edge
from harness.breaks.registry import breaks
from harness.wiring.model import Kind, Wiring

ASKED = (
    "Name", "GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "EndDate", "Description",
    "KmsKeyArn", "Target", "FlexibleTimeWindow", "ActionAfterCompletion",
)  # fmt: skip
"""What UpdateSchedule has to be given, or it takes the default."""
TIMES = ("StartDate", "EndDate")


@breaks
class ScheduleDisabled(Break):
    """Its times pass, and nothing is invoked."""

    name = "schedule-disabled"
    text = "disable the schedule"

    def spots(self, wiring: Wiring) -> Iterator[Spot]:
        """Every schedule that is enabled."""
        return (of_edge(each) for each in wiring.configured(Kind.SCHEDULE) if each.settings["State"] == "ENABLED")

    def do(self, clients: Clients, spot: Spot) -> Memory:
        """Disable it."""
        settings = spot.data["edge"].settings
        memory = {name: _told(settings[name]) for name in ASKED if settings.get(name) is not None}
        _update(clients, memory, "DISABLED")
        return memory

    def undo(self, clients: Clients, memory: Memory) -> None:
        """Enable it."""
        _update(clients, memory, "ENABLED")


def _update(clients: Clients, memory: Mapping[str, Any], state: str) -> None:
    times = {name: datetime.fromisoformat(memory[name]) for name in TIMES if name in memory}
    clients.client("scheduler").update_schedule(**{**memory, **times, "State": state})


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
