"""Lab: no data. The same datapoints, four ways to treat what is missing.

Four alarms watch one metric: Maximum, 20 or more, in 3 of 3 periods. They differ in one setting, TreatMissingData:
`missing` (which is the default), `ignore`, `breaching`, `notBreaching`. Windows pass; each holds a datapoint that is
fine (O, 10), one that breaches (X, 30), or none (-).

What you will see. A table, window by window: what the alarms looked at, and the state of each. AWS publishes five rows
of it in the CloudWatch user guide ("Configuring how CloudWatch alarms treat missing data"); the datapoints are chosen
so that every one of them comes by, and the verdict compares cell by cell.

    O----   OK everywhere: one real one is fine, and 3 of 3 can't be reached any more
    O-X-X   OK everywhere: three real datapoints decide, whatever the setting, and one of them is fine
    OXX-X   ALARM everywhere: the three real ones that are most recent breach
    -----   INSUFFICIENT_DATA, the state is kept, ALARM, OK: nothing but the setting decides
    --X--   ALARM, the state is kept, ALARM, OK: a lone breach that has grown old enough

Look at the five windows of silence after OXX-X: the four leave one and the same ALARM, each in its own way.

Why. An alarm of 3 periods looks further back than 3 (5, in AWS's examples). If it finds 3 datapoints there, the
setting is never asked: gaps in between don't matter. Only as many as are short of 3 are filled in. `missing` and
`ignore` fill in nothing; `missing` also goes to ALARM when all that is there breaches and the oldest of it is 3 windows
old, so that a metric that stops at its worst moment isn't forgotten.

Why it matters. The S3 cleanup system logs a total only when something changes, so silence is its normal state, and its
alarm has `ignore`: silence changes nothing. See `no-rearm` for the price. With `missing` the alarm would be in
INSUFFICIENT_DATA most of the time; with `notBreaching` it would return to OK although the bucket is full; with
`breaching` it would clean up because nothing happens. For a heartbeat `breaching` is the right one.

What to try. Guess each row before you read on. Change `CHAPTERS` and predict the table. Ask when `breaching` returns to
OK after a silence.
"""

from bootstrap.stacks.missing_data import METRIC, NAMESPACE, SETTINGS, alarm_name
from harness.checks.windows import windows_of
from harness.probes.alarm import AlarmProbe
from harness.probes.metric import MetricProbe
from harness.run.context import RunContext
from harness.run.timeline import Timeline
from harness.run.window_watch import WindowWatch, observe_alarm
from harness.systems.missing_data.checks import MISSING_DATA_CHECKS, PUBLISHED, ranges_of
from harness.systems.missing_data.system import SYSTEM

FINE, BREACHING = 10, 30
VALUES = {"O": FINE, "X": BREACHING, "-": None}
CHAPTERS = (
    ("-----", "-"),
    ("O----", "O----"),
    ("O-X-X", "O-X-X"),
    ("OXX-X", "OXX-X"),
    ("-----", "-----"),
    ("--X--", "X--"),
)
"""A row that AWS publishes, and the windows that lead to it from the row before."""
TABLE_FILE = "missing-data.md"


@SYSTEM.scenario(
    "missing-data",
    checks=MISSING_DATA_CHECKS,
    artefacts=(TABLE_FILE,),
)
def missing_data(context: RunContext) -> None:
    """The same datapoints under each setting for missing data: four alarms side by side, window by window."""
    alarms = {setting: AlarmProbe(context.clients, alarm_name(setting)) for setting in SETTINGS}
    context.observe("settings", **{setting: _rule(alarm) for setting, alarm in alarms.items()})
    level = MetricProbe(context.clients, NAMESPACE, METRIC, "Maximum")
    watch = WindowWatch.from_a_fresh_window(context, {"level": level}, alarms)
    for row, marks in CHAPTERS:
        for mark in marks:
            _put(context, VALUES[mark])
            watch.pass_one()
        cells = ", ".join(f"{setting} {state}" for setting, state in zip(SETTINGS, PUBLISHED[row], strict=True))
        context.tell(f"{row} is a row that AWS publishes: {cells}")
    for setting, alarm in alarms.items():
        observe_alarm(context, alarm, alarm=setting)
    context.artefacts[TABLE_FILE] = table_of(context.timeline).encode()


def _put(context: RunContext, value: float | None) -> None:
    """Put a datapoint into the window that runs; nothing for None."""
    if value is not None:
        context.clients.cloudwatch.put_metric_data(
            Namespace=NAMESPACE, MetricData=[{"MetricName": METRIC, "Value": value}]
        )


def _rule(alarm: AlarmProbe) -> dict[str, object]:
    """What the alarm compares, as DescribeAlarms has it."""
    found = alarm.describe() or {}
    names = ("MetricName", "Statistic", "Threshold", "EvaluationPeriods", "DatapointsToAlarm", "TreatMissingData")
    return {name: found.get(name) for name in names}


def table_of(timeline: Timeline) -> str:
    """The recorded windows as a table in Markdown; rows that AWS publishes are marked."""
    lines = [
        f"| window | datapoint | looked at | {' | '.join(SETTINGS)} | published by AWS |",
        f"|---|---|---|{'---|' * len(SETTINGS)}---|",
    ]
    windows = windows_of(timeline)
    for window, looked_at in zip(windows, ranges_of(windows), strict=True):
        level = window.saw["level"]
        states = " | ".join(window.states[setting] for setting in SETTINGS)
        lines.append(
            f"| {window.number} | {'-' if level is None else level} | `{looked_at}` | {states} "
            f"| {'yes' if looked_at in PUBLISHED else ''} |"
        )
    return "\n".join(lines) + "\n"
