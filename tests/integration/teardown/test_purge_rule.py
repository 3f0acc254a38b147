"""SQS purges a queue once in 60 s: nobody waits for that, for it is known when the last purge was."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.context import ApplyContext
from bootstrap.model.resource import ExistingResource
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.removal import Emptied, Event
from bootstrap.resources.queue import BETWEEN_PURGES_S, PURGED, PurgedLately, Queue, QueueHandler
from bootstrap.teardown import teardown
from harness.run.clock import Stopwatch
from tests.integration.teardown.between import Between, Refusal, between

QUEUES = QueueHandler()


@dataclass(frozen=True)
class Filled:
    """A queue with messages; its clients lead through a server that sees what is asked."""

    queue: Queue
    existing: ExistingResource
    made: Between

    @property
    def clients(self) -> Clients:
        """Those whose requests are seen."""
        return self.made.clients

    @property
    def purges(self) -> int:
        """How often a purge was asked for."""
        return sum(each.operation == "PurgeQueue" for each in self.made.asked)

    def send(self, messages: int) -> None:
        """Put messages into it."""
        for number in range(messages):
            self.clients.sqs.send_message(QueueUrl=self.existing.values["url"], MessageBody=f"{number}")

    def purged(self, ago_s: int) -> None:
        """Let the last purge be so long ago, as far as the note on the queue tells."""
        url = self.existing.values["url"]
        then = int(self.clients.sqs.list_queue_tags(QueueUrl=url)["Tags"][PURGED]) - ago_s
        self.clients.sqs.tag_queue(QueueUrl=url, Tags={PURGED: str(then)})


@pytest.fixture
def filled(clients: Clients, tmp_path: Path) -> Iterator[Filled]:
    queue = Queue(Scope(clients.account_id, clients.region), "filled")
    context = ApplyContext(clients, Packager(Interpreter.of_this_machine("3.11"), tmp_path))
    existing = QUEUES.create(context, queue)
    with between(clients) as made:
        yield (filled := Filled(queue, existing, made))
        QUEUES.delete(filled.clients, existing)


def test_a_second_purge_is_not_asked_for_within_the_minute(filled: Filled) -> None:
    filled.send(3)
    QUEUES.empty(filled.clients, filled.existing)
    assert (QUEUES.count_contents(filled.clients, filled.existing), filled.purges) == (0, 1)
    filled.send(2)
    for _ in range(2):
        with pytest.raises(PurgedLately, match=r"purged \d s ago, SQS purges again in 5\d s|in 60 s"):
            QUEUES.empty(filled.clients, filled.existing)
    assert (QUEUES.count_contents(filled.clients, filled.existing), filled.purges) == (2, 1)


def test_it_is_asked_for_again_when_the_minute_is_over(filled: Filled) -> None:
    QUEUES.empty(filled.clients, filled.existing)
    filled.send(2)
    filled.purged(BETWEEN_PURGES_S - 20)
    with pytest.raises(PurgedLately, match=r"purged 4\d s ago, SQS purges again in (20|1\d) s"):
        QUEUES.empty(filled.clients, filled.existing)
    filled.purged(20)
    # It is asked for: the note says that the minute is over. The queue itself knows better, and refuses.
    with pytest.raises(PurgedLately, match="purged by another less than 60 s ago"):
        QUEUES.empty(filled.clients, filled.existing)
    assert (QUEUES.count_contents(filled.clients, filled.existing), filled.purges) == (2, 2)


def test_a_purge_by_somebody_else_is_taken_from_the_answer(filled: Filled) -> None:
    filled.made.rule = lambda asked: (
        Refusal("AWS.SimpleQueueService.PurgeQueueInProgress", "Only one PurgeQueue", 403)
        if asked.operation == "PurgeQueue"
        else None
    )
    with pytest.raises(PurgedLately, match="purged by another less than 60 s ago"):
        QUEUES.empty(filled.clients, filled.existing)


def test_a_teardown_just_after_a_purge_waits_for_nothing(filled: Filled) -> None:
    """The messages go with the queue, and the step says why they weren't taken out before."""
    QUEUES.empty(filled.clients, filled.existing)
    filled.send(3)
    told: list[Event] = []
    watch = Stopwatch()
    report = teardown(Stack("purged", filled.queue.scope, (filled.queue,)), filled.clients, told.append)
    assert watch.elapsed_s < BETWEEN_PURGES_S / 4
    assert (report.clean, filled.purges) == (True, 1)
    (emptied,) = (event for event in told if isinstance(event, Emptied))
    assert (emptied.before, emptied.now) == (3, 3)
    assert str(emptied).startswith("left 3 messages of AWS::SQS::Queue filled to its removal: purged ")
