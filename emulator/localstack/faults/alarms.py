"""Alarms under faults: looked at late, and actions that fail at first or are carried out twice."""

from collections.abc import Callable

from emulator.faults.account import faults_of
from emulator.faults.identity import Identity
from emulator.lambda_.timers import SharedTimer

EVALUATION = ("alarm-late",)
ACTIONS = ("alarm-action-late", "alarm-action-twice")
RETRIED_AFTER_S = 60.0


def is_left_out(account_id: str, alarm_name: str) -> bool:
    """Whether this evaluation of the alarm doesn't take place; the next one looks at what it would have seen."""
    faults = faults_of(account_id)
    if faults is None:
        return False
    fault = faults.decide(EVALUATION, alarm_name, "evaluation")
    if fault is not None:
        faults.note(fault)
    return fault is not None


def act(account_id: str, alarm_name: str, state: str, arn: str, start: Callable[[], None]) -> None:
    """Carry an action out by `start`: once, twice, or later."""
    faults = faults_of(account_id)
    what = f"{state} {arn.rpartition(':')[2]}"
    fault = None if faults is None else faults.decide(ACTIONS, alarm_name, what)
    if faults is None or fault is None:
        start()
        return
    if fault.kind == "alarm-action-twice":
        faults.note(fault)
        start()
        start()
        return
    late_s = RETRIED_AFTER_S if faults.stepped else faults.decisions.late_s(fault)
    faults.note(fault, f"carried out {late_s:g} s later")
    faults.later(alarm_name, Identity("", what), start, late_s, SharedTimer)
