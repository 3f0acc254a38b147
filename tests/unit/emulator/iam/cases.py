"""Policies and requests as the tables of these tests write them."""

from typing import Any

from emulator.iam.evaluation import AccessRequest, Decision, evaluate
from emulator.iam.policies import Policies, Policy, PolicyKind, read_policy
from emulator.iam.principals import Principal, session, user

ACCOUNT, OTHER = "111122223333", "444455556666"
USER = user(f"arn:aws:iam::{ACCOUNT}:user/team/Ana")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service/worker"
SESSION = session(ROLE, "run")
BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"

Document = dict[str, Any]


def document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Any = "*", resource: Any = "*", **more: Any) -> Document:
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action: Any = "*", resource: Any = "*", **more: Any) -> Document:
    return allow(action, resource, **more) | {"Effect": "Deny"}


def policy(kind: PolicyKind, *statements: Document) -> tuple[Policy, ...]:
    return (read_policy(document(*statements), kind.name.lower(), kind),)


def identity(*statements: Document) -> Policies:
    return Policies(identity=policy(PolicyKind.IDENTITY, *statements))


def ask(
    action: str, resource: str, policies: Policies, principal: Principal = USER, owner: str = "", **context: Any
) -> Decision:
    """Keys of the context are written with two underscores for the colon and one for the slash."""
    keys = {name.replace("__", ":").replace("_", "/").lower(): value for name, value in context.items()}
    return evaluate(AccessRequest(principal, action, resource, owner, keys), policies)
