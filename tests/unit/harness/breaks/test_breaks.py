"""What can be broken is read from a wiring; statements are taken and given back; what is left of a break is seen."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from harness.breaks.fingerprint import differences, fingerprint
from harness.breaks.model import BreakError
from harness.breaks.registry import choices, chosen, every_break
from harness.breaks.statements import about, put_back, without
from harness.wiring.model import Edge, Kind, Node, Wiring

BUCKET, TOPIC, QUEUE, DEAD, WORKER = (
    Node("s3", "b"), Node("sns", "t"), Node("sqs", "jobs"), Node("sqs", "jobs-dlq"), Node("lambda", "worker")
)  # fmt: skip
QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:jobs"
POLLS = {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": QUEUE_ARN}
SENDS = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": [QUEUE_ARN]}
WRITES = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}


def wiring(state: str = "Enabled") -> Wiring:
    """A bucket, a topic, a queue with its dead letters, a function with a role."""
    mapping = {"State": state, "UUID": "u", "LastModified": datetime(2026, 1, 1, tzinfo=UTC)}
    nodes: dict[Node, dict[str, Any]] = {
        BUCKET: {},
        TOPIC: {"Policy": "{}", "TopicArn": "arn", "Owner": "0"},
        QUEUE: {"QueueUrl": "u", "Policy": "{}", "RedrivePolicy": "{}", "ApproximateNumberOfMessages": "3"},
        DEAD: {"QueueUrl": "d"},
        WORKER: {
            "FunctionName": "worker", "Runtime": "python3.11", "Handler": "h.h", "Timeout": 3, "Role": "…/role/r",
            "Layers": [{"Arn": "layer"}], "ReservedConcurrency": None,
            "Environment": {"Variables": {"QUEUE": "jobs", "MODE": "fast"}},
        },
        Node("role", "r"): {"Policies": []},
    }  # fmt: skip
    edges = (
        Edge(Kind.NOTIFICATION, BUCKET, TOPIC, "uploads/", {"Ids": ["one"], "Events": ["s3:ObjectCreated:*"]}),
        Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE, settings={"SubscriptionArn": "a", "Protocol": "sqs", "Confirmed": True}),
        Edge(Kind.REDRIVE, QUEUE, DEAD),
        Edge(Kind.MAPPING, QUEUE, WORKER, settings=mapping),
        Edge(Kind.ACCESS, WORKER, BUCKET, settings={"Actions": ["s3:PutObject"]}),
    )
    return Wiring(nodes, edges)


def test_what_can_be_broken_comes_from_the_wiring() -> None:
    labels = [each.label for each in choices(wiring())]
    assert labels == [
        "access-denied: lambda worker -> s3 b",
        "concurrency-zero: lambda worker",
        "function-raises: lambda worker",
        "function-slow: lambda worker",
        "layer-removed: lambda worker",
        "mapping-disabled: sqs jobs -> lambda worker",
        "notification-prefix: s3 b/uploads/ -> sns t",
        "notification-removed: s3 b/uploads/ -> sns t",
        "poison-message: sqs jobs -> lambda worker",
        "polling-denied: sqs jobs -> lambda worker",
        "queue-policy-removed: sns t -> sqs jobs",
        "redrive-removed: sqs jobs -> sqs jobs-dlq",
        "subscription-dropped: sns t -> sqs jobs",
        "subscription-filtered: sns t -> sqs jobs",
        "topic-policy-removed: s3 b/uploads/ -> sns t",
        "variable-wrong: lambda worker",
    ]
    assert "mapping-disabled: sqs jobs -> lambda worker" not in [each.label for each in choices(wiring("Disabled"))]


def test_every_way_says_what_it_does_and_names_a_link_that_a_diagnosis_may_name() -> None:
    for name, way in every_break().items():
        assert name == way.name
        assert way.text
    for choice in choices(wiring()):
        assert choice.spot.links


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("poison-message: sqs jobs -> lambda worker", "poison-message: sqs jobs -> lambda worker"),
        ("sns t -> sqs jobs", "queue-policy-removed: sns t -> sqs jobs"),
        ("layer-removed", "layer-removed: lambda worker"),
    ],
)
def test_a_link_a_kind_or_both_choose(text: str, label: str) -> None:
    assert chosen(wiring(), text).label == label


def test_what_is_not_there_is_refused_with_where_to_look() -> None:
    with pytest.raises(BreakError, match="nothing is called 'rule-disabled': `harness break --list`"):
        chosen(wiring(), "rule-disabled")


class Iam:
    """As much of IAM as statements need: the inline policies and the attached ones of one role."""

    def __init__(self, inline: dict[str, Any], attached: list[str]) -> None:
        self.inline, self.attached = inline, attached

    def put_role_policy(self, **given: Any) -> None:
        self.inline[given["PolicyName"]] = given["PolicyDocument"]

    def delete_role_policy(self, **given: Any) -> None:
        del self.inline[given["PolicyName"]]

    def detach_role_policy(self, **given: Any) -> None:
        self.attached.remove(given["PolicyArn"])

    def attach_role_policy(self, **given: Any) -> None:
        self.attached.append(given["PolicyArn"])


@pytest.mark.parametrize(
    ("arn", "consuming", "left", "attached"),
    [
        (QUEUE_ARN, True, {"own": '{"Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": '
                                  f'["{QUEUE_ARN}"]}}]}}'}, ["arn:aws:iam::aws:policy/writes"]),
        ("arn:aws:s3:::b", False, {"own": "whole"}, []),
    ],
)  # fmt: skip
def test_statements_are_taken_and_given_back(arn: str, consuming: bool, left: Any, attached: list[str]) -> None:
    iam = Iam({"own": "whole"}, ["arn:aws:iam::aws:policy/writes"])
    clients: Any = SimpleNamespace(iam=iam)
    policies = [
        {"name": "own", "document": {"Statement": [POLLS, SENDS]}},
        {"name": "arn:aws:iam::aws:policy/writes", "document": {"Statement": WRITES}},
    ]
    memory = without(clients, "r", policies, about(arn, consuming))
    assert (iam.inline, iam.attached) == (left, attached)
    put_back(clients, memory)
    assert iam.attached == ["arn:aws:iam::aws:policy/writes"]
    assert list(iam.inline) == ["own"]


def test_a_policy_of_nothing_but_what_is_taken_goes_as_a_whole() -> None:
    iam = Iam({"own": "whole"}, [])
    clients: Any = SimpleNamespace(iam=iam)
    without(clients, "r", [{"name": "own", "document": {"Statement": [POLLS]}}], about(QUEUE_ARN, consuming=True))
    assert iam.inline == {}


def test_what_changes_by_itself_is_no_difference_and_all_else_is() -> None:
    before = fingerprint(wiring())
    later = wiring()
    later.nodes[QUEUE]["ApproximateNumberOfMessages"] = "7"  # type: ignore[index]
    assert differences(before, fingerprint(later)) == []
    told = differences(before, fingerprint(wiring("Disabled")))
    assert len(told) == 1
    assert told[0].startswith("event source mapping sqs jobs -> lambda worker: was ")
    assert differences(before, fingerprint(Wiring(later.nodes, later.edges[1:])))[0].endswith("is null")


def test_what_lets_lambda_poll_all_queues_is_taken_as_a_whole() -> None:
    iam = Iam({}, ["arn:aws:iam::aws:policy/polls"])
    clients: Any = SimpleNamespace(iam=iam)
    polls = {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "logs:*"], "Resource": "*"}
    policies = [{"name": "arn:aws:iam::aws:policy/polls", "document": {"Statement": [polls]}}]
    memory = without(clients, "r", policies, about(QUEUE_ARN, consuming=True))
    assert iam.attached == []
    put_back(clients, memory)
    assert iam.attached == ["arn:aws:iam::aws:policy/polls"]
    assert without(clients, "r", policies, about(QUEUE_ARN, consuming=False))["attached"] == []


@pytest.mark.parametrize(
    ("route", "source", "taken"),
    [
        ("GET /jobs/{jobId}", "id1/*/GET/jobs/*", True),
        ("GET /jobs/{jobId}", "id1/prod/GET/jobs/{jobId}", True),
        ("GET /jobs/{jobId}", "id1/*/*", True),
        ("$default", "id1/*/$default", True),
        ("GET /jobs/{jobId}", "id1/*/POST/uploads", False),
        ("GET /jobs/{jobId}", "id2/*/*", False),
    ],
)
def test_the_permission_of_a_route_is_found_by_its_source(route: str, source: str, taken: bool) -> None:
    arn = f"arn:aws:execute-api:us-east-1:000000000000:{source}"
    statement = {
        "Sid": "s", "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*",
        "Principal": {"Service": "apigateway.amazonaws.com"}, "Condition": {"ArnLike": {"AWS:SourceArn": arn}},
    }  # fmt: skip
    edge = Edge(Kind.ROUTE, Node("api", "a"), WORKER, route, {"ApiId": "id1"})
    found = choices(Wiring({WORKER: {"Policy": {"Statement": [statement]}, "ReservedConcurrency": None}}, (edge,)))
    assert any(each.label == f"permission-removed: {edge.name}" for each in found) is taken
