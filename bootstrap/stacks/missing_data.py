"""Four alarms on one metric that differ in nothing but how they treat missing data: the lab `missing-data`."""

from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.stacks.options import StackOptions

NAMESPACE, METRIC = "Lessons", "Level"
SETTINGS = ("missing", "ignore", "breaching", "notBreaching")
"""Every value of TreatMissingData, in the order of AWS's tables."""
PERIODS = 3
"""All of three periods must breach: AWS's first table."""


def alarm_name(setting: str) -> str:
    """The name of the alarm with that setting."""
    return f"level-{setting}"


def missing_data(options: StackOptions) -> Stack:
    """The alarms in us-east-1; nothing feeds their metric but whoever puts datapoints."""
    scope = Scope(options.account_id, "us-east-1", options.tags("missing-data"))
    alarms = [
        Alarm(
            scope, alarm_name(setting), NAMESPACE, METRIC, "Maximum", options.threshold, options.period_s, PERIODS,
            missing_data=setting,
        )
        for setting in SETTINGS
    ]  # fmt: skip
    return Stack("missing-data", scope, tuple(alarms))
