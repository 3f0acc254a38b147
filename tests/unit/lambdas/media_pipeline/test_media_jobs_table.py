"""The table's conditional updates follow the rules that MemoryJobs spells out, whatever is called in which order."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media_worker.delivery import Delivery
from media_worker.jobs import Jobs, Standing, TableJobs
from tests.examples import examples
from tests.unit.lambdas.media_pipeline.conftest import TABLE, Pipeline
from tests.unit.lambdas.media_pipeline.memory import MemoryJobs, World, delivery

LEASE_S = 125.0
numbers = count()

Call = Callable[[Jobs, Delivery], Standing]
CALLS: dict[str, Call] = {
    "take": lambda jobs, one: jobs.take(one, LEASE_S),
    "complete": lambda jobs, one: jobs.complete(one, "s3://bucket/key"),
    "fail": lambda jobs, one: jobs.fail(one, "damaged", retries_spent=False),
    "give up": lambda jobs, one: jobs.fail(one, "given up", retries_spent=True),
    "release": lambda jobs, one: jobs.release(one),
}
Step = tuple[str, str, int, str, float]
"""What is called; of which message, at which receive, in which invocation; how many seconds later."""

step = st.tuples(
    st.sampled_from([*CALLS, "take", "take", "take"]),
    st.sampled_from("ab"),
    st.integers(1, 3),
    st.sampled_from("xy"),
    st.sampled_from([0.0, 0.0, 0.0, 1.0, LEASE_S, 300.0]),
)
TOLD: list[list[Step]] = [
    [("take", "a", 1, "x", 0), ("take", "a", 1, "y", 0)],
    [("take", "a", 1, "x", 0), ("take", "a", 2, "y", 0)],
    [("take", "a", 2, "x", 0), ("take", "a", 1, "y", 0)],
    [("take", "a", 1, "x", 0), ("take", "b", 2, "y", 0)],
    [("take", "a", 1, "x", 0), ("take", "b", 1, "y", LEASE_S - 1)],
    [("take", "a", 1, "x", 0), ("take", "b", 1, "y", LEASE_S)],
    [("take", "a", 1, "x", 0), ("release", "a", 1, "x", 0), ("take", "b", 1, "y", 0)],
    [("take", "a", 1, "x", 0), ("release", "a", 1, "y", 0), ("take", "b", 1, "y", 0)],
    [("take", "a", 1, "x", 0), ("fail", "a", 1, "x", 0), ("take", "b", 1, "y", 0)],
    [("take", "a", 1, "x", 0), ("fail", "a", 1, "y", 0)],
    [("take", "a", 3, "x", 0), ("give up", "a", 3, "x", 0), ("take", "b", 1, "y", 0)],
    [("take", "a", 3, "x", 0), ("give up", "a", 3, "x", 0), ("complete", "a", 3, "x", 0), ("take", "b", 1, "y", 0)],
    [("take", "a", 1, "x", 0), ("complete", "a", 1, "x", 0), ("complete", "a", 1, "y", 1), ("fail", "a", 1, "x", 0)],
]


@pytest.mark.parametrize("steps", TOLD, ids=str)
def test_table_and_rules_agree_where_it_matters(pipeline: Pipeline, steps: list[Step]) -> None:
    compare(pipeline, steps, "PENDING")


@settings(max_examples=examples(0.4), deadline=None)
@given(steps=st.lists(step, max_size=8), first=st.sampled_from(["PENDING", "PENDING", "COMPLETED", "FAILED", "none"]))
def test_table_and_rules_agree(pipeline: Pipeline, steps: list[Step], first: str) -> None:
    compare(pipeline, steps, first)


def compare(pipeline: Pipeline, steps: list[Step], first: str) -> None:
    """Call the same of both, beginning with a job of status `first`, or with none."""
    job_id, world = f"job-{next(numbers)}", World()
    memory, table = MemoryJobs(world), TableJobs(pipeline.dynamodb, TABLE, lambda: world.now_s)
    if first != "none":
        memory.items[job_id] = {"status": first}
        pipeline.put_job(job_id, first)
    for name, message, receive_count, invocation, gap_s in steps:
        world.now_s += gap_s
        one = delivery(message, receive_count, f"{invocation}/{message}", job_id)
        assert CALLS[name](table, one) is CALLS[name](memory, one)
        assert states(plain(pipeline.job(job_id))) == states(memory.items.get(job_id, {}))


def states(job: dict[str, Any]) -> dict[str, Any]:
    """What the rules are about."""
    return {name: job[name] for name in job if name not in ("jobId", "createdAt", "updatedAt")}


def plain(value: Any) -> Any:
    """A DynamoDB item or attribute as Python writes it."""
    kinds: dict[str, Callable[[Any], Any]] = {"S": str, "N": float, "BOOL": bool, "M": plain}
    return {name: kinds[kind](inner) for name, typed in value.items() for kind, inner in typed.items()}


@pytest.fixture
def fresh(pipeline: Pipeline) -> tuple[TableJobs, str]:
    """The table's jobs, and the id of a pending one."""
    job_id = f"job-{next(numbers)}"
    pipeline.put_job(job_id)
    return TableJobs(pipeline.dynamodb, TABLE, lambda: 1_700_000_000.25), job_id


def test_a_change_of_state_has_its_time(pipeline: Pipeline, fresh: tuple[TableJobs, str]) -> None:
    jobs, job_id = fresh
    jobs.take(delivery(job_id=job_id), LEASE_S)
    job = pipeline.job(job_id)
    assert job["updatedAt"] == {"S": "2023-11-14T22:13:20.250+00:00"}
    assert job["createdAt"] == {"S": "then"}


def test_an_update_whose_answer_was_lost_is_still_this_attempts(fresh: tuple[TableJobs, str]) -> None:
    jobs, job_id = fresh
    assert jobs.take(delivery(job_id=job_id), LEASE_S) is Standing.MINE
    assert jobs.take(delivery(job_id=job_id), LEASE_S) is Standing.MINE


def test_a_fault_of_the_table_is_raised(fresh: tuple[TableJobs, str], pipeline: Pipeline) -> None:
    _, job_id = fresh
    with pytest.raises(pipeline.dynamodb.exceptions.ResourceNotFoundException):
        TableJobs(pipeline.dynamodb, "no-such-table").take(delivery(job_id=job_id), LEASE_S)
