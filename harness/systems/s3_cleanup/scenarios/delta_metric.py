"""Lab: an alarm on the sum of the changes instead of the total. It fires when it must not, and is silent when it must.

Why does the metric filter take `$.total_size`, and from size-tracking's log? The logging function's log has a
`$.size_delta` for each event, and the bucket grows by the sum of its deltas. So an alarm on the *sum* of the deltas, 20
or more, looks as good. This lab puts it beside the right alarm: same period, same threshold, same treatment of missing
data; only metric and statistic differ. (It has no action, so that its mistakes cost nothing.)

What you will see, window by window:

1. A file of 12 bytes, and S3 delivers its event twice, as it may. size-tracking recognises the duplicate: the total is
   12. The logging function logs what it is told, 12 and 12: the sum is 24, the delta alarm fires. **A false alarm.**
2. A second file, 11 bytes. The total is 23, the right alarm fires, the cleaner runs. The sum of this window is 11: 12
   and 11 came in different windows. **The delta alarm returns to OK** as the bucket overflows.
3. The clean-up itself: a delta of -12.
4. 11 bytes are deleted by hand, and a file of 25 bytes comes. The total is 25, the right alarm fires. The sum is 14:
   **the deletion hides the growth**, although this one file is above the threshold alone.
5. The second clean-up. A delta of -25.

Why. A sum over a window is the *change* within that window (when every event is counted once, which the log of an
at-least-once delivery does not promise). How full the bucket is depends on all windows before it too. The total carries
that with it: a single datapoint says all, its maximum over a window can't be hidden by anything else in the window, and
only size-tracking, which applies each event exactly once, can know it.

What to try. Put the delta filter on size-tracking's log: the false alarm of window 1 goes away (its deltas are counted
once), the two silences stay. Choose a longer period: the mistakes move, but don't go away. Give the delta alarm the
cleaner as its action, and see what is removed in window 1.
"""

import json
from dataclasses import replace

from bootstrap.model.resource import Resource
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.stacks.s3_cleanup import ALARM, BUCKET, LOGGING, NAMESPACE, TOPIC
from harness.probes.alarm import AlarmProbe
from harness.probes.function_logs import FunctionLogs
from harness.probes.metric import MetricProbe
from harness.run.context import RunContext
from harness.run.window_watch import WindowWatch, observe_alarm
from harness.systems.s3_cleanup.checks.delta_metric import DELTA_METRIC_CHECKS
from harness.systems.s3_cleanup.driven import S3CleanupSystem
from harness.systems.s3_cleanup.system import SYSTEM
from harness.waits.conditions import LogShows

LOG_GROUP = f"/aws/lambda/{LOGGING}"
DELTA_METRIC, DELTA_ALARM = "SizeDelta", "assignment4-size-delta-alarm"


def delta_alarm(stack: Stack) -> tuple[Resource, ...]:
    """The tempting alarm and its metric filter: the right alarm with another metric and statistic, and no action."""
    (right,) = (each for each in stack.resources if isinstance(each, Alarm) and each.name == ALARM)
    (group,) = (each for each in stack.resources if isinstance(each, LogGroup) and each.name == LOG_GROUP)
    taken = MetricFilter(
        stack.scope, "assignment4-size-delta", group, "{ $.size_delta = * }", "$.size_delta", NAMESPACE, DELTA_METRIC
    )
    misled = replace(right, name=DELTA_ALARM, metric=DELTA_METRIC, statistic="Sum", actions=(), after=(taken,))
    return taken, misled


@SYSTEM.scenario(
    "delta-metric",
    checks=DELTA_METRIC_CHECKS,
    own_resources=delta_alarm,
)
def delta_metric(context: RunContext) -> None:
    """An alarm on the sum of deltas beside the one on the total: it fires and is silent at the wrong times."""
    system = _SystemWithDeltas(context)
    watch = system.watch_both_alarms()
    system.observe_the_start()
    system.upload("a.txt", b"a" * 12, 12)
    system.deliver_again("a.txt")
    watch.pass_one()
    context.tell("A false alarm: one file of 12 bytes, told twice, is a sum of 24. The total knows better.")
    system.upload("b.txt", b"b" * 11, 23)
    watch.pass_one()
    context.tell("A silence: 12 and 11 make 23, but came in different windows. The delta alarm is even back in OK.")
    system.await_cleanup("a.txt", 11)
    watch.pass_one()
    system.remove("b.txt", 0)
    system.upload("c.txt", b"c" * 25, 25)
    watch.pass_one()
    context.tell("Another silence: the deletion of 11 bytes hides that 25 came.")
    system.await_cleanup("c.txt", 0)
    watch.pass_one()
    system.observe_all()
    observe_alarm(context, system.misled, alarm="delta alarm")


class _SystemWithDeltas(S3CleanupSystem):
    """The S3 cleanup system with the logging function's deltas under observation as well."""

    def __init__(self, context: RunContext) -> None:
        super().__init__(context)
        self.log = FunctionLogs(context.clients, LOGGING)
        self.deltas: list[int] = []
        self.misled = AlarmProbe(context.clients, DELTA_ALARM)

    def watch_both_alarms(self) -> WindowWatch:
        """Watch, from a fresh window, both metrics and both alarms."""
        sum_of_deltas = MetricProbe(self.context.clients, NAMESPACE, DELTA_METRIC, "Sum")
        return WindowWatch.from_a_fresh_window(
            self.context,
            {"maximum": self.metric, "sum of deltas": sum_of_deltas},
            {"alarm": self.alarm, "delta alarm": self.misled},
        )

    def expect(self, total: int) -> None:
        """Wait for the total in the history, and for the delta that led to it in the logging function's log."""
        before = self.totals[-1] if self.totals else 0
        super().expect(total)
        self._expect_delta(total - before)

    def deliver_again(self, key: str) -> None:
        """Deliver the event of an object's creation a second time, as S3 may: the same event, the same sequencer."""
        line = next(line for line in self.log.json_lines() if line.get("object_name") == key)
        stored = {"key": key, "size": line["size"], "sequencer": line["sequencer"]}
        record = {
            "eventSource": "aws:s3",
            "eventTime": line["event_time"],
            "eventName": line["event_type"],
            "s3": {"bucket": {"name": BUCKET}, "object": stored},
        }
        clients = self.context.clients
        with self.context.act("deliver its event again", key=key):
            clients.sns.publish(
                TopicArn=f"arn:aws:sns:{clients.region}:{clients.account_id}:{TOPIC}",
                Subject="Amazon S3 Notification",
                Message=json.dumps({"Records": [record]}),
            )
        self._expect_delta(int(line["size_delta"]))

    def _expect_delta(self, delta: int) -> None:
        self.deltas.append(delta)
        self.context.wait(LogShows(self.log, "size_delta", tuple(self.deltas)))
