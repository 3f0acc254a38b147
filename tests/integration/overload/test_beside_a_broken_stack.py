"""Every scenario passes beside another stack in which nothing works and messages are stuck."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.observed import functions_of
from bootstrap.resources.bucket import Bucket
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
from tests.integration.s3_cleanup.run_apart import run_apart, story

STUCK = 3


def has_queues(system: str) -> bool:
    """Whether messages can be stuck in a system at all."""
    return any(isinstance(resource, Queue) for resource in systems()[system].stack(StackOptions()).resources)


PAIRS = [
    (broken, name)
    for broken in filter(has_queues, systems())
    for name, each in scenarios().items()
    if each.system.name != broken
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


@pytest.fixture
def broken(request: pytest.FixtureRequest, clients: Clients) -> Iterator[Stack]:
    """A stack in the test's account in which every link is broken."""
    stack = systems()[request.param].stack(StackOptions(account_id=clients.account_id))
    there = clients.in_region(stack.scope.region)
    try:
        apply(stack, there, Emulator(there).interpreter(RUNTIME), Home.default().cache)
        break_everything(stack, there)
        yield stack
    finally:
        assert teardown(stack, there).left == {}


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize(("broken", "name"), PAIRS, indirect=["broken"])
def test_a_scenario_passes_beside_it(broken: Stack, name: str, clients: Clients, tmp_path: Path) -> None:
    assert Emulator(clients).busy()

    outcome = run_apart(clients.endpoint, scenarios()[name], RunOptions(account_id=clients.account_id), tmp_path)

    assert outcome.run.verdict is Verdict.PASSED, story(outcome)
    assert outcome.leaked == ()
