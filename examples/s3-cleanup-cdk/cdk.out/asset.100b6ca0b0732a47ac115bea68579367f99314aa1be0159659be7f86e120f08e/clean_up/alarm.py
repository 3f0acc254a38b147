"""What a CloudWatch alarm hands to its Lambda action.

Source: CloudWatch user guide, "Invoke a Lambda function from an alarm" (alarms-and-actions-Lambda).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ALARM = "ALARM"


@dataclass(frozen=True)
class Transition:
    """One change of the alarm's state. `at_ms`, epoch milliseconds, tells transitions apart and orders them."""

    state: str
    at_ms: int


def transition_of(event: Mapping[str, Any]) -> Transition | None:
    """The transition that invoked the function; None when no alarm did, as in a test by hand."""
    if "alarmData" not in event:
        return None
    state = event["alarmData"]["state"]
    at = datetime.fromisoformat(state["timestamp"])
    return Transition(state["value"], round(at.timestamp() * 1000))
