"""IAM: what the roles of functions are granted."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.probes.iam import roles_of
from harness.wiring.model import Node
from harness.wiring.registry import Found, discovers


@discovers("iam")
def roles(clients: Clients) -> Iterator[Found]:
    """Each role that Lambda may assume, with its `Policies`: `name` and `document`."""
    for role in roles_of(clients, lambda role: "lambda.amazonaws.com" in str(role["AssumeRolePolicyDocument"])):
        yield Node("role", role["RoleName"]), {"Arn": role["Arn"], "Policies": role["Policies"]}
