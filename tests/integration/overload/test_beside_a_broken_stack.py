"""Every scenario passes beside another stack in which nothing works and messages are stuck."""

import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.model.stack import Stack
from bootstrap.observed import functions_of
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.queue import Queue
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.teardown import teardown
from harness.home import Home
from harness.probes.emulator import Emulator
from harness.run.clock import RealClock
from harness.run.registry import scenarios, systems
from harness.run.runner import RunOptions
from harness.run.verdict import Verdict
from harness.waits.budget import Seconds
from harness.waits.functions import FunctionUpdated
from harness.waits.waiter import wait_for
from tests.accounts import apart
from tests.integration.s3_cleanup.run_apart import run_apart, story

STUCK = 3


def can_be_stuck(system: str) -> bool:
    """Whether a system has functions that take messages from queues."""
    stack = systems()[system].stack(StackOptions())
    return any(isinstance(resource, EventSourceMapping) for resource in stack.resources)


KINDS = {
    "s3-cleanup": "steps the clock, once all is quiet",
    "s3-cleanup-driver": "has a function that runs as long as itself",
    "media-pipeline": "waits for what it uploaded",
    "media-dlq-redrive": "has messages of its own that fail, and waits for their visibility time-out",
    "missing-data": "has no queue",
    "billing-alarms": "is in an account that is billed for all there is",
    "ages": "moves the account's clock on by days",
}
"""One scenario for each way of depending on what else goes on, and why; each system has one."""
PAIRS = [
    (broken, name)
    for broken in filter(can_be_stuck, systems())
    for name in KINDS
    if scenarios()[name].system.name != broken
]


def break_everything(stack: Stack, clients: Clients) -> None:
    """No function can start, and there is something for each of them to do."""
    for function in functions_of(stack):
        clients.lambda_.update_function_configuration(FunctionName=function, Handler="handler.of_yesterday")
        wait_for(FunctionUpdated(clients, function), Seconds(30), RealClock(Emulator(clients)))
    for number in range(STUCK):
        for resource in stack.resources:
            if isinstance(resource, Queue):
                url = clients.sqs.get_queue_url(QueueName=resource.name)["QueueUrl"]
                clients.sqs.send_message(QueueUrl=url, MessageBody=f'{{"number": {number}}}')
            elif isinstance(resource, Bucket):
                clients.s3.put_object(Bucket=resource.name, Key=f"uploads/stuck-{number}.jpg", Body=b"stuck")


@pytest.fixture(scope="module")
def broken(request: pytest.FixtureRequest, endpoint: Endpoint) -> Iterator[Clients]:
    """The account of a stack in which every link is broken, for all scenarios that run beside it."""
    account_id = f"{zlib.crc32(request.param.encode()) + 10**11:012d}"
    stack = systems()[request.param].stack(StackOptions(account_id=account_id))
    with closing(apart(endpoint, account_id)) as clients:
        there = clients.in_region(stack.scope.region)
        try:
            apply(stack, there, Emulator(there).interpreter(RUNTIME), Home.default().cache)
            break_everything(stack, there)
            yield clients
        finally:
            assert teardown(stack, there).left == {}


def test_each_system_has_a_scenario_here() -> None:
    assert {scenarios()[name].system.name for name in KINDS} == set(systems())


@pytest.mark.slow
@pytest.mark.parametrize(("broken", "name"), PAIRS, indirect=["broken"])
def test_a_scenario_passes_beside_it(broken: Clients, name: str, tmp_path: Path) -> None:
    assert Emulator(broken).busy()

    outcome = run_apart(broken.endpoint, scenarios()[name], RunOptions(account_id=broken.account_id), tmp_path)

    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert outcome.leaked == ()
