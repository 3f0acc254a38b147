"""Each kind of link says what holds events, and what usually causes it; tables without an account."""

from datetime import UTC, datetime
from typing import Any

import pytest

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.sight import Denial, Sight
from harness.probes.function_logs import Invocation
from harness.wiring.model import Edge, Kind, Node, Origin, node_of
from tests.unit.harness.diagnosis.sights import sight, state_of

TOPIC, QUEUE, DEAD, WORKER = Node("sns", "t"), Node("sqs", "jobs"), Node("sqs", "jobs-dlq"), Node("lambda", "worker")
ROLE = "arn:aws:iam::000000000000:role/worker-role"
TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:t"
LETS_SNS = {
    "Statement": [
        {
            "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
            "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC_ARN}},
        }
    ]
}  # fmt: skip
WELL, BADLY = Invocation(1, True, ""), Invocation(2, True, "[ERROR] ValueError: no\nTraceback")


def ended(error: str) -> list[Invocation]:
    return [WELL, Invocation(2, True, error)]


def holds(state: LinkState, flow: Flow, words: str) -> None:
    assert state.flow is flow, state
    assert words in f"{state.why}; {state.cause}", state


FUNCTION: list[tuple[dict[str, Any], list[Invocation], Flow, str]] = [
    ({}, [], Flow.IDLE, "not invoked yet"),
    ({}, [WELL], Flow.PASSING, "1 invocations, the last ended well"),
    ({}, [BADLY, WELL], Flow.PASSING, "the last ended well"),
    ({}, [WELL, BADLY], Flow.STUCK, "1 of 2 invocations failed, the last: [ERROR] ValueError"),
    ({"State": "Failed", "StateReason": "no code"}, [], Flow.STUCK, "the function failed: no code"),
    ({"ReservedConcurrency": 0}, [WELL], Flow.STUCK, "its reserved concurrency is 0"),
    ({}, ended("Unable to import module: No module named 'PIL'"), Flow.STUCK, "module PIL is absent"),
    (
        {"Layers": [{"Arn": "arn:aws:lambda:us-east-1:000000000000:layer:numbers:1"}]},
        ended("No module named 'PIL'"), Flow.STUCK, "its layers (numbers:1)",
    ),
    (
        {"Environment": {"Variables": {"JOBS_TABLE": "gone", "QUEUE_URL": "http://h/0/jobs", "MODE": "gone"}}},
        ended("ResourceNotFoundException"), Flow.STUCK, "a variable names what isn't there: JOBS_TABLE=gone",
    ),
    ({}, ended("2026 Task timed out after 3.00 seconds"), Flow.STUCK, "takes longer than its time-out"),
    ({}, ended("Runtime.HandlerNotFound: Handler 'x' missing on module 'y'"), Flow.STUCK, "the handler's name"),
    ({}, ended("[ERROR] KeyError: 'TABLE'"), Flow.STUCK, "an environment variable is missing"),
    ({}, ended("AccessDeniedException: User: x is not authorized to perform: y"), Flow.STUCK, "permission missing"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "history", "flow", "words"), FUNCTION)
def test_a_function(read: dict[str, Any], history: list[Invocation], flow: Flow, words: str) -> None:
    seen = sight({WORKER: read, QUEUE: {}}, histories={"worker": history})
    holds(state_of(WORKER, seen), flow, words)


@pytest.mark.parametrize(("mode", "flow"), [("enforce", Flow.STUCK), ("observe", Flow.PASSING)])
def test_a_function_that_was_refused_what_it_asked_for(mode: str, flow: Flow) -> None:
    table = "arn:aws:dynamodb:us-east-1:000000000000:table/jobs"
    denied = Denial("arn:aws:sts::000000000000:assumed-role/worker-role/worker", ROLE, "dynamodb:PutItem", table, 2)
    nodes: dict[Node, dict[str, Any]] = {WORKER: {"Role": ROLE}, Node("dynamodb", "jobs"): {}}
    state = state_of(WORKER, sight(nodes, mode=mode, denials=[denied], histories={"worker": [WELL]}))
    assert state.flow is flow
    if flow is Flow.STUCK:
        assert state.cause == f"permission missing: role worker-role may not dynamodb:PutItem on {table}"


@pytest.mark.parametrize(("history", "flow"), [([], Flow.STUCK), ([BADLY], Flow.STUCK), ([BADLY, WELL], Flow.PASSING)])
def test_what_is_not_there_was_refused_only_while_the_function_fails(history: list[Invocation], flow: Flow) -> None:
    table = "arn:aws:dynamodb:us-east-1:000000000000:table/of-yesterday"
    denied = Denial("arn:aws:sts::000000000000:assumed-role/worker-role/worker", ROLE, "dynamodb:PutItem", table, 2)
    seen = sight({WORKER: {"Role": ROLE}}, mode="enforce", denials=[denied], histories={"worker": history})
    assert state_of(WORKER, seen).flow is flow


