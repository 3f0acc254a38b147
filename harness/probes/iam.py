"""What the roles of an account are granted, and what was asked with them: read while they are there."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from bootstrap.clients import Clients
from harness.probes.emulator import Emulator


def read_iam(clients: Clients, names: frozenset[str] | None = None) -> dict[str, Any]:
    """Every role with its policies (`name`, `document`), and the emulator's observations: a run's iam.json.

    With `names` only the roles of these names: an account may hold other stacks, of which a run knows nothing.
    """
    told = Emulator(clients).call("GET", "iam")
    roles = [
        {"arn": role["Arn"], "policies": role["Policies"]}
        for role in roles_of(clients, lambda role: names is None or role["RoleName"] in names)
    ]
    return {"mode": told["mode"], "roles": roles, "observations": told["observations"], "not_kept": told["not_kept"]}


def roles_of(clients: Clients, wanted: Callable[[Mapping[str, Any]], bool]) -> Iterator[dict[str, Any]]:
    """The roles that are wanted: `RoleName`, `Arn`, `AssumeRolePolicyDocument`, and `Policies` as of `policies_of`.

    One request tells of a hundred roles; each managed policy is asked for once.
    """
    managed: dict[str, dict[str, Any]] = {}
    for page in clients.iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"]):
        for role in filter(wanted, page["RoleDetailList"]):
            arns = [attached["PolicyArn"] for attached in role["AttachedManagedPolicies"]]
            managed |= {arn: _managed(clients, arn) for arn in arns if arn not in managed}
            inline = [
                {"name": each["PolicyName"], "document": _document(each["PolicyDocument"])}
                for each in role["RolePolicyList"]
            ]
            yield {
                **{name: role[name] for name in ("RoleName", "Arn", "AssumeRolePolicyDocument")},
                "Policies": [*inline, *(managed[arn] for arn in arns)],
            }


def policies_of(clients: Clients, role: str) -> Iterator[dict[str, Any]]:
    """The inline and the attached policies of a role: `name` and `document`."""
    iam = clients.iam
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        yield {
            "name": name,
            "document": _document(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]),
        }
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        yield _managed(clients, attached["PolicyArn"])


def _managed(clients: Clients, arn: str) -> dict[str, Any]:
    version = clients.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found = clients.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return {"name": arn, "document": _document(found)}


def _document(found: Any) -> dict[str, Any]:
    """botocore decodes documents; LocalStack's are sometimes still a text."""
    return dict(json.loads(unquote(found))) if isinstance(found, str) else dict(found)
