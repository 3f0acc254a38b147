"""Policies, read once: statements whose patterns are compiled, each with the place where it stands.

Rules: IAM user guide, "IAM JSON policy elements reference".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from emulator.iam.conditions import Test, read_conditions, texts
from emulator.iam.principals import Naming, Principal, PrincipalElement, read_principal
from emulator.iam.templates import Context, Template, template

_WITH_VARIABLES = "2012-10-17"
_NO_CONTEXT: Context = {}
_NO_KEYS: frozenset[str] = frozenset()


class PolicyKind(Enum):
    """Where a policy stands; the values are AWS's words in refusals."""

    IDENTITY = "identity-based policy"
    RESOURCE = "resource-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    TRUST = "role trust policy"


@dataclass(frozen=True)
class Patterns:
    """`Action`, `NotAction`, `Resource` or `NotResource`. None of them in a statement is `everything`."""

    element: str
    templates: tuple[Template, ...]
    negated: bool = False
    everything: bool = False

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys whose values its texts take."""
        return _NO_KEYS.union(*(one.keys for one in self.templates))

    def match(self, value: str, context: Context) -> bool:
        """True when the element covers `value`. A variable that has no value covers nothing, negated or not."""
        if self.everything:
            return True
        if self.negated and any(one.text(context) is None for one in self.templates):
            return False
        return self.negated != any(one.matches(value, context) for one in self.templates)


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement, and the name of its policy; `place` counts from 0. Two that say the same are two."""

    policy: str
    kind: PolicyKind
    place: int
    sid: str
    allows: bool
    actions: Patterns
    resources: Patterns
    principal: PrincipalElement | None
    conditions: tuple[Test, ...]

    def naming(self, principal: Principal) -> Naming:
        """How closely it names who asks; without a principal element it is theirs already."""
        return Naming.ITSELF if self.principal is None else self.principal.naming(principal, deny=not self.allows)

    def is_about(self, action: str) -> bool:
        """True when the action (in lower case) is its own."""
        return self.actions.match(action, _NO_CONTEXT)

    def concerns(self, resource: str) -> bool:
        """True when the resource is its own, as far as that doesn't depend on variables."""
        return bool(self.resources.keys) or self.resources.match(resource, _NO_CONTEXT)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The condition keys that it looks at; without any `is_about` and `concerns` say it all."""
        return self.resources.keys.union(*(test.keys for test in self.conditions))

    def failing(self, resource: str, context: Context) -> str:
        """What of the request keeps the statement from applying: a condition, the resource, or nothing ("")."""
        if self.resources.keys and not self.resources.match(resource, context):
            return self.resources.element
        return next((str(test) for test in self.conditions if not test.holds(context, unknown=not self.allows)), "")

    @property
    def label(self) -> str:
        """How a report names it: its Sid, or its number from 1."""
        return self.sid or f"statement {self.place + 1}"


@dataclass(frozen=True)
class Policy:
    """A policy document as it was read."""

    name: str
    kind: PolicyKind
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Policies:
    """All that has a word in a request; None for boundary or session means that there is none of that kind."""

    identity: tuple[Policy, ...] = ()
    resource: tuple[Policy, ...] = ()
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    resource_must_allow: bool = False
    """True for roles' trust policies and keys' policies: identity policies alone don't do."""


def read_policy(document: Mapping[str, Any], name: str, kind: PolicyKind) -> Policy:
    """The policy of a JSON document that AWS would accept; names of elements are AWS's."""
    variables = document.get("Version") == _WITH_VARIABLES
    found: Any = document.get("Statement") or ()
    given: Iterable[Mapping[str, Any]] = (found,) if isinstance(found, Mapping) else found
    return Policy(name, kind, tuple(_statement(one, name, kind, place, variables) for place, one in enumerate(given)))


def _statement(given: Mapping[str, Any], policy: str, kind: PolicyKind, place: int, variables: bool) -> Statement:
    return Statement(
        policy,
        kind,
        place,
        str(given.get("Sid") or ""),
        given.get("Effect") == "Allow",
        _patterns(given, "Action", variables, lower=True),
        _patterns(given, "Resource", variables, lower=False),
        read_principal(given),
        read_conditions(given.get("Condition"), variables),
    )


def _patterns(given: Mapping[str, Any], name: str, variables: bool, *, lower: bool) -> Patterns:
    """Trust policies have no `Resource`: it is the role."""
    for element in (name, f"Not{name}"):
        if element in given:
            written = texts(given[element])
            templates = tuple(template(one.lower() if lower else one, variables) for one in written)
            return Patterns(element, templates, negated=element != name)
    return Patterns(name, (), everything=name == "Resource")
