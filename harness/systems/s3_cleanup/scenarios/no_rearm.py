"""Lab: an alarm that is not waited for. The second clean-up never happens.

The same system and the same three files as in `s3-cleanup`, with one wait left out: the third file goes up as soon as
the first clean-up is done, before the alarm is back in OK.

What you will see. 18 and 46 bytes are reached in the first window; at its end the alarm goes to ALARM and the cleaner
removes the 28 bytes. 18 are left, in the second window. The third file makes them 20 in that same window. From then on
the bucket holds 20 bytes, at the threshold, window after window; the alarm says ALARM all the time; and nobody cleans.

Why. The second window held an 18 and a 20. The alarm looks at the maximum of the whole window, 20, so at its end it is
in ALARM still: ALARM to ALARM is no transition, and actions fire on transitions only. The later windows hold nothing,
because size-tracking logs a total only when something changes. An alarm that treats missing data as `ignore` keeps its
state then. So nothing will ever happen by itself. The alarm's history proves it: one transition, one action.

What cures it. The alarm must leave ALARM before a breach can bring it back there. Either the total is below the
threshold for a whole window (which is what the reference timeline waits for), or somebody sets the state:
SetAlarmState to OK, and the next datapoint that breaches, from a fourth file of one byte, is a transition again. The
cleaner runs, and removes the 18 bytes it would have removed long ago.

What to try. Give `missing_data="missing"` to the alarm in `bootstrap/stacks/s3_cleanup.py`: the silence brings
INSUFFICIENT_DATA instead of keeping ALARM, so the next breach fires, by luck and not by design. Leave the fourth file
out: after SetAlarmState the alarm says OK, and the bucket holds 20 bytes nevertheless. Run `s3-cleanup` and find the
wait that makes the difference.
"""

from bootstrap.stacks.s3_cleanup import ALARM
from harness.run.context import RunContext
from harness.run.window_watch import observe_alarm
from harness.systems.s3_cleanup.checks.no_rearm import NO_REARM_CHECKS
from harness.systems.s3_cleanup.driven import REFERENCE_FILES, S3CleanupSystem
from harness.systems.s3_cleanup.system import SYSTEM

STUCK_WINDOWS = 5
"""The one with the third file, and four more without any data: longer than an alarm of one period looks back."""


@SYSTEM.scenario("no-rearm", checks=NO_REARM_CHECKS)
def no_rearm(context: RunContext) -> None:
    """Upload the third file before the alarm is OK: the second clean-up never happens."""
    system = S3CleanupSystem(context)
    watch = system.watch_from_a_fresh_window()
    system.observe_the_start()
    for key, total in (("assignment1.txt", 18), ("assignment2.txt", 46)):
        system.upload(key, REFERENCE_FILES[key], total)
    watch.pass_one()
    system.await_cleanup("assignment2.txt", 18)
    context.tell(
        "The reference timeline would wait for OK now: for a whole window below the threshold. This one doesn't."
    )
    context.observe("before the third file", alarm=system.alarm.state())
    system.upload("assignment3.txt", REFERENCE_FILES["assignment3.txt"], 20)
    for _ in range(STUCK_WINDOWS):
        watch.pass_one()
    observe_alarm(context, system.alarm, "alarm while stuck", total=sum(system.bucket.objects().values()))
    context.tell("20 bytes, at the threshold, and nobody cleans: from ALARM to ALARM there is no transition.")
    context.tell("The cure: the alarm must leave ALARM. Then the next datapoint that breaches is a transition again.")
    with context.act("set the alarm's state", to="OK"):
        context.clients.cloudwatch.set_alarm_state(AlarmName=ALARM, StateValue="OK", StateReason="re-armed by hand")
    system.upload("assignment4.txt", b"4", 21)
    watch.pass_one()
    system.await_cleanup("assignment1.txt", 3)
    watch.pass_one()
    system.observe_all()
