"""Any interleaving of duplicated, reordered and re-delivered events for several keys, processed by concurrent workers,
converges to the true total, with a history that holds each real change once and sums correctly."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any, cast

from botocore.exceptions import ConnectionClosedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3_events.change import padded
from size_ledger.ledger import Ledger
from size_ledger.tracking import Tracking
from size_ledger.transaction import Tables
from size_tables.conflicts import Attempts
from size_tables.history import HistoryRecord, read_history
from size_tables.objects import STATE_ROW, ObjectRow
from tests.examples import examples
from tests.unit.lambdas.s3_cleanup.fake_dynamodb import FakeDynamoDB, refused
from tests.unit.lambdas.s3_cleanup.interleaving import Interleaving
from tests.unit.lambdas.s3_cleanup.notifications import BUCKET, created, message, removed

KEYS = ("a.txt", "b c+d.txt", STATE_ROW)
MOST_DELIVERIES = 500
"""Far more than any example needs: reaching it means that a message never gets through."""

Message = dict[str, Any]


class WorkerDiedError(BaseException):
    """The worker's process is gone; nothing in it can catch this."""


@dataclass(frozen=True)
class Change:
    """What really happened to the bucket; `size` None is a removal."""

    key: str
    size: int | None
    sequencer: str

    def record(self) -> dict[str, Any]:
        """S3's record of it."""
        if self.size is None:
            return removed(self.key, self.sequencer)
        return created(self.key, self.size, self.sequencer)


@st.composite
def real_changes(draw: st.DrawFn) -> list[Change]:
    """Up to twelve changes in the order they happened; sequencers rise and some come without their trailing zeros."""
    told = draw(st.lists(st.tuples(st.sampled_from(KEYS), st.none() | st.integers(0, 60), st.booleans()), max_size=12))
    changes = []
    for number, (key, size, short) in enumerate(told, start=0x0D):
        sequencer = f"{number:05X}0"
        changes.append(Change(key, size, sequencer.rstrip("0") if short else sequencer))
    return changes


@st.composite
def deliveries(draw: st.DrawFn, changes: list[Change]) -> list[Message]:
    """Messages that hold every change one to three times, in any order, one to three records a message."""
    copies = [change for change in changes for _ in range(draw(st.integers(1, 3)))]
    records = deque(change.record() for change in draw(st.permutations(copies)))
    messages: list[Message] = []
    while records:
        together = [records.popleft() for _ in range(min(len(records), draw(st.integers(1, 3))))]
        messages.append(message(*together, message_id=f"m-{len(messages)}"))
    return messages


FAULTS: dict[str, Callable[[Callable[[], Any]], Any]] = {}


def fault(name: str) -> Callable[[Callable[[Callable[[], Any]], Any]], Callable[[Callable[[], Any]], Any]]:
    """Register a way for one call to DynamoDB to go wrong."""

    def register(function: Callable[[Callable[[], Any]], Any]) -> Callable[[Callable[[], Any]], Any]:
        FAULTS[name] = function
        return function

    return register


@fault("conflict")
def _(_: Callable[[], Any]) -> Any:
    reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    raise refused("TransactionCanceledException", "TransactWriteItems", CancellationReasons=reasons)


@fault("throttled")
def _(_: Callable[[], Any]) -> Any:
    raise refused("ProvisionedThroughputExceededException", "TransactWriteItems")


@fault("answer lost")
def _(call: Callable[[], Any]) -> Any:
    call()
    raise ConnectionClosedError(endpoint_url="http://dynamodb")


@fault("died before")
def _(_: Callable[[], Any]) -> Any:
    raise WorkerDiedError


@fault("died after")
def _(call: Callable[[], Any]) -> Any:
    call()
    raise WorkerDiedError


@dataclass
class Line:
    """A log line, with what was true when it was written."""

    fields: dict[str, Any]
    commits: int
    true_total: int


