"""The plugin in a project of its own: what it starts, what it leaves, what it says when a test fails."""

import json
from pathlib import Path
from xml.etree import ElementTree

from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from harness.engines.own_processes import processes_of
from harness.home import Home
from tests.integration.plugin.conftest import Project

BUCKET_TEST = """
import pytest

@pytest.mark.parametrize("number", range(4))
def test_bucket(number, emulator_clients, emulator_account):
    assert emulator_clients.sts.get_caller_identity()["Account"] == emulator_account
    assert emulator_clients.s3.list_buckets()["Buckets"] == []
    emulator_clients.s3.create_bucket(Bucket="the-same-name")
    print("account", emulator_account)
"""
FAILING_STACK = """
import pytest
from bootstrap.stacks import StackOptions
from bootstrap.resources.queue import Queue
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from harness.waits.conditions import QueueHolds

def declare(options):
    scope = Scope(options.account_id, "us-east-1")
    return Stack("waiting", scope, (Queue(scope, "waited-for", dead_letters=Queue(scope, "given-up")),))

@pytest.mark.emulator_stack(declaration=declare)
def test_waits(emulator_stack, emulator_wait):
    emulator_wait(QueueHolds(emulator_stack.clients, "waited-for", 1), seconds=0.3)
"""
FOREIGN = """
import json
from harness.testing import QueueHolds

def test_waits(emulator_clients, emulator_wait):
    sqs, sns, events = emulator_clients.sqs, emulator_clients.sns, emulator_clients.client("events")
    assert [bus["Name"] for bus in events.list_event_buses()["EventBuses"]] == ["default"]
    topic = sns.create_topic(Name="orders")["TopicArn"]
    queue = sqs.create_queue(QueueName="of-orders")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {
        "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": arn, "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({"Statement": [allow]})})
    sns.publish(TopicArn=topic, Message="one")
    emulator_wait(QueueHolds(emulator_clients, "of-orders", 1), seconds=0.3)

def test_fails(emulator_clients):
    topic = emulator_clients.sns.create_topic(Name="orders")["TopicArn"]
    emulator_clients.sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.org")
    assert not topic
"""
SCENARIOS = """
from dataclasses import replace
from harness.run.registry import scenario_named

def it_is_otherwise(timeline):
    raise AssertionError("told so")

def test_passes(emulator_scenario):
    assert emulator_scenario("missing-data").run.verdict == "passed"

def test_fails(emulator_scenario):
    emulator_scenario(replace(scenario_named("missing-data"), checks=(it_is_otherwise,)))
"""


def test_workers_share_one_emulator_and_nothing_is_left(project: Project, tmp_path: Path) -> None:
    answer = project(BUCKET_TEST, "-n", "2", "-rP")
    assert answer.returncode == 0, answer.stdout
    assert "4 passed" in answer.stdout
    accounts = {line.split()[1] for line in answer.stdout.splitlines() if line.startswith("account ")}
    assert len(accounts) == 4
    assert not (tmp_path / ".harness" / "engine").exists()
    assert not (tmp_path / "runs").exists()
    assert processes_of(tmp_path) == []


def test_workers_are_shared_out_over_several_and_nothing_is_left(project: Project, tmp_path: Path) -> None:
    where = "\n\ndef test_where(emulator, worker_id):\n    print('emulator', emulator.url)\n"
    each = 'import pytest\n\npytestmark = pytest.mark.parametrize("number", range(2))\n'
    source = each + where.replace("(emulator", "(number, emulator")
    answer = project(source, "-n", "2", "--dist", "each", "--emulators", "2", "-rP")
    assert answer.returncode == 0, answer.stdout
    assert len({line.split()[1] for line in answer.stdout.splitlines() if line.startswith("emulator http")}) == 2
    assert not (tmp_path / ".harness" / "engine").exists()
    assert not (tmp_path / ".harness" / "emulators" / "2" / "engine").exists()
    assert processes_of(tmp_path) == []