def test_a_variable_that_names_nothing_is_the_cause_of_what_is_refused_then() -> None:
    table = "arn:aws:dynamodb:us-east-1:000000000000:table/of-yesterday"
    denied = Denial("arn:aws:sts::000000000000:assumed-role/worker-role/worker", ROLE, "dynamodb:PutItem", table, 2)
    read = {"Role": ROLE, "Environment": {"Variables": {"TABLE": "of-yesterday"}}}
    history = ended("AccessDeniedException: not authorized to perform: dynamodb:PutItem")
    state = state_of(WORKER, sight({WORKER: read}, mode="enforce", denials=[denied], histories={"worker": history}))
    assert state.cause == "a variable names what isn't there: TABLE=of-yesterday"


def test_a_function_that_is_not_there() -> None:
    holds(state_of(WORKER, sight({})), Flow.STUCK, "the function does not exist")


def queue(visible: int = 0, in_flight: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "ApproximateNumberOfMessages": str(visible), "ApproximateNumberOfMessagesNotVisible": str(in_flight),
        "ApproximateNumberOfMessagesDelayed": "0", **more,
    }  # fmt: skip


MAPPING: list[tuple[str, dict[str, Any], int, list[Invocation], Flow, str]] = [
    ("Enabled", queue(), 0, [WELL], Flow.PASSING, "enabled, nothing waits"),
    ("Disabled", queue(3), 0, [], Flow.STUCK, "the event source mapping is Disabled"),
    ("Enabled", queue(3), 0, [], Flow.STUCK, "3 messages are not processed"),
    ("Enabled", queue(0, 1), 0, [WELL], Flow.STUCK, "the function reported them as failed"),
    ("Enabled", queue(3), 0, [BADLY], Flow.PASSING, "messages reach the function, which fails"),
    ("Enabled", queue(), 2, [WELL], Flow.STUCK, "2 messages ended in the dead-letter queue"),
    ("Enabled", queue(), 2, [BADLY], Flow.PASSING, "messages reach the function, which fails"),
]


@pytest.mark.parametrize(("state", "read", "dead", "history", "flow", "words"), MAPPING)
def test_an_event_source_mapping(
    state: str, read: dict[str, Any], dead: int, history: list[Invocation], flow: Flow, words: str
) -> None:
    mapping, redrive = Edge(Kind.MAPPING, QUEUE, WORKER, settings={"State": state}), Edge(Kind.REDRIVE, QUEUE, DEAD)
    seen = sight({QUEUE: read, DEAD: queue(dead), WORKER: {}}, (mapping, redrive), histories={"worker": history})
    holds(state_of(mapping, seen), flow, words)


def test_messages_that_come_back_from_a_function_whose_variable_names_nothing() -> None:
    mapping = Edge(Kind.MAPPING, QUEUE, WORKER, settings={"State": "Enabled"})
    read = {"Environment": {"Variables": {"TABLE": "of-yesterday"}}}
    seen = sight({QUEUE: queue(0, 1), WORKER: read}, (mapping,), histories={"worker": [WELL]})
    holds(state_of(mapping, seen), Flow.PASSING, "messages reach the function, which fails")
    holds(state_of(WORKER, seen), Flow.STUCK, "a variable names what isn't there: TABLE=of-yesterday")


@pytest.mark.parametrize(("visible", "flow"), [(0, Flow.IDLE), (2, Flow.STUCK)])
def test_a_mapping_that_a_role_tells_of_is_missed_once_messages_wait(visible: int, flow: Flow) -> None:
    granted = Edge(Kind.MAPPING, QUEUE, WORKER, origin=Origin.GRANTED, why="the role r may receive its messages")
    state = state_of(granted, sight({QUEUE: queue(visible), WORKER: {}}))
    holds(state, flow, "there is no event source mapping")
    assert state.cause == granted.why


def subscription(**settings: Any) -> Edge:
    return Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE, settings={"Confirmed": True, "Protocol": "sqs", **settings})