@dataclass
class World:
    """A queue, a DynamoDB and workers between them."""

    waiting: deque[Message]
    dynamodb: FakeDynamoDB = field(default_factory=FakeDynamoDB)
    lines: list[Line] = field(default_factory=list)
    delivered: int = 0

    def emit(self, event: str, **fields: object) -> None:
        """Note a log line."""
        state = self.dynamodb.tables["ObjectTable"].get((STATE_ROW,), {"total_size": {"N": "0"}})
        self.lines.append(Line({"event": event, **fields}, self.dynamodb.commits, int(state["total_size"]["N"])))

    def worker(self, batch_size: int) -> Callable[[], None]:
        """A function's execution environment: takes batches until the queue is empty; a dead one is replaced."""
        ledger = Ledger(
            cast(Any, self.dynamodb),
            Tables("ObjectTable", "HistoryTable"),
            BUCKET,
            Attempts(lambda _: None, Random(0), limit=3),
        )
        tracking = Tracking(ledger, self.emit)

        def work() -> None:
            while self.waiting:
                batch = [self.waiting.popleft() for _ in range(min(batch_size, len(self.waiting)))]
                self.delivered += len(batch)
                assert self.delivered < MOST_DELIVERIES
                self._requeue(batch, self._invoke(tracking, batch))

        return work

    def _invoke(self, tracking: Tracking, batch: list[Message]) -> set[str]:
        """The identifiers of the messages to be delivered again."""
        try:
            response = tracking.consume({"Records": batch})
        except WorkerDiedError:
            return {entry["messageId"] for entry in batch}
        return {failure["itemIdentifier"] for failure in response["batchItemFailures"]}

    def _requeue(self, batch: list[Message], failed: set[str]) -> None:
        for entry in batch:
            if entry["messageId"] in failed:
                receives = int(entry["attributes"]["ApproximateReceiveCount"]) + 1
                self.waiting.append({**entry, "attributes": {"ApproximateReceiveCount": str(receives)}})

    def inject(self, faults: dict[int, str]) -> None:
        """Let the n-th transaction go wrong in the given way."""
        number = iter(range(10**6))

        def go_wrong(operation: str, call: Callable[[], Any]) -> Any:
            if operation == "TransactWriteItems" and (name := faults.get(next(number))):
                return FAULTS[name](call)
            return call()

        self.dynamodb.fault = go_wrong


def truth(changes: list[Change]) -> dict[str, int]:
    """The objects of the bucket and their sizes after all changes."""
    objects: dict[str, int] = {}
    for change in changes:
        objects.pop(change.key, None)
        if change.size is not None:
            objects[change.key] = change.size
    return objects


def rows(dynamodb: FakeDynamoDB) -> Iterator[ObjectRow]:
    """The rows of ObjectTable but for the state row."""
    return (ObjectRow.from_item(i) for i in dynamodb.items("ObjectTable") if i["object_name"]["S"] != STATE_ROW)


@settings(max_examples=examples(3), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), changes=real_changes())
def test_converges_to_the_truth_with_each_change_once(data: st.DataObject, changes: list[Change]) -> None:
    world = World(deque(data.draw(deliveries(changes), label="deliveries")))
    world.inject(data.draw(st.dictionaries(st.integers(0, 12), st.sampled_from(sorted(FAULTS))), label="faults"))
    scheduler = Interleaving(data.draw(st.lists(st.integers(0, 11), max_size=120), label="schedule"))
    world.dynamodb.turn = scheduler.turn
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4), label="batch sizes")

    scheduler.run([world.worker(size) for size in sizes])

    history = read_history(cast(Any, world.dynamodb), "HistoryTable", BUCKET)
    check_history(history, changes)
    check_objects(world, truth(changes))
    check_lines(world, history)


def check_history(history: list[HistoryRecord], changes: list[Change]) -> None:
    """Each change once; every total the sum of the deltas so far, never negative; the last one the truth."""
    assert sorted((r.object_name, r.event_key.rpartition("#")[2]) for r in history) == sorted(
        (c.key, padded(c.sequencer)) for c in changes
    )
    assert [r.total_size for r in history] == list(accumulate(r.size_delta for r in history))
    assert all(r.total_size >= 0 for r in history)
    assert all(r.size_delta == 0 for r in history if r.superseded)
    assert ([0] + [r.total_size for r in history])[-1] == sum(truth(changes).values())


def check_objects(world: World, objects: dict[str, int]) -> None:
    """One row a current object with its size, none else; the state row holds the truth and is in no index."""
    assert {row.object_name: row.size_bytes for row in rows(world.dynamodb)} == objects
    state = world.dynamodb.tables["ObjectTable"].get((STATE_ROW,), {})
    assert int(state.get("total_size", {"N": "0"})["N"]) == sum(objects.values())
    assert not {"bucket_name", "size"} & state.keys()


def check_lines(world: World, history: list[HistoryRecord]) -> None:
    """The metric gets no stale total, and always the last one, even if the worker that wrote it died."""
    totals = {record.event_key: record.total_size for record in history}
    for line in world.lines:
        if line.fields["event"] == "change_applied":
            assert line.fields["total_size"] == totals[line.fields["event_key"]]
        elif line.fields["event"] == "total_repeated":
            assert line.fields["total_size"] == line.true_total
        else:
            assert "total_size" not in line.fields
    if history:
        last = [line.fields.get("total_size") for line in world.lines if line.commits == world.dynamodb.commits]
        assert history[-1].total_size in last
