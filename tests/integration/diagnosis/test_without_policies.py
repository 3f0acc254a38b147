"""Both systems without any policy: enforced, every function fails at once and is named; observed, each lack is told."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.breaks.statements import put_back, without
from harness.diagnosis.link import Flow
from harness.permissions.report import report
from harness.permissions.seen import read
from harness.probes.emulator import Emulator
from harness.probes.iam import read_iam
from harness.wiring.account import wiring_of
from tests.integration.diagnosis.driven import Driven, OneStanding

BUCKET, UPLOADS = "assignment4-test-bucket", "amodhbh-media-uploads"


def s3_event(bucket: str, key: str) -> dict[str, Any]:
    entity = {"bucket": {"name": bucket}, "object": {"key": key, "size": 5, "sequencer": "00AB"}}
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "eventTime": "2026-01-01T00:00:00.000Z"}
    return {"Records": [{**record, "awsRegion": "us-east-1", "s3": entity}]}


def sqs_event(body: Any) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": "0"}
    record = {"messageId": "1", "receiptHandle": "r", "body": json.dumps(body), "attributes": attributes}
    return {"Records": [{**record, "messageAttributes": {}, "eventSource": "aws:sqs"}]}


def request(method: str, path: str, **more: Any) -> dict[str, Any]:
    http = {"method": method, "path": path, "sourceIp": "127.0.0.1"}
    return {"version": "2.0", "rawPath": path, "headers": {}, "requestContext": {"http": http}, **more}


NOTIFIED = sqs_event({"Type": "Notification", "Message": json.dumps(s3_event(BUCKET, "a.txt"))})
STATE = {"value": "ALARM", "timestamp": "2026-01-01T00:01:00.000+0000"}
ALARM = {"alarmData": {"alarmName": "assignment4-total-size-alarm", "state": STATE}}
TASK = {"jobId": "j", "s3Key": "uploads/j/a.jpg", "bucket": UPLOADS}
EVENTS: dict[str, dict[str, dict[str, Any]]] = {
    "s3-cleanup": {
        "assignment4-size-tracking-lambda": NOTIFIED,
        "assignment4-logging-lambda": sqs_event(
            {"Type": "Notification", "Message": json.dumps(s3_event(BUCKET, "a.txt")).replace("Created:Put",
                                                                                             "Removed:Delete")}
        ),
        "assignment4-cleaner-lambda": ALARM,
        "assignment4-plotting-lambda": {"httpMethod": "GET", "path": "/plot"},
        "assignment4-driver-lambda": {},
    },
    "media-pipeline": {
        "request-upload-lambda": request("POST", "/uploads", body="{}"),
        "get-job-status-lambda": request("GET", "/jobs/j", pathParameters={"jobId": "j"}),
        "dispatcher-lambda": s3_event(UPLOADS, "uploads/j/a.jpg"),
        "worker-lambda": sqs_event(TASK),
    },
}  # fmt: skip
"""By system and function: an event as its source would send it."""


@pytest.fixture(scope="module")
def standing(endpoint: Endpoint) -> Iterator[OneStanding]:
    with closing(OneStanding(endpoint)) as one:
        yield one


@pytest.fixture(params=EVENTS)
def driven(standing: OneStanding, request: pytest.FixtureRequest) -> Iterator[Driven]:
    """The system, settled, whose decisions are recorded anew, and enforced again in the end."""
    system = standing.of(str(request.param))
    emulator = Emulator(system.standing.clients)
    emulator.call("DELETE", "iam")
    yield system
    emulator.iam("enforce")


@contextmanager
def no_policies(clients: Clients) -> Iterator[None]:
    """While the block runs, no role of the account has any."""
    roles = [(node.name, each["Policies"]) for node, each in wiring_of(clients).nodes.items() if node.service == "role"]
    with ExitStack() as undone:
        for role, policies in roles:
            undone.callback(put_back, clients, without(clients, role, policies, lambda _: True))
        yield


def answer_of(clients: Clients, function: str, event: Any) -> tuple[bool, str]:
    """Whether the function failed with the event, and what it answered."""
    answer = clients.lambda_.invoke(FunctionName=function, Payload=json.dumps(event))
    text = answer["Payload"].read().decode()
    told: Any = json.loads(text)
    by_words = isinstance(told, dict) and (told.get("statusCode", 200) >= 500 or told.get("batchItemFailures"))
    return bool("FunctionError" in answer or by_words), text


def test_enforced_every_function_fails_at_its_first_call_and_the_permission_is_named(driven: Driven) -> None:
    clients, events = driven.standing.clients, EVENTS[driven.standing.stack.name]
    with no_policies(clients):
        answers = {function: answer_of(clients, function, event) for function, event in events.items()}
        rows = [each for each in Emulator(clients).call("GET", "iam")["observations"] if each["role"]]
        states = {each.link: each for each in driven.diagnosis().states}
    for function, (failed, text) in answers.items():
        assert failed, (function, text)
        asked = [each for each in rows if each["principal"].endswith(f"/{function}")]
        assert {each["outcome"] for each in asked} == {"implicitDeny"}, asked
        own = [each for each in asked if not each["action"].startswith("logs:")]
        assert own, asked
        if "not authorized" in text:
            assert f"assumed-role/{own[0]['role'].rsplit('/', 1)[-1]}/{function} is not authorized to perform: " in text
            assert f" because no identity-based policy allows the {own[0]['action']} action" in text
        state, role = states[f"lambda {function}"], own[0]["role"].rsplit("/", 1)[-1]
        assert state.flow is Flow.STUCK, state
        assert state.cause.startswith(f"permission missing: role {role} may not "), state
    assert any("is not authorized to perform: " in text for _, text in answers.values())
    after = driven.settle()
    assert after.stuck is None, after.text()


@pytest.mark.slow
def test_observed_everything_passes_and_the_report_lists_each_lack(driven: Driven) -> None:
    """What is used with the policies is what is lacked without them; only a log's stream is made but once."""
    clients, emulator = driven.standing.clients, Emulator(driven.standing.clients)
    assert driven.settle().stuck is None
    used = {
        (one.role.name, each.action)
        for one in report(read(read_iam(clients))) for use in one.uses for each in use.asked
        if not each.action.startswith("logs:")
    }  # fmt: skip
    emulator.iam("observe")
    emulator.call("DELETE", "iam")
    with no_policies(clients):
        found = driven.settle()
        assert found.stuck is None, found.text()
        assert driven.is_done()
        made = report(read(read_iam(clients)))
    lacked = {(one.role.name, lack.asked.action) for one in made for lack in one.lacks}
    assert used <= lacked, used - lacked
    assert {role for role, action in lacked if action == "logs:PutLogEvents"} == {role for role, _ in used}
    assert all(lack.grant["Action"] == lack.asked.action for one in made for lack in one.lacks)
