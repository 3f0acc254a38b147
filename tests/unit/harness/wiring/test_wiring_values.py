"""ARNs name nodes, policies tell of edges that are gone, and a walk leads along events, each link once."""

from typing import Any

import pytest

from bootstrap.stacks import StackOptions
from harness.run.registry import system_named
from harness.wiring.access import accesses
from harness.wiring.declared import declared
from harness.wiring.expected import expected
from harness.wiring.model import Edge, Kind, Node, Origin, Wiring, node_of
from harness.wiring.policies import grants
from harness.wiring.walk import walk

BUCKET, TOPIC, QUEUE, DEAD, WORKER = (
    Node("s3", "b"), Node("sns", "t"), Node("sqs", "jobs"), Node("sqs", "jobs-dlq"), Node("lambda", "worker")
)  # fmt: skip


@pytest.mark.parametrize(
    ("arn", "node"),
    [
        ("arn:aws:lambda:us-east-1:000000000000:function:f:live", Node("lambda", "f")),
        ("arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026", Node("dynamodb", "t")),
        ("arn:aws:kinesis:us-east-1:000000000000:stream/s", Node("kinesis", "s")),
        ("arn:aws:s3:::bucket/key", Node("s3", "bucket")),
        ("arn:aws:sqs:us-east-1:000000000000:q", Node("sqs", "q")),
        ("arn:aws:sns:us-east-1:000000000000:t", Node("sns", "t")),
        ("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/f:*", Node("logs", "/aws/lambda/f")),
        ("arn:aws:cloudwatch:us-east-1:000000000000:alarm:a", Node("alarm", "a")),
        ("arn:aws:events:us-east-1:000000000000:rule/bus/r", Node("rule", "r")),
        ("arn:aws:events:us-east-1:000000000000:event-bus/default", Node("bus", "default")),
        ("arn:aws:states:us-east-1:000000000000:stateMachine:m", Node("states", "m")),
        ("a@example.org", Node("endpoint", "a@example.org")),
    ],
)
def test_an_arn_names_a_node(arn: str, node: Node) -> None:
    assert node_of(arn) == node


def lets_in(service: str, action: str, source: str) -> dict[str, object]:
    condition = {"ArnLike": {"AWS:SourceArn": source}} if source else {}
    statement = {"Effect": "Allow", "Action": action, "Principal": {"Service": service}, "Condition": condition}
    return {"Statement": [statement]}


@pytest.mark.parametrize(
    ("policy", "asked", "allowed"),
    [
        (lets_in("s3.amazonaws.com", "sns:Publish", "arn:aws:s3:::b"), "arn:aws:s3:::b", True),
        (lets_in("s3.amazonaws.com", "SNS:*", "arn:aws:s3:::*"), "arn:aws:s3:::b", True),
        (lets_in("s3.amazonaws.com", "sns:Publish", ""), "arn:aws:s3:::b", True),
        (lets_in("s3.amazonaws.com", "sns:Publish", "arn:aws:s3:::other"), "arn:aws:s3:::b", False),
        (lets_in("events.amazonaws.com", "sns:Publish", ""), "arn:aws:s3:::b", False),
        (lets_in("s3.amazonaws.com", "sns:Subscribe", ""), "arn:aws:s3:::b", False),
        ({"Statement": {"Effect": "Allow", "Action": "sns:Publish", "Principal": "*"}}, "arn:aws:s3:::b", True),
        ({"Statement": [{"Effect": "Deny", "Action": "*", "Principal": "*"}]}, "arn:aws:s3:::b", False),
        (None, "arn:aws:s3:::b", False),
    ],
)
def test_a_policy_lets_a_service_in(policy: dict[str, object] | None, asked: str, allowed: bool) -> None:
    assert any(each.lets("s3.amazonaws.com", "sns:Publish", asked) for each in grants(policy)) is allowed