FROM_S3 = Edge(Kind.NOTIFICATION, Node("s3", "b"), TOPIC)
SUBSCRIPTION: list[tuple[dict[str, Any], tuple[Edge, ...], Any, str, Flow, str]] = [
    ({}, (), LETS_SNS, "enforce", Flow.PASSING, "subscribed"),
    ({"Confirmed": False}, (), LETS_SNS, "observe", Flow.STUCK, "waits for its confirmation"),
    ({}, (), None, "enforce", Flow.STUCK, "permission missing: the policy of sqs jobs doesn't let sns.amazonaws.com"),
    ({}, (), None, "observe", Flow.PASSING, "subscribed"),
    ({"FilterPolicy": '{"kind": ["x"]}'}, (FROM_S3,), LETS_SNS, "observe", Flow.STUCK, "has no message attributes"),
    ({"FilterPolicy": '{"kind": ["x"]}'}, (), LETS_SNS, "observe", Flow.PASSING, "subscribed"),
    (
        {"FilterPolicy": '{"kind": ["x"]}', "FilterPolicyScope": "MessageBody"}, (FROM_S3,), LETS_SNS, "observe",
        Flow.STUCK, "what s3 publishes has no field kind",
    ),
    (
        {"FilterPolicy": '{"Records": {"eventName": ["x"]}}', "FilterPolicyScope": "MessageBody"}, (FROM_S3,),
        LETS_SNS, "observe", Flow.PASSING, "subscribed",
    ),
    ({"FilterPolicy": "{}"}, (FROM_S3,), LETS_SNS, "observe", Flow.PASSING, "subscribed"),
    ({"RawMessageDelivery": "true"}, (), LETS_SNS, "observe", Flow.PASSING, "subscribed"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "others", "policy", "mode", "flow", "words"), SUBSCRIPTION)
def test_a_subscription(
    settings: dict[str, Any], others: tuple[Edge, ...], policy: Any, mode: str, flow: Flow, words: str
) -> None:
    edge = subscription(**settings)
    seen = sight({TOPIC: {}, QUEUE: {"Policy": policy}}, (edge, *others), mode)
    holds(state_of(edge, seen), flow, words)


def test_a_declared_subscription_has_no_filter_and_is_not_raw() -> None:
    wanted = Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE, origin=Origin.DECLARED)
    for settings, words in (
        ({"FilterPolicy": '{"kind": ["x"]}'}, "the stack declares no filter policy"),
        ({"RawMessageDelivery": "true"}, "removes the envelope"),
    ):
        seen = sight({TOPIC: {}, QUEUE: {"Policy": LETS_SNS}}, (subscription(**settings),))
        holds(state_of(wanted, seen), Flow.STUCK, words)


def route(sources: str, stages: list[str], functions: bool = True) -> tuple[Edge, Sight]:
    edge = Edge(Kind.ROUTE, Node("api", "a"), WORKER, "POST /jobs/{id}", {"ApiId": "id1"})
    policy = {
        "Statement": {
            "Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "lambda:InvokeFunction",
            "Condition": {"ArnLike": {"AWS:SourceArn": f"arn:aws:execute-api:us-east-1:000000000000:{sources}"}},
        }
    }  # fmt: skip
    nodes: dict[Node, dict[str, Any]] = {Node("api", "a"): {"Stages": stages}}
    return edge, sight({**nodes, **({WORKER: {"Policy": policy}} if functions else {})}, (edge,))


@pytest.mark.parametrize(
    ("sources", "stages", "functions", "flow", "words"),
    [
        ("id1/*/POST/jobs/{id}", ["prod"], True, Flow.PASSING, "the route leads to the function"),
        ("id1/*/*", ["prod"], True, Flow.PASSING, "the route leads to the function"),
        ("id1/*/GET/jobs", ["prod"], True, Flow.STUCK, "the function doesn't let API Gateway invoke it"),
        ("id1/*/*", [], True, Flow.STUCK, "deployed to no stage"),
        ("id1/*/*", ["prod"], False, Flow.STUCK, "the function does not exist"),
    ],
)
def test_a_route(sources: str, stages: list[str], functions: bool, flow: Flow, words: str) -> None:
    edge, seen = route(sources, stages, functions)
    holds(state_of(edge, seen), flow, words)


@pytest.mark.parametrize(
    ("state", "policy", "flow", "words"),
    [
        ("ENABLED", {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "lambda:*"},
         Flow.PASSING, "rule and target are there"),
        ("DISABLED", {}, Flow.STUCK, "the rule is disabled"),
        ("ENABLED", {}, Flow.STUCK, "permission missing"),
    ],
)  # fmt: skip
def test_a_rule_and_its_target(state: str, policy: dict[str, Any], flow: Flow, words: str) -> None:
    rule = {"State": state, "ScheduleExpression": "rate(1 minute)", "Arn": "arn:aws:events:us-east-1:0:rule/r"}
    edge = Edge(Kind.TARGET, Node("rule", "r"), WORKER, settings={"Rule": rule})
    seen = sight({Node("rule", "r"): rule, WORKER: {"Policy": {"Statement": [policy]}}}, (edge,))
    holds(state_of(edge, seen), flow, words)


NIGHTLY = Node("schedule", "nightly")


def test_a_schedule_s_arn_names_it() -> None:
    arn = "arn:aws:scheduler:us-east-1:000000000000:schedule/"
    assert node_of(f"{arn}default/nightly") == NIGHTLY
    assert node_of(f"{arn}others/nightly") == Node("schedule", "others/nightly")


