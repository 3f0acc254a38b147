"""For how long an alarm's evaluations can't change its state: the time that a long advance of the clock may pass over.

An alarm whose evaluation range is empty sees nothing but missing data at every boundary until the next datapoint is
inside. What it makes of that depends on its state and on nothing else, so if the verdict is the state it has, it stays.
Two kinds of alarms never stay: those whose expression reads the time, and those on the depths of queues, which are
measured while the clock goes.
"""

import math

from emulator.cloudwatch.alarm import Alarm
from emulator.cloudwatch.datapoints import Reader
from emulator.cloudwatch.expressions import Expression
from emulator.cloudwatch.own_metrics import DEPTHS_NAMESPACE
from emulator.cloudwatch.rules import State, evaluate

TIMED = "EPOCH"
"""The function of metric math whose value changes with the time."""


def still_until_s(reader: Reader, alarm: Alarm, state: State, now_s: float) -> float:
    """The time of the datapoint by which the state may change: evaluations at boundaries up to it, from now on, don't.

    It is `now_s` when the next evaluation may change it, and infinite when there is no such datapoint.
    """
    if looks_at_depths(alarm) or _reads_the_time(alarm):
        return now_s
    start_s = alarm.start_s(now_s)
    following_s = min((reader.next_s(metric, start_s) for metric in alarm.metrics), default=math.inf)
    if following_s < now_s or evaluate(alarm.settings, alarm.points(reader, now_s), state).state != state:
        return now_s
    return following_s


def looks_at_depths(alarm: Alarm) -> bool:
    """Whether it is on metrics of SQS, which come each minute."""
    return any(metric.namespace == DEPTHS_NAMESPACE for metric in alarm.metrics)


def _reads_the_time(alarm: Alarm) -> bool:
    expressions = (query for query in alarm.queries.values() if isinstance(query, Expression))
    return any(TIMED in expression.functions for expression in expressions)
