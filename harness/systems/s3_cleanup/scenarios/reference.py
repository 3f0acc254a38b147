"""The S3 cleanup system, driven along its reference timeline: 0 -> 18 -> 46 -> 18 -> 20 -> 2.

Two objects are uploaded, 18 and 28 bytes. Their events travel S3 -> SNS -> SQS -> size-tracking, which keeps the total
in DynamoDB and logs it; a metric filter turns the log into a metric, an alarm on it (Maximum, threshold 20) invokes the
cleaner, and the cleaner deletes the largest object. A third object of 2 bytes brings the total to 20 and the alarm
fires again. Between the two the alarm must be back in OK: actions fire on transitions only, so without that wait the
second clean-up would never happen. An alarm looks at whole windows, hence the alignment before the first upload: both
uploads then fall into one window, and the alarm sees their maximum, 46.

Two scenarios run the same steps: `s3-cleanup` from outside, `s3-cleanup-driver` by the system's own driver function.
"""

from concurrent.futures import ThreadPoolExecutor

from bootstrap.stacks.s3_cleanup import DRIVER
from harness.probes.invocation import invoke
from harness.run.context import RunContext
from harness.systems.s3_cleanup.checks.records import S3_CLEANUP_CHECKS
from harness.systems.s3_cleanup.driven import PLOT_FILE, REFERENCE_FILES, S3CleanupSystem
from harness.systems.s3_cleanup.system import SYSTEM
from harness.waits.conditions import AlarmIs, Done, WindowStarts

CLEANUP_WINDOWS = 4
"""An alarm needs the window of the upload and the evaluation after it; two more are room for a slow machine."""


@SYSTEM.scenario("s3-cleanup", checks=S3_CLEANUP_CHECKS, artefacts=(PLOT_FILE,))
def reference(context: RunContext) -> None:
    """The reference timeline, driven and observed from outside."""
    system = S3CleanupSystem(context)
    context.wait(WindowStarts(context.clock.now_s, context.period_s), context.windows(2))
    system.observe_the_start()
    system.upload("assignment1.txt", REFERENCE_FILES["assignment1.txt"], 18)
    system.upload("assignment2.txt", REFERENCE_FILES["assignment2.txt"], 46)
    system.await_cleanup("assignment2.txt", 18, context.windows(CLEANUP_WINDOWS))
    context.wait(AlarmIs(system.alarm, "OK"), context.windows(CLEANUP_WINDOWS))
    system.upload("assignment3.txt", REFERENCE_FILES["assignment3.txt"], 20)
    system.await_cleanup("assignment1.txt", 2, context.windows(CLEANUP_WINDOWS))
    context.wait(AlarmIs(system.alarm, "OK"), context.windows(CLEANUP_WINDOWS))
    system.fetch_plot()
    system.observe_all()


@SYSTEM.scenario(
    "s3-cleanup-driver",
    checks=S3_CLEANUP_CHECKS,
    own_functions=(DRIVER,),
    artefacts=(PLOT_FILE,),
)
def by_the_driver(context: RunContext) -> None:
    """The same timeline, driven by the system's own driver function."""
    system = S3CleanupSystem(context)
    system.observe_the_start()
    with ThreadPoolExecutor(1, thread_name_prefix="driver") as pool:
        driver = pool.submit(invoke, context.clients, DRIVER, {})
        context.wait(Done("driver function", driver), context.windows(16))
        answer = driver.result()
    with context.act("driver function", error=answer.error) as detail:
        detail["payload"] = answer.payload
    if answer.error:
        raise RuntimeError(f"{DRIVER} failed: {answer.payload}")
    context.wait(AlarmIs(system.alarm, "OK"), context.windows(CLEANUP_WINDOWS))
    system.fetch_plot()
    system.observe_all()
