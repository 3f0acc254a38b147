"""IAM: what the roles of functions are granted."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.probes.iam import policies_of
from harness.wiring.model import Node
from harness.wiring.registry import Found, discovers


@discovers("iam")
def roles(clients: Clients) -> Iterator[Found]:
    """Each role that Lambda may assume, with its `Policies`: `name` and `document`."""
    for page in clients.iam.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            if "lambda.amazonaws.com" in str(role.get("AssumeRolePolicyDocument", "")):
                read = {"Arn": role["Arn"], "Policies": list(policies_of(clients, role["RoleName"]))}
                yield Node("role", role["RoleName"]), read
