"""The S3 cleanup system as a scenario drives and observes it from outside."""

from typing import Any

from bootstrap.stacks.s3_cleanup import ALARM, BUCKET, DEAD_LETTER_QUEUES, METRIC, NAMESPACE, PLOT_BUCKET, QUEUES
from harness.probes.alarm import AlarmProbe
from harness.probes.bucket import BucketProbe
from harness.probes.http import http_get
from harness.probes.metric import MetricProbe
from harness.probes.queue import depth
from harness.run.context import RunContext
from harness.run.timeline import Kind
from harness.run.window_watch import WindowWatch, observe_alarm
from harness.systems.s3_cleanup.history import History
from harness.systems.s3_cleanup.waits import HistoryShows
from harness.waits.budget import Budget
from harness.waits.conditions import ObjectGone, QueuesDrained

REFERENCE_FILES = {
    "assignment1.txt": b"Empty Assignment 1",
    "assignment2.txt": b"Empty Assignment 22222222222",
    "assignment3.txt": b"33",
}
"""The objects of the reference timeline: 18, 28 and 2 bytes."""
PLOT_FILE = "plot-api.png"


class S3CleanupSystem:
    """One running system. It keeps the totals that the history should show by now, oldest first."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.bucket = BucketProbe(context.clients, BUCKET)
        self.history = History(context.clients, BUCKET)
        self.alarm = AlarmProbe(context.clients, ALARM)
        self.metric = MetricProbe(context.clients, NAMESPACE, METRIC, "Maximum")
        self.totals: list[int] = []
        self._seen_changes = 0
        context.meanwhile = self._observe_new_totals

    def watch_from_a_fresh_window(self) -> WindowWatch:
        """Wait until a window of the alarm starts, and watch what each holds from there."""
        return WindowWatch.from_a_fresh_window(self.context, {"maximum": self.metric}, {"alarm": self.alarm})

    def observe_the_start(self) -> None:
        """Record the size of what is there before anything is done."""
        self.context.observe("total", bytes=sum(self.bucket.objects().values()))

    def upload(self, key: str, body: bytes, total: int) -> None:
        """Put an object and wait until the history shows the total that it makes."""
        with self.context.act("upload", key=key, size=len(body)):
            self.context.clients.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        self.expect(total)

    def remove(self, key: str, total: int) -> None:
        """Delete an object by hand and wait until the history shows the total that is left."""
        with self.context.act("delete by hand", key=key):
            self.context.clients.s3.delete_object(Bucket=BUCKET, Key=key)
        self.expect(total)

    def await_cleanup(self, key: str, total: int, budget: Budget | None = None) -> None:
        """Wait until the cleaner has removed the object and the history shows the total that is left.

        Without a budget no window passes meanwhile: the cleaner must have been invoked already.
        """
        self.context.wait(ObjectGone(self.bucket, key), budget)
        self.expect(total)

    def expect(self, total: int) -> None:
        """Wait until the history shows this total after those before it."""
        self.totals.append(total)
        self.context.wait(HistoryShows(self.history, tuple(self.totals)))

    def fetch_plot(self) -> None:
        """Call the plot API as a user would, and keep the picture."""
        answer = http_get(self.context.outputs["plot_url"])
        is_png = answer.body.startswith(b"\x89PNG\r\n\x1a\n")
        stored = any(key.endswith(".png") for key in BucketProbe(self.context.clients, PLOT_BUCKET).objects())
        if is_png:
            self.context.artefacts[PLOT_FILE] = answer.body
        self.context.observe(
            "plot", status=answer.status, content_type=answer.content_type, is_png=is_png, stored=stored
        )

    def observe_all(self) -> None:
        """Record what the system's own records say, once both queues are empty."""
        context = self.context
        context.wait(QueuesDrained(context.clients, QUEUES))
        rows: list[Any] = self.history.rows()
        context.observe("history", changes=rows)
        context.observe("object table", objects=dict(self.history.objects()))
        context.observe("bucket", objects=dict(self.bucket.objects()))
        observe_alarm(context, self.alarm)
        context.observe(
            "queues", depths={name: depth(context.clients, name).total for name in (*QUEUES, *DEAD_LETTER_QUEUES)}
        )

    def _observe_new_totals(self) -> None:
        """Record each total once, as soon as the history has it: it only ever grows at its end."""
        for total in self.history.totals()[self._seen_changes :]:
            self.context.record(Kind.LIVE, "total", {"bytes": total})
            self._seen_changes += 1
