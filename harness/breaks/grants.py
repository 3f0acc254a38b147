"""Each statement of an account's roles, as something that can be taken away for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from bootstrap.clients import Clients
from harness.breaks.statements import put_back, without
from harness.probes.iam import read_iam
from harness.wiring.policies import many


@dataclass(frozen=True)
class Grant:
    """One Allow of a role's policy: `document` is the whole policy, `statement` one of its statements."""

    role: str
    policy: str
    document: dict[str, Any]
    statement: dict[str, Any]

    @property
    def label(self) -> str:
        """The role, and the first action that it is granted here."""
        return f"{self.role} {many(self.statement.get('Action'))[0]}"


def grants_of(clients: Clients) -> list[Grant]:
    """Every Allow of the account's roles, by role and place."""
    return [
        Grant(role["arn"].rsplit("/", 1)[-1], policy["name"], policy["document"], statement)
        for role in sorted(read_iam(clients)["roles"], key=lambda role: str(role["arn"]))
        for policy in role["policies"]
        for statement in policy["document"]["Statement"]
        if statement["Effect"] == "Allow"
    ]


def shuffled(grants: list[Grant], seed: int) -> list[Grant]:
    """In an order of the seed's."""
    return Random(seed).sample(grants, len(grants))  # noqa: S311 - a seed is to give the same order each time


@contextmanager
def taken_away(clients: Clients, grant: Grant) -> Iterator[None]:
    """While the block runs, the role has all but this statement; a managed policy is detached as a whole."""
    policies = [{"name": grant.policy, "document": grant.document}]
    memory = without(clients, grant.role, policies, lambda each: each is grant.statement)
    try:
        yield
    finally:
        put_back(clients, memory)
