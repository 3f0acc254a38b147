"""Policies and requests by a seeded generator: few names, so that they meet often."""

from collections.abc import Iterator
from random import Random
from typing import Any

from emulator.iam.evaluation import AccessRequest
from emulator.iam.policies import Policies, Policy, PolicyKind, read_policy
from emulator.iam.principals import ANONYMOUS, Principal, root, service, session, user

Json = dict[str, Any]
A, B = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{A}:role/path/worker"
WHO: dict[str, Principal] = {
    "root": root(A),
    "user": user(f"arn:aws:iam::{A}:user/Ana"),
    "session": session(ROLE, "run"),
    "service": service("s3.amazonaws.com"),
    "anonymous": ANONYMOUS,
}
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage"]
ACTION_PATTERNS = [*ACTIONS, "s3:*", "*", "s3:Get*", "S3:getobject", "sqs:Send?essage", "s3:*Object"]
RESOURCES = ["arn:aws:s3:::b", "arn:aws:s3:::b/Ana/x", "arn:aws:s3:::b/*", f"arn:aws:sqs:us-east-1:{A}:q"]
RESOURCE_PATTERNS = [*RESOURCES, "*", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::*/*/x",
                     "arn:aws:s3:::b/${aws:PrincipalTag/t, 'Ana'}/?",
                     "arn:aws:s3:::*", "arn:aws:sqs:*:*:q", "arn:aws:s3:::b/${*}"]  # fmt: skip
PRINCIPALS = [
    "*",
    A,
    B,
    f"arn:aws:iam::{A}:root",
    WHO["user"].arn,
    WHO["session"].arn,
    ROLE,
    f"arn:aws:iam::{B}:user/Bob",
]
KEYS: dict[str, list[str]] = {
    "aws:username": ["Ana", "Bob", "*"],
    "s3:prefix": ["home/Ana", "home/Bob", "Home/ana", "", "arn:aws:s3:::b"],
    "aws:SourceArn": ["arn:aws:s3:::b", "arn:aws:s3:::c", f"arn:aws:sns:us-east-1:{A}:t", "home"],
    "aws:TagKeys": ["a", "b", "c"],
    "s3:max-keys": ["10", "9.5", "11", "many"],
    "aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-01-02", "1767225600", "soon"],
    "aws:SourceIp": ["203.0.113.7", "198.51.100.7", "2001:db8::1", "elsewhere"],
    "aws:SecureTransport": ["true", "false"],
}
WANTED: dict[str, list[Any]] = {
    "aws:username": ["Ana", "ana", "A*", "${aws:username}"],
    "s3:prefix": ["home/*", "home/${aws:username}", "HOME/ANA", "", "home/???"],
    "aws:SourceArn": ["arn:aws:s3:::b", "arn:aws:s3:::*", f"arn:aws:sns:*:{A}:t", "*", "arn:aws:*:t"],
    "aws:TagKeys": ["a", "b", "*"],
    "s3:max-keys": [10, "9.5", "many"],
    "aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-01-01T12:00:00+02:00", "1767225600", "never"],
    "aws:SourceIp": ["203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "somewhere"],
    "aws:SecureTransport": [True, "false"],
}
ORDERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
OPERATORS: dict[str, list[str]] = {
    "aws:username": ["StringEquals", "StringNotEquals", "StringLike", "StringEqualsIgnoreCase"],
    "s3:prefix": ["StringEquals", "StringLike", "StringNotLike", "StringNotEqualsIgnoreCase", "ArnLike"],
    "aws:SourceArn": ["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals", "StringLike"],
    "aws:TagKeys": ["StringEquals", "StringNotEquals", "StringLike"],
    "s3:max-keys": [f"Numeric{end}" for end in ORDERS],
    "aws:CurrentTime": [f"Date{end}" for end in ORDERS],
    "aws:SourceIp": ["IpAddress", "NotIpAddress"],
    "aws:SecureTransport": ["Bool", "BinaryEquals"],
}  # fmt: skip


def statement(random: Random, effect: str, principals: bool) -> Json:
    made: Json = {"Effect": effect}
    made[_either(random, "Action")] = _some(random, ACTION_PATTERNS)
    made[_either(random, "Resource")] = _some(random, RESOURCE_PATTERNS)
    if principals:
        made[_either(random, "Principal")] = _principal(random)
    if random.randrange(5) < 2:
        made["Condition"] = dict(_condition(random) for _ in range(random.randint(1, 2)))
    return made


def document(random: Random, principals: bool = False) -> Json:
    effects = random.choices(["Allow", "Deny"], [5, 1], k=random.randint(1, 3))
    version = "2008-10-17" if random.randrange(10) == 0 else "2012-10-17"
    return {"Version": version, "Statement": [statement(random, effect, principals) for effect in effects]}


def case(random: Random) -> tuple[Json, Json]:
    """A request and its policies, as the naive implementation reads them."""
    kind = random.choices(list(WHO), [1, 4, 5, 3, 1])[0]
    who = WHO[kind]
    request = {
        "who": {"kind": kind, "account": who.account_id, "arn": who.service or who.arn, "role": who.role_arn},
        "action": random.choice(ACTIONS),
        "resource": random.choice(RESOURCES),
        "owner": random.choice(["", A, A, B]),
        "context": {key.lower(): _value(random, key) for key in KEYS if random.randrange(3)},
    }
    policies = {
        "identity": [document(random) for _ in range(random.randint(0, 3))],
        "resource": [document(random, principals=True) for _ in range(random.choice([0, 1, 1]))],
        "boundary": None if random.randrange(4) else [document(random)],
        "session": None if kind != "session" or random.randrange(3) else [document(random)],
        "must": random.randrange(6) == 0,
    }
    return request, policies


def cases(seed: int, count: int) -> Iterator[tuple[Json, Json]]:
    random = Random(seed)
    return (case(random) for _ in range(count))


def read(request: Json, policies: Json) -> tuple[AccessRequest, Policies]:
    """The same, as the emulator reads them."""
    asked = AccessRequest(
        WHO[request["who"]["kind"]], request["action"], request["resource"], request["owner"], request["context"]
    )
    boundary, session_policies = policies["boundary"], policies["session"]
    return asked, Policies(
        _read(policies["identity"], PolicyKind.IDENTITY),
        _read(policies["resource"], PolicyKind.RESOURCE),
        None if boundary is None else _read(boundary, PolicyKind.BOUNDARY),
        None if session_policies is None else _read(session_policies, PolicyKind.SESSION),
        policies["must"],
    )


def _read(documents: list[Json], kind: PolicyKind) -> tuple[Policy, ...]:
    return tuple(read_policy(one, f"{kind.name}-{place}", kind) for place, one in enumerate(documents))


def _either(random: Random, element: str) -> str:
    return f"Not{element}" if random.randrange(8) == 0 else element


def _some(random: Random, values: list[Any]) -> Any:
    return (
        random.choice(values) if random.randrange(2) else random.sample(values, random.randint(1, min(3, len(values))))
    )


def _principal(random: Random) -> Any:
    if random.randrange(4) == 0:
        return "*"
    element: Json = {"AWS": _some(random, PRINCIPALS)}
    if random.randrange(3) == 0:
        element["Service"] = _some(random, ["s3.amazonaws.com", "sns.amazonaws.com", "x.amazonaws.com"])
    return element


def _condition(random: Random) -> tuple[str, Json]:
    key = random.choice(list(KEYS))
    if random.randrange(8) == 0:
        return "Null", {key: random.choice(["true", "false"])}
    name = random.choice(OPERATORS[key]) + random.choice(["", "", "IfExists"])
    if key == "aws:TagKeys" or random.randrange(8) == 0:
        name = random.choice(["ForAllValues:", "ForAnyValue:", ""]) + name
    return name, {key: _some(random, WANTED[key])}


def _value(random: Random, key: str) -> Any:
    if key == "aws:TagKeys":
        return tuple(random.sample(KEYS[key], random.randint(0, 3)))
    return random.choice(KEYS[key])
