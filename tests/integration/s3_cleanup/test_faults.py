"""The S3 cleanup system under faults: its promises hold, and a seed means the same faults and the same story."""

import pytest

from harness.run.faults import FAULTS
from harness.run.timeline import Timeline
from harness.testing import Clients, ScenarioRun


def canonical(timeline: Timeline) -> str:
    assert timeline.last(FAULTS) is not None
    return timeline.canonical()


@pytest.mark.emulator_faults(name="heavy", seed=7)
def test_a_seed_means_the_same_faults_and_the_same_story(emulator_scenario: ScenarioRun) -> None:
    one, other = (emulator_scenario("s3-cleanup-random", seed=7, bursts=3).run.timeline for _ in range(2))
    assert canonical(one) == canonical(other)
    injected = one.named(FAULTS)[-1].facts["injected"]
    assert isinstance(injected, list)
    assert len({fault["kind"] for fault in injected}) > 5


@pytest.mark.emulator_faults(name="none")
def test_turns_alone_change_nothing(emulator_scenario: ScenarioRun) -> None:
    timeline = emulator_scenario("s3-cleanup").run.timeline
    assert timeline.named(FAULTS)[-1].facts["injected"] == []


@pytest.mark.emulator_faults(only=[{"kind": "sqs-late", "place": "jobs", "what": "hello", "n": 2}], late_s=1)
def test_one_fault_and_nothing_else(emulator_clients: Clients, emulator_clock: object) -> None:
    sqs = emulator_clients.sqs
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    for _ in range(2):
        sqs.send_message(QueueUrl=url, MessageBody="hello")
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert asked["ApproximateNumberOfMessages"] == "1"
    assert asked["ApproximateNumberOfMessagesDelayed"] == "1"
