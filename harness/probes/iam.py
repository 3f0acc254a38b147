"""What the roles of an account are granted, and what was asked with them: read while they are there."""

import json
from collections.abc import Iterator
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
        {"arn": role["Arn"], "policies": list(policies_of(clients, role["RoleName"]))}
        for page in clients.iam.get_paginator("list_roles").paginate()
        for role in page["Roles"]
        if names is None or role["RoleName"] in names
    ]
    return {"mode": told["mode"], "roles": roles, "observations": told["observations"], "not_kept": told["not_kept"]}


def policies_of(clients: Clients, role: str) -> Iterator[dict[str, Any]]:
    """The inline and the attached policies of a role: `name` and `document`."""
    iam = clients.iam
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        yield {
            "name": name,
            "document": _document(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]),
        }
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        yield {"name": arn, "document": _document(found)}


def _document(found: Any) -> dict[str, Any]:
    """botocore decodes documents; LocalStack's are sometimes still a text."""
    return dict(json.loads(unquote(found))) if isinstance(found, str) else dict(found)
