"""What functions do by themselves: the requests that their roles grant, as edges to what these are about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from harness.wiring.model import Edge, Kind, Node, Origin, Wiring
from harness.wiring.policies import many

CONSUMES = frozenset(
    f"sqs:{each}"
    for each in ("receivemessage", "deletemessage", "getqueueattributes", "getqueueurl", "changemessagevisibility", "*")
)
"""What a role is granted so that Lambda may poll a queue for its function: no request of the function's own."""
REACHED = ("s3", "sns", "sqs", "dynamodb", "lambda", "bus", "states")


@dataclass(frozen=True)
class _Statement:
    actions: tuple[str, ...]
    resources: tuple[str, ...]


def accesses(wiring: Wiring, region: str, account_id: str) -> Iterator[Edge]:
    """An edge from each function to each thing that a statement of its role names; `Actions` and `Role` with it.

    A role that may consume a queue of which no mapping leads to the function tells of that mapping.
    """
    arns = {node: arn_of(node, region, account_id) for node in wiring.nodes if node.service in REACHED}
    for function in [node for node in wiring.nodes if node.service == "lambda"]:
        role = Node("role", str(wiring.of(function).get("Role", "")).rsplit("/", 1)[-1])
        found: dict[Node, set[str]] = {}
        for statement in _statements(wiring.of(role)):
            for node, arn in arns.items():
                if node != function and any(names_resource(pattern, arn) for pattern in statement.resources):
                    found.setdefault(node, set()).update(statement.actions)
        for node, actions in found.items():
            yield from _edges(function, role, node, actions)


def _edges(function: Node, role: Node, node: Node, actions: set[str]) -> Iterator[Edge]:
    polls = any(is_polling(each) for each in actions)
    own = sorted(each for each in actions if not (polls and each.lower() in CONSUMES))
    if own:
        yield Edge(Kind.ACCESS, function, node, settings={"Actions": own, "Role": role.name})
    if polls:
        why = f"the role {role.name} may receive its messages"
        yield Edge(Kind.MAPPING, node, function, origin=Origin.GRANTED, why=why)


def is_polling(action: str) -> bool:
    """Whether an action of a policy lets messages be received."""
    return fnmatchcase("sqs:receivemessage", action.lower())


def _statements(role: Mapping[str, Any]) -> Iterator[_Statement]:
    for policy in role.get("Policies", ()):
        found = policy["document"].get("Statement", [])
        for each in found if isinstance(found, list) else [found]:
            if each.get("Effect") == "Allow":
                yield _Statement(tuple(many(each.get("Action"))), tuple(many(each.get("Resource"))))


def names_resource(pattern: str, arn: str) -> bool:
    """Whether a pattern is about that thing or what is in it; one for all things of a service names none."""
    if pattern.split(":", 5)[-1].startswith("*"):
        return False
    return fnmatchcase(arn, pattern) or pattern.startswith(f"{arn}/")


def arn_of(node: Node, region: str, account_id: str) -> str:
    """The ARN of a node."""
    if node.service == "s3":
        return f"arn:aws:s3:::{node.name}"
    service, kind = ARNS.get(node.service, (node.service, ""))
    return f"arn:aws:{service}:{region}:{account_id}:{kind}{node.name}"


ARNS = {
    "dynamodb": ("dynamodb", "table/"),
    "lambda": ("lambda", "function:"),
    "states": ("states", "stateMachine:"),
    "bus": ("events", "event-bus/"),
    "rule": ("events", "rule/"),
    "alarm": ("cloudwatch", "alarm:"),
}
"""By the service of a node: the service of its ARN, and what stands before the name."""
