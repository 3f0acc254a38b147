"""Generated work done on the S3 cleanup system, beside a model of what the bucket must hold."""

import json
from collections.abc import Sequence
from typing import Any

from bootstrap.stacks.s3_cleanup import ALARM, BUCKET, DEAD_LETTER_QUEUES, LOGGING, QUEUES, TRACKING
from harness.probes.alarm import AlarmProbe
from harness.probes.bucket import BucketProbe
from harness.probes.function_logs import FunctionLogs
from harness.probes.queue import depth
from harness.run.context import RunContext
from harness.run.window_watch import observe_alarm
from harness.systems.s3_cleanup.history import History
from harness.systems.s3_cleanup.workload import DELETE, PUT, Operation

SETTLED_S = 90.0
"""Real seconds that a burst may take until all is quiet: retries of SDKs wait on the wall."""
LAST_WINDOWS = 3


class RandomRun:
    """One run. The model is what was put and not deleted; what else goes, the cleaner has removed."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.bucket = BucketProbe(context.clients, BUCKET)
        self.alarm = AlarmProbe(context.clients, ALARM)
        self.model: dict[str, int] = {}
        self.removed = 0
        self.strays: list[Any] = []

    def do(self, burst: Sequence[Operation]) -> None:
        """Do a burst, let it come to rest, and pass a window if it ends with one."""
        for operation in burst:
            self._do(operation)
        self._settle()

    def come_to_rest(self) -> None:
        """Let the alarm have its last windows."""
        for _ in range(LAST_WINDOWS):
            self._window()

    def observe(self) -> None:
        """Record what the system's own records say, and what it should have come to."""
        context, history = self.context, History(self.context.clients, BUCKET)
        changes = history.changes()
        rows: list[Any] = history.rows()
        told, logged = self._lines(TRACKING, "total_size"), self._lines(LOGGING, "sequencer")
        context.observe("model", objects=dict(self.model), removed_by_the_cleaner=self.removed, strays=self.strays)
        context.observe("history", changes=rows, distinct_events=len({change.event for change in changes}))
        context.observe("object table", objects=dict(history.objects()))
        context.observe("bucket", objects=dict(self.bucket.objects()))
        context.observe("told", last_total=told[-1]["total_size"] if told else None)
        context.observe("logged", events=len({(line["object_name"], line["sequencer"]) for line in logged}))
        observe_alarm(context, self.alarm)
        names = (*QUEUES, *DEAD_LETTER_QUEUES)
        context.observe("queues", depths={name: depth(context.clients, name).total for name in names})

    def _do(self, operation: Operation) -> None:
        s3 = self.context.clients.s3
        if operation[0] == PUT:
            _, key, size = operation
            with self.context.act("put", key=key, size=size):
                s3.put_object(Bucket=BUCKET, Key=key, Body=b"." * size)
            self.model[key] = size
        elif operation[0] == DELETE:
            with self.context.act("delete", key=operation[1]):
                s3.delete_object(Bucket=BUCKET, Key=operation[1])
            self.model.pop(operation[1], None)
        else:
            self._settle()
            self._window()

    def _window(self) -> None:
        self.context.skip(self.context.period_s)
        self._settle()

    def _settle(self) -> None:
        """Wait until all is quiet, and see what the cleaner has removed."""
        self.context.settle(SETTLED_S)
        there = self.bucket.objects()
        gone = [key for key in self.model if key not in there]
        self.removed += len(gone)
        for key in gone:
            self.model.pop(key)
        self.strays += [key for key in there if key not in self.model]
        self.context.record_live("total", bytes=sum(there.values()))

    def _lines(self, function: str, field: str) -> list[dict[str, Any]]:
        """The function's JSON lines that have the field, oldest first."""
        found = []
        for _, text in FunctionLogs(self.context.clients, function).lines():
            if text.startswith("{"):
                line = json.loads(text)
                if field in line:
                    found.append(line)
        return found