def test_several_and_an_endpoint_contradict_each_other(project: Project) -> None:
    arguments = ("--emulators", "2", "--emulator-endpoint", "http://127.0.0.1:4566")
    answer = project("def test_it(emulator):\n    pass\n", *arguments)
    assert "emulators = 2: an endpoint is one emulator" in answer.stdout + answer.stderr
    answer = project("def test_it(emulator):\n    pass\n", "--emulators", "some")
    assert "emulators = 'some' is not a number of emulators" in answer.stdout + answer.stderr


def test_a_session_without_an_emulator_leaves_no_trace(project: Project, tmp_path: Path) -> None:
    answer = project("def test_nothing():\n    pass\n")
    assert "1 passed" in answer.stdout
    assert not (tmp_path / ".harness").exists()


def test_a_failing_wait_shows_the_chain_and_keeps_the_run(project: Project, tmp_path: Path) -> None:
    answer = project(FAILING_STACK, "--junitxml", "report.xml")
    assert answer.returncode == 1, answer.stdout
    assert "waited for waited-for holds 1" in answer.stdout
    assert "emulator: kept in" in answer.stdout
    assert "waiter.py" not in answer.stdout
    (folder,) = (tmp_path / "runs").iterdir()
    assert str(folder) in answer.stdout
    assert {"timeline.jsonl", "chain.txt", "logs"} <= {path.name for path in folder.iterdir()}
    assert (folder / "logs" / "localstack.log").stat().st_size > 0
    entry = json.loads((folder / "timeline.jsonl").read_text().splitlines()[-1])
    assert entry["facts"]["met"] is False
    properties = ElementTree.parse(tmp_path / "report.xml").getroot().iter("property")
    assert ("emulator_run", str(folder)) in [(each.get("name"), each.get("value")) for each in properties]


def test_a_scenario_is_a_test_that_fails_with_its_findings_and_keeps_its_run(project: Project, tmp_path: Path) -> None:
    answer = project(SCENARIOS)
    assert "1 failed, 1 passed" in answer.stdout, answer.stdout
    assert "scenario missing-data: failed" in answer.stdout
    assert "failed: it is otherwise: told so" in answer.stdout
    (kept,) = (tmp_path / "runs").glob("*-missing-data")
    assert json.loads((kept / "verdict.json").read_text())["verdict"] == "failed"


def test_an_emulator_given_by_its_endpoint_outlives_the_session(
    project: Project, tmp_path: Path, endpoint: Endpoint, engine: EmbeddedEngine
) -> None:
    answer = project(BUCKET_TEST, "--emulator-endpoint", endpoint.url)
    assert "4 passed" in answer.stdout, answer.stdout
    assert engine.status().up
    assert not (tmp_path / ".harness").exists()


def test_one_that_is_up_in_the_home_is_used_and_left_up(project: Project, tmp_path: Path) -> None:
    engine = EmbeddedEngine(Home(tmp_path / ".harness"))
    try:
        answer = project(BUCKET_TEST, "--emulator-stay-up")
        assert "4 passed" in answer.stdout, answer.stdout
        assert engine.status().up
        pid = engine.pid_file.read_text()
        assert "4 passed" in project(BUCKET_TEST).stdout
        assert engine.pid_file.read_text() == pid
        assert engine.status().up
    finally:
        engine.stop()


def test_what_is_wrong_with_the_use_is_said(project: Project) -> None:
    answer = project("def test_it(emulator_stack):\n    pass\n")
    assert "say which with @pytest.mark.emulator_stack(declaration=" in answer.stdout
    answer = project("def test_it(emulator):\n    pass\n", "--emulator-endpoint", "https://s3.amazonaws.com")
    assert "is AWS" in answer.stdout
    answer = project("def test_it(emulator):\n    pass\n", ini="emulator_start_deadline_s = soon\n")
    assert "give seconds" in answer.stdout + answer.stderr


def test_what_is_stuck_is_named_where_no_stack_is_declared(project: Project) -> None:
    answer = project(FOREIGN)
    assert answer.returncode == 1, answer.stdout
    assert "first stuck link: sns orders -> sqs of-orders" in answer.stdout
    assert "last seen: of-orders: 0 visible, 0 in flight" in answer.stdout
    assert "cause: the policy of sqs of-orders lets sns.amazonaws.com in for sns orders" in answer.stdout
    assert "first stuck link: sns orders -> email a@example.org" in answer.stdout
