"""When alarms are evaluated, and over which windows.

AWS ("Alarm evaluation"): a period of one minute or longer is evaluated every minute, 10, 20 and 30 seconds every 10
seconds, and an alarm that spans more than a day every hour. With a period of 5 minutes, "at the end of minute 5 the
alarm evaluates based on data from minutes 1 to 5", then at the end of minute 6 on minutes 2 to 6. So an evaluation
belongs to a boundary of its cadence, its windows end there, and they are complete: the minute that runs is not looked
at. Windows sit on the clock's minutes (10 seconds for short periods), not on the moment when somebody looked.

AWS doesn't say how long after the boundary it evaluates; data needs a moment to arrive. Here it is `INGESTION_DELAY_S`
on the real clock. A stepped clock needs none: it is advanced when nothing is on its way.
"""

import math
from collections.abc import Iterable

MINUTE_S = 60
SHORT_CADENCE_S = 10
HOUR_S = 3600
DAY_S = 86400
CADENCES_S = (SHORT_CADENCE_S, MINUTE_S, HOUR_S)
INGESTION_DELAY_S = 1.0
"""How long after a boundary the real clock's evaluation runs, so that what happened before the boundary has arrived."""


def cadence_s(period_s: int, evaluation_periods: int) -> int:
    """How often an alarm with these settings is evaluated, in seconds."""
    if period_s < MINUTE_S:
        return SHORT_CADENCE_S
    return HOUR_S if period_s * evaluation_periods > DAY_S else MINUTE_S


def due(boundary_s: float, cadence: int) -> bool:
    """True when an alarm of that cadence is evaluated at the boundary."""
    return boundary_s % cadence == 0


def next_boundary(now_s: float, cadences: Iterable[int]) -> float:
    """The first instant after `now_s` when something is evaluated; the next minute when there is no alarm."""
    return min((math.floor(now_s / cadence) + 1) * cadence for cadence in {MINUTE_S, *cadences})


def last_boundary(now_s: float, cadence: int) -> float:
    """The most recent instant at which alarms of that cadence were due."""
    return math.floor(now_s / cadence) * cadence