GRANTED: list[tuple[str, str, Node, Node, Kind, str]] = [
    ("s3.amazonaws.com", "arn:aws:s3:::b", WORKER, BUCKET, Kind.NOTIFICATION, ""),
    ("sns.amazonaws.com", "arn:aws:sns:us-east-1:000000000000:t", QUEUE, TOPIC, Kind.SUBSCRIPTION, ""),
    (
        "lambda.alarms.cloudwatch.amazonaws.com", "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
        WORKER, Node("alarm", "a"), Kind.ACTION, "",
    ),
    (
        "events.amazonaws.com", "arn:aws:events:us-east-1:000000000000:rule/r",
        WORKER, Node("rule", "r"), Kind.TARGET, "",
    ),
    (
        "apigateway.amazonaws.com", "arn:aws:execute-api:us-east-1:000000000000:id1/*/POST/jobs/{id}",
        WORKER, Node("api", "a"), Kind.ROUTE, "POST /jobs/{id}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("service", "arn", "target", "source", "kind", "at"), GRANTED)
def test_a_permission_tells_of_an_edge(service: str, arn: str, target: Node, source: Node, kind: Kind, at: str) -> None:
    wiring = Wiring({source: {"ApiId": "id1"}, target: {"Policy": lets_in(service, "*", arn)}})
    assert [(each.kind, each.source, each.target, each.at) for each in expected(wiring)] == [(kind, source, target, at)]
    nobody = Wiring({target: wiring.nodes[target]})
    assert list(expected(nobody)) == [], "what there was is gone, and nothing is to come from it"


def test_a_permission_for_any_bucket_tells_of_some() -> None:
    """SAM's permission names the account, for the bucket's name may depend on the function."""
    policy = {"Policy": lets_in("s3.amazonaws.com", "lambda:InvokeFunction", "")}
    (gone,) = expected(Wiring({BUCKET: {}, WORKER: policy}))
    assert (gone.name, gone.why) == (
        "s3 some bucket -> lambda worker",
        f"the policy of {WORKER} lets s3.amazonaws.com in",
    )
    live = Edge(Kind.NOTIFICATION, BUCKET, WORKER, "uploads/")
    assert list(expected(Wiring({BUCKET: {}, WORKER: policy}, (live,)))) == []
    assert list(expected(Wiring({BUCKET: {}, QUEUE: policy}))) == []


def test_what_is_there_is_not_expected_as_well() -> None:
    live = Edge(Kind.NOTIFICATION, BUCKET, WORKER, "uploads/")
    policy = lets_in("s3.amazonaws.com", "lambda:InvokeFunction", "arn:aws:s3:::b")
    wiring = Wiring({BUCKET: {}, WORKER: {"Policy": policy}}, (live,))
    assert wiring.with_expected(expected(wiring)).edges == (live,)


def test_a_permission_with_wildcards_tells_of_a_route_that_is_gone() -> None:
    """`*` stands for parameters: a route that fits is the one; one for every path tells of none."""
    api, gateway = Node("api", "a"), "apigateway.amazonaws.com"
    arn = "arn:aws:execute-api:us-east-1:000000000000:id1/*/GET/jobs/*"
    nodes: dict[Node, dict[str, Any]] = {api: {"ApiId": "id1"}, WORKER: {"Policy": lets_in(gateway, "*", arn)}}
    live = Edge(Kind.ROUTE, api, WORKER, "GET /jobs/{id}")
    there = Wiring(nodes, (live,))
    assert there.with_expected(expected(there)).edges == (live,)
    gone, other = Wiring(nodes), Wiring(nodes, (Edge(Kind.ROUTE, api, WORKER, "GET /uploads/{id}"),))
    for wiring in (gone, other):
        assert [each.at for each in wiring.with_expected(expected(wiring)).edges][-1] == "GET /jobs/*"
    wide = Wiring(
        {api: {"ApiId": "id1"}, WORKER: {"Policy": lets_in(gateway, "*", arn.replace("GET/jobs/*", "GET/*"))}}
    )
    assert list(expected(wide)) == []


def test_a_queue_named_after_another_is_its_dead_letter_queue() -> None:
    alone = Wiring({QUEUE: {}, DEAD: {}, Node("sqs", "other"): {}})
    assert [(each.source, each.target) for each in expected(alone)] == [(QUEUE, DEAD)]
    redriven = Wiring(alone.nodes, (Edge(Kind.REDRIVE, Node("sqs", "other"), DEAD),))
    assert list(expected(redriven)) == []


def test_a_role_tells_what_its_function_asks_for() -> None:
    statement = {
        "Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage"],
        "Resource": "arn:aws:sqs:us-east-1:000000000000:jobs",
    }  # fmt: skip
    wide = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    objects = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/uploads/*"]}
    role = {"Policies": [{"name": "p", "document": {"Statement": [statement, wide, objects]}}]}
    nodes: dict[Node, dict[str, Any]] = {
        QUEUE: {},
        BUCKET: {},
        WORKER: {"Role": "arn:aws:iam::000000000000:role/r"},
        Node("role", "r"): role,
    }
    found = {(each.kind, each.source, each.target): each for each in accesses(Wiring(nodes), "us-east-1", "0" * 12)}
    assert found[Kind.ACCESS, WORKER, QUEUE].settings == {"Actions": ["sqs:SendMessage"], "Role": "r"}
    assert found[Kind.ACCESS, WORKER, BUCKET].settings["Actions"] == ["s3:GetObject"]
    assert found[Kind.MAPPING, QUEUE, WORKER].origin is Origin.GRANTED
    assert len(found) == 3


@pytest.mark.parametrize("actions", [["sqs:*"], ["sqs:ReceiveMessage", "sqs:GetQueueUrl", "sqs:DeleteMessage"]])
def test_what_is_granted_for_polling_is_no_request_of_the_function(actions: list[str]) -> None:
    statement = {"Effect": "Allow", "Action": actions, "Resource": "arn:aws:sqs:us-east-1:000000000000:jobs"}
    role = {"Policies": [{"name": "p", "document": {"Statement": statement}}]}
    nodes: dict[Node, dict[str, Any]] = {QUEUE: {}, WORKER: {"Role": "…/r"}, Node("role", "r"): role}
    assert [each.kind for each in accesses(Wiring(nodes), "us-east-1", "0" * 12)] == [Kind.MAPPING]


def test_a_walk_goes_round_a_circle_once_and_tells_how_far_it_is() -> None:
    edges = (
        Edge(Kind.NOTIFICATION, BUCKET, TOPIC),
        Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE),
        Edge(Kind.MAPPING, QUEUE, WORKER),
        Edge(Kind.REDRIVE, QUEUE, DEAD),
        Edge(Kind.ACCESS, WORKER, BUCKET),
    )
    places = list(walk(Wiring({node: {} for node in (WORKER, BUCKET, QUEUE, TOPIC, DEAD)}, edges)))
    told = [(str(each.step.name if isinstance(each.step, Edge) else each.step), each.depth) for each in places]
    assert told == [
        ("s3 b", 0),
        ("s3 b -> sns t", 1),
        ("sns t -> sqs jobs", 2),
        ("sqs jobs -> sqs jobs-dlq", 3),
        ("sqs jobs -> lambda worker", 3),
        ("lambda worker", 4),
        ("lambda worker -> s3 b", 4),
    ]
    assert [each.is_link for each in places] == [False, *[True] * 6]


def test_a_stack_has_the_values_that_an_account_has() -> None:
    wiring = declared(system_named("media-pipeline").stack(StackOptions()))
    kinds = {each.kind for each in wiring.edges}
    assert kinds == {Kind.NOTIFICATION, Kind.MAPPING, Kind.REDRIVE, Kind.ROUTE}
    notification = next(each for each in wiring.edges if each.kind is Kind.NOTIFICATION)
    live = Edge(notification.kind, notification.source, notification.target, "wrong/")
    account = Wiring({Node("sqs", "of-others"): {}}, (live, Edge(Kind.REDRIVE, Node("sqs", "of-others"), DEAD)))
    ours = account.declared_as(wiring)
    assert live not in ours.edges
    assert len(ours.edges) == len(wiring.edges) + 1
    near = ours.reachable_from(wiring.nodes)
    assert Node("sqs", "of-others") not in near.nodes
    assert len(near.edges) < len(ours.edges)
