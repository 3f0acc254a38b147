"""Waiting until functions have ended and what they printed is in their logs."""

from typing import Any, cast

import pytest

from harness.probes.emulator import Emulator
from harness.waits.condition import Seen
from harness.waits.settled import Logged


class Busy:
    """An emulator that tells what is in progress, and nothing else."""

    def __init__(self, running: dict[str, dict[str, int]]) -> None:
        self.running = running

    def call(self, method: str, path: str, **query: str) -> dict[str, Any]:
        assert (method, path, query) == ("GET", "activity", {"region": ""})
        return {"running": self.running}


@pytest.mark.parametrize(
    ("running", "seen"),
    [
        ({}, Seen(True, "all is logged")),
        ({"log_deliveries": {"/aws/lambda/worker": 1}}, Seen(False, "not yet: /aws/lambda/worker")),
        ({"invocations": {"other": 1, "worker": 2}}, Seen(False, "not yet: worker")),
        ({"s3_notifications": {"bucket": 1}, "messages_moving": {"jobs": 1}}, Seen(False, "not yet: bucket, jobs")),
        ({"invocations": {"other": 1}, "metrics": {"": 3}}, Seen(True, "all is logged")),
    ],
)
def test_what_leads_to_the_stack_s_logs_holds_it_up(running: dict[str, dict[str, int]], seen: Seen) -> None:
    emulator = cast(Emulator, Busy(running))
    assert Logged(emulator, frozenset({"bucket", "jobs", "worker"})).evaluate() == seen
