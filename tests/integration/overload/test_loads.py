"""Nothing is lost and nothing is counted twice under load; the pace is printed here, and measured by `make bench`."""

import sys
from collections import Counter
from itertools import accumulate

import pytest

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.stacks.s3_cleanup import BUCKET, DEAD_LETTER_QUEUES, LOGGING, QUEUES, s3_cleanup
from bootstrap.teardown import teardown
from harness.bench.queue_load import MESSAGES, RECEIVES, VISIBILITY_S, work_off
from harness.home import Home
from harness.probes.bucket import BucketProbe
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs
from harness.probes.queue import depth
from harness.run.clock import RealClock
from harness.systems.s3_cleanup.history import History
from harness.systems.s3_cleanup.load import UPLOADS, upload
from harness.waits.budget import Seconds
from harness.waits.conditions import QueuesDrained
from harness.waits.waiter import wait_for

FEW, FEW_S = 60, 5
"""A few messages, and how long each is hidden that fails: what they take is three times that."""


@pytest.mark.parametrize("count", [FEW, pytest.param(UPLOADS, marks=pytest.mark.slow)])
def test_each_of_many_uploads_is_counted_once(count: int, clients: Clients) -> None:
    stack = s3_cleanup(StackOptions(account_id=clients.account_id))
    try:
        apply(stack, clients, Emulator(clients).interpreter(RUNTIME), Home.default().cache)
        sizes, pace = upload(clients, count)
        wait_for(QueuesDrained(clients, QUEUES), Seconds(600), RealClock(Emulator(clients)))

        changes = History(clients, BUCKET).changes()
        logged = Counter(line["object_name"] for line in FunctionLogs(clients, LOGGING).json_lines() if is_object(line))
        dead = {name: depth(clients, name).total for name in DEAD_LETTER_QUEUES}
        in_bucket = BucketProbe(clients, BUCKET).objects()
    finally:
        teardown(stack, clients)
    sys.stdout.write(f"uploads: {pace}\n")
    assert Counter(change.object_name for change in changes) == dict.fromkeys(sizes, 1)
    assert [change.total_size for change in changes] == list(accumulate(sizes[each.object_name] for each in changes))
    assert changes[-1].total_size == sum(in_bucket.values())
    assert in_bucket == sizes
    assert logged == dict.fromkeys(sizes, 1)
    assert set(dead.values()) == {0}


def is_object(line: dict[str, object]) -> bool:
    """Whether the logging function wrote it for an object."""
    return line.get("event") == "object_event"


@pytest.mark.parametrize("count", [FEW, pytest.param(MESSAGES, marks=pytest.mark.slow)])
def test_each_of_many_messages_ends_in_one_place(count: int, clients: Clients) -> None:
    ends = work_off(clients, count, seed=20260103, visibility_s=FEW_S if count == FEW else VISIBILITY_S)

    sys.stdout.write(f"messages, beside some that fail up to {RECEIVES} times: {ends.pace}\n")
    assert ends.done == dict.fromkeys(ends.good, 1)
    assert ends.dead == dict.fromkeys(ends.poison, 1)
    assert ends.poison
