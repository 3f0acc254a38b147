"""Who asks, and how a policy's `Principal` can name them.

Rules: IAM user guide, "AWS JSON policy elements: Principal" and "… NotPrincipal".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cached_property, lru_cache
from typing import Any

from emulator.iam.conditions import texts


class PrincipalKind(Enum):
    """The kinds of principals that the rules tell apart; the values are those of `aws:PrincipalType`."""

    ROOT = "Account"
    USER = "User"
    ROLE = "AssumedRole"
    FEDERATED = "FederatedUser"
    SERVICE = "Service"
    ANONYMOUS = "Anonymous"


class Naming(IntEnum):
    """How closely a policy names a principal: more is closer."""

    NOT = 0
    ACCOUNT = 1
    """The account is named: its own identity policies must allow as well."""
    ROLE = 2
    """The role of a session: its boundary and its session policies must allow as well."""
    ITSELF = 3


@dataclass(frozen=True)
class Principal:
    """Who asks. `arn` of a session is `arn:aws:sts::…:assumed-role/<role>/<session>`; its `role_arn` has the path."""

    kind: PrincipalKind
    account_id: str = ""
    arn: str = ""
    role_arn: str = ""
    service: str = ""

    @cached_property
    def name(self) -> str:
        """The name of the user or of the session; of a service its principal."""
        return self.service or self.arn.rsplit("/", 1)[-1]

    def __str__(self) -> str:
        return self.arn or self.service or "anonymous"

    def __hash__(self) -> int:
        return hash((self.arn, self.service))


ANONYMOUS = Principal(PrincipalKind.ANONYMOUS)


def root(account_id: str) -> Principal:
    """The root user of an account."""
    return Principal(PrincipalKind.ROOT, account_id, f"arn:aws:iam::{account_id}:root")


def service(name: str) -> Principal:
    """An AWS service that acts as itself, like `sns.amazonaws.com`."""
    return Principal(PrincipalKind.SERVICE, service=name)


def user(arn: str) -> Principal:
    """An IAM user."""
    return Principal(PrincipalKind.USER, arn.split(":")[4], arn)


@lru_cache(maxsize=4096)
def session(role_arn: str, session_name: str) -> Principal:
    """A session of a role."""
    account_id, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    arn = f"arn:aws:sts::{account_id}:assumed-role/{role}/{session_name}"
    return Principal(PrincipalKind.ROLE, account_id, arn, role_arn)


@dataclass(frozen=True)
class PrincipalElement:
    """`Principal` or `NotPrincipal`: names by type; `everyone` is `*`."""

    everyone: bool
    names: frozenset[tuple[str, str]]
    negated: bool = False

    def naming(self, principal: Principal, *, deny: bool) -> Naming:
        """How closely the statement names `principal`; a Deny reaches who is named by account, role or session."""
        found = self._named(principal)
        if not self.negated:
            return found
        # Who isn't to be denied must be excepted under every name: session, role and account.
        excepted = self._excepted_wholly(principal) if deny else found is not Naming.NOT
        return Naming.NOT if excepted else _as_everyone(principal)

    def _named(self, principal: Principal) -> Naming:
        if principal.kind is PrincipalKind.SERVICE and ("service", principal.service) in self.names:
            return Naming.ITSELF
        if ("aws", principal.arn) in self.names and principal.kind is not PrincipalKind.ROOT:
            return Naming.ITSELF
        if self.everyone:
            return _as_everyone(principal)
        if principal.role_arn and ("aws", principal.role_arn) in self.names:
            return Naming.ROLE
        return Naming.ACCOUNT if self._names_account(principal) else Naming.NOT

    def _names_account(self, principal: Principal) -> bool:
        account = principal.account_id
        return bool(account) and not self.names.isdisjoint((("aws", account), ("aws", f"arn:aws:iam::{account}:root")))

    def _excepted_wholly(self, principal: Principal) -> bool:
        if self.everyone or ("service", principal.service) in self.names:
            return True
        own = {principal.arn, principal.role_arn} - {""}
        named = all(("aws", arn) in self.names for arn in own if not arn.endswith(":root"))
        return bool(own) and named and self._names_account(principal)


def read_principal(statement: Mapping[str, Any]) -> PrincipalElement | None:
    """The statement's element; None when it has neither, as in identity policies."""
    for name in ("Principal", "NotPrincipal"):
        if name in statement:
            return _element(statement[name], negated=name == "NotPrincipal")
    return None


def _element(value: Any, negated: bool) -> PrincipalElement:
    by_type = value if isinstance(value, Mapping) else {"AWS": value}
    names = frozenset((kind.lower(), name) for kind, given in by_type.items() for name in texts(given))
    return PrincipalElement(("aws", "*") in names, names, negated)


def _as_everyone(principal: Principal) -> Naming:
    return Naming.ROLE if principal.kind is PrincipalKind.ROLE else Naming.ITSELF
