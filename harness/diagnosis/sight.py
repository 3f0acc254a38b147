"""What links look at: the wiring as it is now, functions' logs, IAM's decisions; each is read once, when asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bootstrap.clients import Clients
from harness.probes.emulator import Emulator, EmulatorError
from harness.probes.function_logs import FunctionLogs, Invocation
from harness.wiring.account import wiring_of
from harness.wiring.model import Node, Wiring

SHOWN_S = 3600
"""Datapoints of the last hour of CloudWatch's time are shown."""


@dataclass(frozen=True)
class Denial:
    """What a role or a service asked and may not do, as often as it did."""

    principal: str
    role: str
    action: str
    resource: str
    count: int

    @property
    def who(self) -> str:
        """The role's name, or the service."""
        return f"role {self.role.rsplit('/', 1)[-1]}" if self.role else self.principal

    def __str__(self) -> str:
        return f"{self.who} may not {self.action} on {self.resource}"


@dataclass
class Sight:
    """One look at an account's region. `now_s`: CloudWatch's time; None asks the emulator."""

    clients: Clients
    given_now_s: float | None = None
    _histories: dict[str, list[Invocation]] = field(default_factory=dict, init=False)

    @cached_property
    def wiring(self) -> Wiring:
        """What is configured and what should be."""
        return wiring_of(self.clients)

    @cached_property
    def now_s(self) -> float:
        """Epoch seconds of CloudWatch's time."""
        return Emulator(self.clients).now_s() if self.given_now_s is None else self.given_now_s

    @cached_property
    def iam(self) -> dict[str, Any]:
        """The account's mode of IAM and every decision with its count; empty where no emulator tells."""
        try:
            return Emulator(self.clients).call("GET", "iam")
        except EmulatorError:
            return {"mode": "", "observations": []}

    @property
    def enforced(self) -> bool:
        """Whether IAM refuses what isn't allowed."""
        return bool(self.iam["mode"] == "enforce")

    def logs(self, function: str) -> FunctionLogs:
        """The function's log."""
        return FunctionLogs(self.clients, function)

    def history(self, function: str) -> list[Invocation]:
        """The function's invocations as its log tells them."""
        if function not in self._histories:
            self._histories[function] = self.logs(function).history()
        return self._histories[function]

    def requests(self, action: str, resource: str, principal: str) -> int:
        """How many requests on that ARN (or in it), of actions and by principals that begin so, were allowed."""
        return sum(
            row["count"] for row in self._rows(allowed=True)
            if row["action"].startswith(action) and _within(row["resource"], resource)
            and row["principal"].startswith(principal)
        )  # fmt: skip

    def used(self, role_arn: str, resource: str) -> int:
        """How many requests of the role's sessions on that ARN (or what is in it) were allowed."""
        rows = (row for row in self._rows(allowed=True) if row["role"] == role_arn)
        return sum(row["count"] for row in rows if _within(row["resource"], resource))

    def denied_to_function(self, function: Node) -> list[Denial]:
        """What the function itself was refused and is still not granted; its log's delivery is among it."""
        return [each for each in self._denials if each.role and each.principal.endswith(f"/{function.name}")]

    def denied_to_role(self, role_arn: str, resource: str) -> list[Denial]:
        """What any session of the role was refused on that ARN and is still not granted."""
        return [each for each in self._denials if each.role == role_arn and _within(each.resource, resource)]

    @cached_property
    def _denials(self) -> list[Denial]:
        rows = [
            Denial(row["principal"], row["role"], row["action"], row["resource"], row["count"])
            for row in self._rows(allowed=False)
        ]
        return [each for each in rows if each.role and self.lacks(each.role, each.action, each.resource)]

    def lacks(self, role_arn: str, action: str, resource: str) -> bool:
        """Whether the role's policies don't allow it now; also for a role that is gone."""
        iam = self.clients.iam
        try:
            found = iam.simulate_principal_policy(
                PolicySourceArn=role_arn, ActionNames=[action], ResourceArns=[resource]
            )
        except iam.exceptions.NoSuchEntityException:
            return True
        return any(each["EvalDecision"] != "allowed" for each in found["EvaluationResults"])

    def _rows(self, allowed: bool) -> Iterable[dict[str, Any]]:
        return (row for row in self.iam["observations"] if (row["outcome"] == "allowed") == allowed)


def _within(found: str, wanted: str) -> bool:
    return found == wanted or found.startswith((f"{wanted}/", f"{wanted}:"))
