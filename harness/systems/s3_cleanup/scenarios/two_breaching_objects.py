"""Lab: two objects that breach. One clean-up is not enough, and there is no second one.

Three files go up in one window: 30, 25 and 4 bytes, 59 in all, with the threshold at 20.

What you will see. At the end of the window the alarm goes to ALARM, the cleaner removes the largest object, and 29
bytes are left: the 25 alone are above the threshold. The alarm stays in ALARM, rightly. But its action doesn't fire
again, in none of the following windows, although each look of the alarm finds the bucket too full.

Why. An action belongs to the transition, not to the state. One transition, one action, one object removed: if that
isn't enough, the total never falls below the threshold, the alarm never leaves ALARM, and no transition can follow. (On
AWS actions of EC2 Auto Scaling are the exception: those are repeated while the alarm stays in ALARM.)

What cures it. The system as it is specified removes one object a transition. What follows is done by hand here, and is
what a production cleaner would do by itself: **remove until the total is below the threshold**. Below, not empty: the
4 bytes stay. With a total of 4 the alarm goes to OK at the end of the window, without help, and is armed: another 21
bytes bring a second transition and a second action.

There are other ways. The alarm can be made to look again, through OK (SetAlarmState, as in `no-rearm`): each round
trip removes one object and takes a window, and needs a new datapoint. A rule on a schedule can invoke the cleaner as
long as the alarm is in ALARM. Or the alarm tells an SNS topic, and whoever listens decides. What doesn't help: a lower
threshold, a shorter period, more evaluation periods. None of them makes a transition.

What to try. Change the sizes so that one removal is enough, and see the alarm return to OK by itself. Make three large
files, and count the rounds of the loop.
"""

from bootstrap.stacks.s3_cleanup import CLEANER
from harness.probes.invocation import invoke
from harness.run.context import RunContext
from harness.run.window_watch import observe_alarm
from harness.systems.s3_cleanup.checks.records import THRESHOLD
from harness.systems.s3_cleanup.checks.two_breaching_objects import TWO_BREACHING_OBJECTS_CHECKS
from harness.systems.s3_cleanup.driven import S3CleanupSystem
from harness.systems.s3_cleanup.system import SYSTEM

STUCK_WINDOWS = 5


@SYSTEM.scenario("two-breaching-objects", checks=TWO_BREACHING_OBJECTS_CHECKS)
def two_breaching_objects(context: RunContext) -> None:
    """One deletion leaves the total above the threshold: the alarm stays in ALARM, and fires no second action."""
    system = S3CleanupSystem(context)
    watch = system.watch_from_a_fresh_window()
    system.observe_the_start()
    system.upload("large1.txt", b"1" * 30, 30)
    system.upload("large2.txt", b"2" * 25, 55)
    system.upload("small.txt", b"s" * 4, 59)
    watch.pass_one()
    system.await_cleanup("large1.txt", 29)
    context.tell("One transition, one action, one object. 29 bytes are left: still too many.")
    for _ in range(STUCK_WINDOWS):
        watch.pass_one()
    observe_alarm(context, system.alarm, "alarm while stuck", total=sum(system.bucket.objects().values()))
    context.tell("The state was right all the time, but an action belongs to a transition, and there was none.")
    _clean_until_below(context, system)
    watch.pass_one()
    context.tell("OK by itself, and armed: the next breach is a transition.")
    system.upload("large3.txt", b"3" * 21, 25)
    watch.pass_one()
    system.await_cleanup("large3.txt", 4)
    watch.pass_one()
    system.observe_all()


def _clean_until_below(context: RunContext, system: S3CleanupSystem) -> None:
    """What a production cleaner does by itself: remove the largest object until the total is below the threshold."""
    context.tell("The cure: clean until the total is below the threshold, not once.")
    objects = system.bucket.objects()
    for _ in range(len(objects)):
        if sum(objects.values()) < THRESHOLD:
            return
        with context.act("invoke the cleaner by hand") as detail:
            answer = invoke(context.clients, CLEANER, {})
            detail["answer"] = answer.payload
        objects = system.bucket.objects()
        system.expect(sum(objects.values()))
