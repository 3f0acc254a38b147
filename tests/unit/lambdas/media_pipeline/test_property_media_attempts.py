"""Whatever SQS delivers, in whatever order and how often, and whoever dies: one result, and a job that says so."""

from dataclasses import dataclass, field
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from media_worker.attempt import attempt
from media_worker.delivery import Delivery
from tests.examples import examples
from tests.unit.lambdas.media_pipeline.memory import Killed, MemoryJobs, MemoryObjects, World, delivery, draw
from tests.unit.lambdas.s3_cleanup.interleaving import Interleaving

MAX_RECEIVE_COUNT = 3
VISIBILITY_S, LEASE_S = 300.0, 125.0
ALLOWED = {
    ("PENDING", "PROCESSING"),
    ("PROCESSING", "PROCESSING"),
    ("PROCESSING", "COMPLETED"),
    ("PROCESSING", "FAILED"),
    ("FAILED", "PROCESSING"),
    ("FAILED", "COMPLETED"),
}
FAULTS = ["", "", "", "before", "after", "before: killed", "after: killed"]


@dataclass
class Message:
    """A message of the queue; several for the one job are the dispatcher's duplicates."""

    message_id: str
    receives: int = 0
    visible_at_s: float = 0.0
    place: str = "queue"


@dataclass
class Round:
    """What SQS delivers at once, in which order the workers advance, and what strikes them."""

    chosen: list[int]
    twice: bool
    recounted: bool
    choices: list[int]
    faults: list[str]
    pause_s: float


@dataclass
class Queue:
    """SQS as it is at its worst: at least once, in any order, the same message to two workers."""

    upload: bytes
    messages: list[Message]
    world: World = field(default_factory=World)
    numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.jobs = MemoryJobs(self.world, {"j": {"status": "PENDING"}})
        self.objects = MemoryObjects(self.world, self.upload)

    def deliver(self, now: Round) -> None:
        """One round: the chosen messages that are visible go to as many workers, which run at once."""
        waiting = [message for message in self.messages if message.place == "queue" and self._visible(message)]
        chosen = {index % len(waiting): None for index in now.chosen} if waiting else {}
        taken = [waiting[index] for index in chosen]
        works = [self._received(message) for message in taken]
        if now.twice and taken and taken[0].place == "queue":
            works.append(self._received(taken[0], recounted=now.recounted))
        interleaving = Interleaving(now.choices)
        self.world.turn, self.world.faults = interleaving.turn, list(now.faults)
        interleaving.run([lambda pair=pair: self._work(*pair) for pair in works if pair[1]])  # type: ignore[misc]
        self.world.turn, self.world.faults = lambda: None, []
        self.world.now_s += now.pause_s

    def drain(self) -> None:
        """Deliver until nothing is left in the queue."""
        for _ in range((MAX_RECEIVE_COUNT + 1) * len(self.messages)):
            self.world.now_s += VISIBILITY_S
            self.deliver(Round(list(range(len(self.messages))), False, False, [], [], 0.0))
        assert not [message for message in self.messages if message.place == "queue"]

    def _visible(self, message: Message) -> bool:
        return message.visible_at_s <= self.world.now_s

    def _received(self, message: Message, recounted: bool = True) -> tuple[Message, Delivery | None]:
        message.receives += recounted
        message.visible_at_s = self.world.now_s + VISIBILITY_S
        if message.receives > MAX_RECEIVE_COUNT:
            message.place = "dead-letter queue"
            return message, None
        attempt_id = f"request-{next(self.numbers)}/{message.message_id}"
        return message, delivery(message.message_id, message.receives, attempt_id)

    def _work(self, message: Message, one: Delivery) -> None:
        try:
            attempt(one, self.jobs, self.objects, draw, LEASE_S)
        except (Exception, Killed):
            return
        message.place = "consumed"


rounds = st.builds(
    Round,
    chosen=st.lists(st.integers(0, 2), min_size=1, max_size=3),
    twice=st.booleans(),
    recounted=st.booleans(),
    choices=st.lists(st.integers(0, 3), max_size=16),
    faults=st.lists(st.sampled_from(FAULTS), max_size=10),
    pause_s=st.sampled_from([0.0, 130.0, VISIBILITY_S]),
)


@settings(max_examples=examples(3), deadline=None)
@given(
    rounds=st.lists(rounds, max_size=5), messages=st.integers(1, 3), upload=st.sampled_from([b"good", b"good", b"bad"])
)
def test_a_job_ends_once_with_one_result(rounds: list[Round], messages: int, upload: bytes) -> None:
    queue = Queue(upload, [Message(f"m{number}") for number in range(messages)])
    for one in rounds:
        queue.deliver(one)
    queue.drain()

    job, written = queue.jobs.items["j"], queue.objects.written
    assert set(queue.jobs.history) <= ALLOWED, "COMPLETED is never left"
    if upload == b"bad":
        assert not written
        assert job["status"] != "COMPLETED"
    else:
        assert job.get("errorMessage", "given up").startswith("given up"), "a good image is never called bad"
        assert list(written.values()) in ([], [[b"marked good"]])
    if job["status"] == "COMPLETED":
        assert list(written) == ["processed/uploads/j/a.jpg"]
        assert job["processedUrl"] == "s3://amodhbh-media-processed/processed/uploads/j/a.jpg"
    if all(message.place == "consumed" for message in queue.messages):
        assert job["status"] == ("FAILED" if upload == b"bad" else "COMPLETED")
        assert "lease" not in job
    if job["status"] == "PROCESSING":
        assert any(message.place == "dead-letter queue" for message in queue.messages)
        assert job["lease"]["expiresAt"] <= queue.world.now_s + LEASE_S, "whoever asks for the job marks it"


@settings(max_examples=examples(1), deadline=None)
@given(
    rounds=st.lists(rounds, max_size=5).map(lambda found: [replace_faults(one) for one in found]),
    messages=st.integers(1, 3),
)
def test_duplicates_alone_never_keep_a_good_image_from_completion(rounds: list[Round], messages: int) -> None:
    queue = Queue(b"good", [Message(f"m{number}") for number in range(messages)])
    for one in rounds:
        queue.deliver(one)
    queue.drain()
    assert queue.jobs.items["j"]["status"] == "COMPLETED"
    assert queue.jobs.history.count(("PROCESSING", "COMPLETED")) == 1


def replace_faults(one: Round) -> Round:
    return Round(one.chosen, one.twice, one.recounted, one.choices, [], one.pause_s)
