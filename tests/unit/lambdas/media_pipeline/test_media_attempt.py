"""One try: what it calls, what it leaves behind, and whether its message comes again."""

import pytest

from media_worker.attempt import StillBusy, attempt, carry_out
from tests.unit.lambdas.media_pipeline.memory import Killed, MemoryJobs, MemoryObjects, World, delivery, draw

LEASE_S = 125.0


class Bench:
    """A pending job and its upload."""

    def __init__(self, upload: bytes = b"good", *faults: str) -> None:
        self.world = World(faults=list(faults))
        self.jobs = MemoryJobs(self.world, {"j": {"status": "PENDING"}})
        self.objects = MemoryObjects(self.world, upload)

    @property
    def job(self) -> dict[str, object]:
        return self.jobs.items["j"]

    def attempt(self, message_id: str = "m", count: int = 1, job_id: str = "j") -> str:
        one = delivery(message_id, count, job_id=job_id)
        return attempt(one, self.jobs, self.objects, draw, LEASE_S)


def test_a_good_image_costs_four_calls() -> None:
    bench = Bench()
    assert bench.attempt() == "COMPLETED"
    assert bench.world.calls == ["take", "fetch", "store", "complete"]
    assert bench.job == {
        "status": "COMPLETED",
        "processedUrl": "s3://amodhbh-media-processed/processed/uploads/j/a.jpg",
    }


def test_a_bad_image_fails_and_its_message_is_consumed() -> None:
    bench = Bench(b"bad")
    assert bench.attempt() == "FAILED: the image is truncated or damaged"
    assert bench.job == {"status": "FAILED", "errorMessage": "the image is truncated or damaged"}
    assert bench.attempt("m2") == "skipped: it is completed, or failed for good"


def test_a_late_message_costs_one_call_and_changes_nothing() -> None:
    bench = Bench()
    bench.attempt()
    bench.world.calls.clear()
    assert bench.attempt("m", 2) == "skipped: it is completed, or failed for good"
    assert bench.world.calls == ["take"]
    assert bench.job["status"] == "COMPLETED"


def test_a_message_for_no_job_is_consumed_and_makes_none() -> None:
    bench = Bench()
    assert bench.attempt(job_id="nobody") == "skipped: there is no such job"
    assert list(bench.jobs.items) == ["j"]


def test_a_fault_leaves_the_job_to_the_next_try() -> None:
    bench = Bench(b"good", "", "before")
    with pytest.raises(ConnectionError):
        bench.attempt(count=1)
    assert bench.job["status"] == "PROCESSING"
    assert bench.attempt("another message") == "COMPLETED", "the lease was given back"


def test_a_fault_on_the_last_try_fails_the_job_and_the_message_goes_to_the_dead_letters() -> None:
    bench = Bench(b"good", "", "before")
    with pytest.raises(ConnectionError):
        bench.attempt(count=3)
    assert bench.job == {
        "status": "FAILED",
        "errorMessage": "given up after 3 tries: ConnectionError",
        "retriesSpent": True,
    }


def test_a_redriven_message_takes_up_a_job_whose_retries_were_spent() -> None:
    bench = Bench(b"good", "", "before")
    with pytest.raises(ConnectionError):
        bench.attempt(count=3)
    assert bench.attempt("redriven") == "COMPLETED"
    assert "errorMessage" not in bench.job


def test_a_fault_while_giving_way_does_not_hide_the_first() -> None:
    bench = Bench(b"good", "", "before", "before")
    with pytest.raises(ConnectionError) as caught:
        bench.attempt()
    assert any("its lease will run out" in note for note in caught.value.__notes__)


def test_a_killed_worker_is_replaced_by_the_next_delivery_of_its_message() -> None:
    bench = Bench(b"good", "", "", "after: killed")
    with pytest.raises(Killed):
        bench.attempt(count=1)
    assert bench.job["status"] == "PROCESSING"
    assert bench.attempt(count=2) == "COMPLETED"
    assert bench.objects.written == {"processed/uploads/j/a.jpg": [b"marked good"]}


def test_while_a_worker_is_at_it_its_message_stays_and_another_is_consumed() -> None:
    bench = Bench(b"good", "", "before: killed")
    with pytest.raises(Killed):
        bench.attempt("m", 1)
    with pytest.raises(StillBusy):
        attempt(delivery("m", 1, "another invocation"), bench.jobs, bench.objects, draw, LEASE_S)
    assert bench.attempt("m2", 1) == "skipped: an attempt of another message has it"


def test_another_message_takes_over_when_the_lease_has_run_out() -> None:
    bench = Bench(b"good", "", "before: killed")
    with pytest.raises(Killed):
        bench.attempt("m", 1)
    bench.world.now_s += LEASE_S
    assert bench.attempt("m2", 1) == "COMPLETED"


def test_an_attempt_that_was_overtaken_does_not_fail_the_job() -> None:
    bench = Bench(b"bad", "", "before: killed")
    with pytest.raises(Killed):
        bench.attempt("m", 1)
    bench.jobs.take(delivery("m", 2), LEASE_S)
    overtaken = delivery("m", 1)
    with pytest.raises(StillBusy):
        carry_out(overtaken, bench.jobs, bench.objects, draw)
    assert bench.job["status"] == "PROCESSING"
