"""Policies of roles without some of their statements."""

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.model import Memory
from harness.wiring.access import is_polling, names_resource
from harness.wiring.policies import many


def without(clients: Clients, role: str, policies: Any, gone: Callable[[dict[str, Any]], bool]) -> Memory:
    """Take these statements from a role's policies; a managed policy that has one is detached. What mending needs."""
    memory: Memory = {"role": role, "inline": {}, "attached": []}
    for policy in policies:
        document, name = policy["document"], policy["name"]
        kept = [each for each in _statements(document) if not gone(each)]
        if len(kept) == len(_statements(document)):
            continue
        if name.startswith("arn:"):
            memory["attached"].append(name)
            clients.iam.detach_role_policy(RoleName=role, PolicyArn=name)
            continue
        memory["inline"][name] = document
        if kept:
            _put(clients, role, name, {**document, "Statement": kept})
        else:
            clients.iam.delete_role_policy(RoleName=role, PolicyName=name)
    return memory


def put_back(clients: Clients, memory: Memory) -> None:
    """Give the role its statements again."""
    for name, document in memory["inline"].items():
        _put(clients, memory["role"], name, document)
    for arn in memory["attached"]:
        clients.iam.attach_role_policy(RoleName=memory["role"], PolicyArn=arn)


def about(arn: str, consuming: bool) -> Callable[[dict[str, Any]], bool]:
    """Whether a statement names that thing: what is for polling a queue, be it for all queues, or all else."""

    def gone(statement: dict[str, Any]) -> bool:
        polls = any(is_polling(each) for each in many(statement.get("Action")))
        patterns = many(statement.get("Resource"))
        if consuming:
            return polls and any(fnmatchcase(arn, pattern) for pattern in patterns)
        return not polls and any(names_resource(pattern, arn) for pattern in patterns)

    return gone


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]


def _put(clients: Clients, role: str, name: str, document: dict[str, Any]) -> None:
    clients.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))
