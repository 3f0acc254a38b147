"""Roles with other policies for a while, and functions with roles of their own; afterwards all is as it was."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.statements import put_back, without
from harness.breaks.waiting import until_updated
from harness.probes.iam import policies_of

Document = Mapping[str, Any]
_NAME = "exact"


@contextmanager
def only(clients: Clients, policies: Mapping[str, Document]) -> Iterator[None]:
    """While the block runs, each of these roles has this one policy and no other."""
    with ExitStack() as undone:
        for role, document in policies.items():
            undone.callback(put_back, clients, without(clients, role, policies_of(clients, role), lambda _: True))
            clients.iam.put_role_policy(RoleName=role, PolicyName=_NAME, PolicyDocument=json.dumps(document))
            undone.callback(clients.iam.delete_role_policy, RoleName=role, PolicyName=_NAME)
        yield


@contextmanager
def role_of_its_own(clients: Clients, function: str, document: Document) -> Iterator[None]:
    """While the block runs, the function has a role that no other has, trusted as its own, with this one policy."""
    had = clients.lambda_.get_function_configuration(FunctionName=function)["Role"]
    trust: Any = clients.iam.get_role(RoleName=had.rsplit("/", 1)[-1])["Role"]["AssumeRolePolicyDocument"]
    name = f"{function}-{_NAME}"
    with ExitStack() as undone:
        arn = clients.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        undone.callback(clients.iam.delete_role, RoleName=name)
        clients.iam.put_role_policy(RoleName=name, PolicyName=_NAME, PolicyDocument=json.dumps(document))
        undone.callback(clients.iam.delete_role_policy, RoleName=name, PolicyName=_NAME)
        undone.callback(_give, clients, function, had)
        _give(clients, function, arn)
        yield


def _give(clients: Clients, function: str, role_arn: str) -> None:
    clients.lambda_.update_function_configuration(FunctionName=function, Role=role_arn)
    until_updated(clients, function)