@pytest.mark.parametrize(
    ("settings", "flow", "words"),
    [
        ({}, Flow.PASSING, "schedule and target are there"),
        ({"State": "DISABLED"}, Flow.STUCK, "the schedule is disabled"),
        ({"ScheduleExpression": "at(1969-12-31T23:59:59)"}, Flow.IDLE, "its last time is over"),
        ({"ScheduleExpression": "at(1970-01-01T01:30:00)"}, Flow.PASSING, "are there"),
        ({"ScheduleExpression": "at(1970-01-01T00:30:00)", "ScheduleExpressionTimezone": "Europe/Berlin"},
         Flow.IDLE, "its last time is over"),
        ({"EndDate": datetime(1969, 1, 1, tzinfo=UTC)}, Flow.IDLE, "its last time is over"),
    ],
)  # fmt: skip
def test_a_schedule_and_its_target(settings: dict[str, Any], flow: Flow, words: str) -> None:
    read = {
        "ScheduleExpression": "rate(1 day)",
        "State": "ENABLED",
        "Target": {"Arn": "a", "RoleArn": ROLE},
        **settings,
    }
    edge = Edge(Kind.SCHEDULE, NIGHTLY, WORKER, settings=read)
    holds(state_of(edge, sight({NIGHTLY: read, WORKER: {}}, (edge,))), flow, words)


def test_a_schedule_of_what_is_gone() -> None:
    read = {"ScheduleExpression": "rate(1 day)", "State": "ENABLED", "Target": {"Arn": "a", "RoleArn": ROLE}}
    edge = Edge(Kind.SCHEDULE, NIGHTLY, WORKER, settings=read)
    holds(state_of(edge, sight({NIGHTLY: read}, (edge,))), Flow.STUCK, "the target does not exist")


def test_an_edge_that_is_gone_says_who_expects_it() -> None:
    gone = Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE, origin=Origin.GRANTED, why="the policy of sqs jobs lets it in")
    state = state_of(gone, sight({TOPIC: {}, QUEUE: {}}))
    assert (state.flow, state.why, state.cause) == (Flow.STUCK, "there is no subscription", gone.why)


def test_a_redrive_to_a_queue_that_is_gone() -> None:
    edge = Edge(Kind.REDRIVE, QUEUE, DEAD, settings={"maxReceiveCount": 3})
    holds(state_of(edge, sight({QUEUE: queue()}, (edge,))), Flow.STUCK, "the dead-letter queue does not exist")
    holds(state_of(edge, sight({QUEUE: queue(), DEAD: queue(2)}, (edge,))), Flow.STUCK, "2 messages ended")
    polled = Edge(Kind.MAPPING, QUEUE, WORKER)
    holds(state_of(edge, sight({QUEUE: queue(), DEAD: queue(2)}, (edge, polled))), Flow.PASSING, "2 dead letters")


def test_a_destination_that_is_gone() -> None:
    edge = Edge(Kind.DESTINATION, WORKER, DEAD, "on failure")
    holds(state_of(edge, sight({WORKER: {}}, (edge,))), Flow.STUCK, "the destination does not exist")
    holds(state_of(edge, sight({WORKER: {}, DEAD: {}}, (edge,))), Flow.PASSING, "the destination is there")


@pytest.mark.parametrize(("mode", "flow"), [("enforce", Flow.STUCK), ("observe", Flow.PASSING)])
def test_what_a_role_was_refused(mode: str, flow: Flow) -> None:
    arn = "arn:aws:dynamodb:us-east-1:000000000000:table/jobs"
    edge = Edge(Kind.ACCESS, WORKER, Node("dynamodb", "jobs"), settings={"Actions": ["dynamodb:GetItem"]})
    denied = Denial("arn:aws:sts::000000000000:assumed-role/worker-role/worker", ROLE, "dynamodb:PutItem", arn, 1)
    seen = sight({WORKER: {"Role": ROLE}, Node("dynamodb", "jobs"): {}}, (edge,), mode, [denied])
    assert state_of(edge, seen).flow is flow


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("OK", "enabled, nothing waits"),
        ("No records processed", "enabled, nothing waits"),
        ("PROBLEM: Function call failed", "records reach the function, which fails"),
    ],
)
def test_a_mapping_of_a_stream_tells_of_its_last_batch(result: str, words: str) -> None:
    table = Node("dynamodb", "orders")
    settings = {"State": "Enabled", "LastProcessingResult": result, "StartingPosition": "LATEST"}
    mapping = Edge(Kind.MAPPING, table, WORKER, settings=settings)
    state = state_of(mapping, sight({table: {}, WORKER: {}}, (mapping,)))
    holds(state, Flow.PASSING, words)
    assert state.facts[-1] == f"last batch: {result}"
