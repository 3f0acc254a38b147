"""The S3 cleanup system as a scenario drives and observes it from outside."""

from typing import Any

from bootstrap.stacks.s3_cleanup import ALARM, BUCKET, DEAD_LETTER_QUEUES, METRIC, NAMESPACE, PLOT_BUCKET, QUEUES
from harness.probes.alarm import Alarm
from harness.probes.bucket import Bucket
from harness.probes.http import http_get
from harness.probes.metric import Metric
from harness.probes.queue import depth
from harness.run.context import Stage
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

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.bucket = Bucket(stage.clients, BUCKET)
        self.history = History(stage.clients, BUCKET)
        self.alarm = Alarm(stage.clients, ALARM)
        self.metric = Metric(stage.clients, NAMESPACE, METRIC, "Maximum")
        self.totals: list[int] = []
        self._seen_changes = 0
        stage.meanwhile = self._observe_new_totals

    def watch_from_a_fresh_window(self) -> WindowWatch:
        """Wait until a window of the alarm starts, and watch what each holds from there."""
        return WindowWatch.from_a_fresh_window(self.stage, {"maximum": self.metric}, {"alarm": self.alarm})

    def observe_the_start(self) -> None:
        """Record the size of what is there before anything is done."""
        self.stage.observe("total", bytes=sum(self.bucket.objects().values()))

    def upload(self, key: str, body: bytes, total: int) -> None:
        """Put an object and wait until the history shows the total that it makes."""
        with self.stage.act("upload", key=key, size=len(body)):
            self.stage.clients.s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        self.expect(total)

    def remove(self, key: str, total: int) -> None:
        """Delete an object by hand and wait until the history shows the total that is left."""
        with self.stage.act("delete by hand", key=key):
            self.stage.clients.s3.delete_object(Bucket=BUCKET, Key=key)
        self.expect(total)

    def await_cleanup(self, key: str, total: int, budget: Budget | None = None) -> None:
        """Wait until the cleaner has removed the object and the history shows the total that is left.

        Without a budget no window passes meanwhile: the cleaner must have been invoked already.
        """
        self.stage.wait(ObjectGone(self.bucket, key), budget)
        self.expect(total)

    def expect(self, total: int) -> None:
        """Wait until the history shows this total after those before it."""
        self.totals.append(total)
        self.stage.wait(HistoryShows(self.history, tuple(self.totals)))

    def fetch_plot(self) -> None:
        """Call the plot API as a user would, and keep the picture."""
        answer = http_get(self.stage.outputs["plot_url"])
        is_png = answer.body.startswith(b"\x89PNG\r\n\x1a\n")
        stored = any(key.endswith(".png") for key in Bucket(self.stage.clients, PLOT_BUCKET).objects())
        if is_png:
            self.stage.artefacts[PLOT_FILE] = answer.body
        self.stage.observe("plot", status=answer.status, content_type=answer.content_type, is_png=is_png, stored=stored)

    def observe_all(self) -> None:
        """Record what the system's own records say, once both queues are empty."""
        stage = self.stage
        stage.wait(QueuesDrained(stage.clients, QUEUES))
        rows: list[Any] = [
            {
                "event_type": c.event_type,
                "object_name": c.object_name,
                "size_delta": c.size_delta,
                "total_size": c.total_size,
            }
            for c in self.history.changes()
        ]
        stage.observe("history", changes=rows)
        stage.observe("object table", objects=dict(self.history.objects()))
        stage.observe("bucket", objects=dict(self.bucket.objects()))
        observe_alarm(stage, self.alarm)
        stage.observe(
            "queues", depths={name: depth(stage.clients, name).total for name in (*QUEUES, *DEAD_LETTER_QUEUES)}
        )

    def _observe_new_totals(self) -> None:
        """Record each total once, as soon as the history has it: it only ever grows at its end."""
        for total in self.history.totals()[self._seen_changes :]:
            self.stage.record(Kind.LIVE, "total", {"bytes": total})
            self._seen_changes += 1
