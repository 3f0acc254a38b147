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
from typing import Any

from harness.chain.s3_cleanup import BUCKET, DEAD_LETTER_QUEUES, PLOT_BUCKET, QUEUES, s3_cleanup_chain
from harness.checks.s3_cleanup import S3_CLEANUP_CHECKS
from harness.probes.alarm import Alarm
from harness.probes.bucket import Bucket
from harness.probes.history import History
from harness.probes.http import http_get
from harness.probes.invocation import invoke
from harness.probes.queue import depth
from harness.scenarios.registry import scenario
from harness.scenarios.stage import Stage
from harness.timeline import Kind
from harness.waits.conditions import AlarmIs, Done, HistoryShows, ObjectGone, QueuesDrained, WindowStarts

UPLOADS = {
    "assignment1.txt": b"Empty Assignment 1",
    "assignment2.txt": b"Empty Assignment 22222222222",
    "assignment3.txt": b"33",
}
ALARM = "assignment4-total-size-alarm"
DRIVER = "assignment4-driver-lambda"
CLEANUP_WINDOWS = 4
"""An alarm needs the window of the upload and the evaluation after it; two more are room for a slow machine."""


@scenario("s3-cleanup", stack="s3-cleanup", chain=s3_cleanup_chain, checks=S3_CLEANUP_CHECKS)
def reference(stage: Stage) -> None:
    """The reference timeline, driven and observed from outside."""
    system = _System(stage)
    stage.wait(WindowStarts(stage.clock.now_s, stage.period_s), stage.windows(2))
    system.observe_the_start()
    system.upload("assignment1.txt", 18)
    system.upload("assignment2.txt", 18, 46)
    system.await_cleanup("assignment2.txt", 18, 46, 18)
    stage.wait(AlarmIs(system.alarm, "OK"), stage.windows(CLEANUP_WINDOWS))
    system.upload("assignment3.txt", 18, 46, 18, 20)
    system.await_cleanup("assignment1.txt", 18, 46, 18, 20, 2)
    stage.wait(AlarmIs(system.alarm, "OK"), stage.windows(CLEANUP_WINDOWS))
    system.fetch_plot()
    system.observe_all()


@scenario(
    "s3-cleanup-driver",
    stack="s3-cleanup",
    chain=s3_cleanup_chain,
    checks=S3_CLEANUP_CHECKS,
    own_functions=(DRIVER,),
)
def by_the_driver(stage: Stage) -> None:
    """The same timeline, driven by the system's own driver function."""
    system = _System(stage)
    system.observe_the_start()
    with ThreadPoolExecutor(1, thread_name_prefix="driver") as pool:
        driver = pool.submit(invoke, stage.clients, DRIVER, {})
        stage.wait(Done("driver function", driver), stage.windows(16))
        answer = driver.result()
    with stage.act("driver function", error=answer.error) as detail:
        detail["payload"] = answer.payload
    if answer.error:
        raise RuntimeError(f"{DRIVER} failed: {answer.payload}")
    stage.wait(AlarmIs(system.alarm, "OK"), stage.windows(CLEANUP_WINDOWS))
    system.fetch_plot()
    system.observe_all()


class _System:
    """The S3 cleanup system under observation."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.bucket = Bucket(stage.clients, BUCKET)
        self.history = History(stage.clients, BUCKET)
        self.alarm = Alarm(stage.clients, ALARM)
        self._seen_changes = 0
        stage.meanwhile = self._observe_new_totals

    def observe_the_start(self) -> None:
        """Record the size of what is there before anything is done."""
        self.stage.observe("total", bytes=sum(self.bucket.objects().values()))

    def _observe_new_totals(self) -> None:
        """Record each total once, as soon as the history has it: it only ever grows at its end."""
        for total in self.history.totals()[self._seen_changes :]:
            self.stage.record(Kind.LIVE, "total", {"bytes": total})
            self._seen_changes += 1

    def upload(self, key: str, *totals: int) -> None:
        """Put an object and wait until the history shows these totals."""
        with self.stage.act("upload", key=key, size=len(UPLOADS[key])):
            self.stage.clients.s3.put_object(Bucket=BUCKET, Key=key, Body=UPLOADS[key])
        self.stage.wait(HistoryShows(self.history, totals))

    def await_cleanup(self, key: str, *totals: int) -> None:
        """Wait until the cleaner has removed the object and the history shows these totals."""
        self.stage.wait(ObjectGone(self.bucket, key), self.stage.windows(CLEANUP_WINDOWS))
        self.stage.wait(HistoryShows(self.history, totals))

    def fetch_plot(self) -> None:
        """Call the plot API as a user would, and keep the picture."""
        answer = http_get(self.stage.outputs["plot_url"])
        is_png = answer.body.startswith(b"\x89PNG\r\n\x1a\n")
        stored = any(key.endswith(".png") for key in Bucket(self.stage.clients, PLOT_BUCKET).objects())
        if is_png:
            self.stage.artefacts["plot-api.png"] = answer.body
        self.stage.observe("plot", status=answer.status, content_type=answer.content_type, is_png=is_png, stored=stored)

    def observe_all(self) -> None:
        """Record what the system's own records say, once both queues are empty."""
        stage = self.stage
        stage.wait(QueuesDrained(stage.clients, QUEUES))
        changes = self.history.changes()
        rows: list[Any] = [
            {
                "event_type": c.event_type,
                "object_name": c.object_name,
                "size_delta": c.size_delta,
                "total_size": c.total_size,
            }
            for c in changes
        ]
        stage.observe("history", changes=rows)
        stage.observe("object table", objects=dict(self.history.objects()))
        stage.observe("bucket", objects=dict(self.bucket.objects()))
        self._observe_alarm()
        stage.observe(
            "queues", depths={name: depth(stage.clients, name).total for name in (*QUEUES, *DEAD_LETTER_QUEUES)}
        )

    def _observe_alarm(self) -> None:
        transitions = self.alarm.transitions()
        fired = [action for action in self.alarm.actions() if "success" in action["summary"].lower()]
        facts: dict[str, Any] = {"transitions": [f"{t.old} -> {t.new}" for t in transitions], "actions": len(fired)}
        detail: dict[str, Any] = {"at_s": [t.at_s for t in transitions], "reasons": [t.reason for t in transitions]}
        self.stage.record(Kind.OBSERVED, "alarm", facts, detail)
