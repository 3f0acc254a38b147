"""May they? AWS's policy evaluation logic, and which statement decided.

Rules: IAM user guide, "Policy evaluation logic", "Determining whether a request is allowed or denied within an
account", "Cross-account policy evaluation logic", "Evaluating effective permissions with boundaries".
Organisations' policies (service and resource control policies) are not evaluated.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from emulator.iam.nearest import Nearest, nearest
from emulator.iam.policies import Policies, Policy, PolicyKind, Statement
from emulator.iam.principals import Naming, Principal, PrincipalKind
from emulator.iam.templates import Context


class Outcome(Enum):
    """The three results of an evaluation, in the words of the policy simulator."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"


@dataclass(frozen=True)
class AccessRequest:
    """What is asked. Keys of `context` are in lower case; `account_id` owns the resource ("" is the caller's own)."""

    principal: Principal
    action: str
    resource: str
    account_id: str = ""
    context: Context = field(default_factory=dict)

    @property
    def is_cross_account(self) -> bool:
        """True when the resource is another account's than the caller's."""
        return bool(self.account_id) and self.principal.account_id not in ("", self.account_id)


@dataclass(frozen=True)
class Decision:
    """The outcome and its reason: the kind of policy that decided or lacked an allow.

    `statement` decided. On an implicit deny there is none; `near` is the statement that came closest.
    """

    outcome: Outcome
    kind: PolicyKind | None = None
    statement: Statement | None = None
    near: Nearest | None = None

    @property
    def is_allowed(self) -> bool:
        """True when the request may be done."""
        return self.outcome is Outcome.ALLOWED


_NO_KEYS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidates:
    """The statements that may apply: those of a principal and an action, or of these and a resource."""

    policies: Policies
    denies: tuple[Statement, ...]
    identity: tuple[Statement, ...]
    resource: tuple[tuple[Naming, Statement], ...]
    boundary: tuple[Statement, ...] | None
    session: tuple[Statement, ...] | None

    def at(self, resource: str) -> "Candidates":
        """Those of them that concern a resource: all that a request's conditions leave open."""
        return Candidates(
            self.policies,
            _concerning(self.denies, resource),
            _concerning(self.identity, resource),
            tuple(each for each in self.resource if each[1].concerns(resource)),
            None if self.boundary is None else _concerning(self.boundary, resource),
            None if self.session is None else _concerning(self.session, resource),
        )

    @property
    def keys(self) -> frozenset[str]:
        """The condition keys that the statements look at: the rest of a request's context has no word."""
        resource = (one for _, one in self.resource)
        everything = (*self.denies, *self.identity, *resource, *(self.boundary or ()), *(self.session or ()))
        looked_at = [one.keys for one in everything if one.keys]
        return _NO_KEYS.union(*looked_at) if looked_at else _NO_KEYS


def evaluate(request: AccessRequest, policies: Policies) -> Decision:
    """Decide by AWS's logic: an explicit deny wins, without an allow it is an implicit deny."""
    return decide_among(request, candidates(request, policies))


def candidates(request: AccessRequest, policies: Policies) -> Candidates:
    """The statements that may apply to this principal, action and resource."""
    return candidates_of(request.principal, request.action, policies).at(request.resource)


def candidates_of(principal: Principal, action: str, policies: Policies) -> Candidates:
    """The statements that may apply to this principal and action, whatever the resource."""
    asked = principal, action.lower()
    everything = (policies.identity, policies.resource, policies.boundary or (), policies.session or ())
    denies = tuple(one for group in everything for _, one in _about(group, asked, allows=False))
    return Candidates(
        policies,
        denies,
        tuple(one for _, one in _about(policies.identity, asked)),
        tuple(_about(policies.resource, asked)),
        None if policies.boundary is None else tuple(one for _, one in _about(policies.boundary, asked)),
        None if policies.session is None else tuple(one for _, one in _about(policies.session, asked)),
    )


def decide_among(request: AccessRequest, found: Candidates) -> Decision:
    """The rest of the evaluation: conditions, and what AWS's logic makes of the statements that apply."""
    denied = _first(found.denies, request)
    if denied is not None:
        return Decision(Outcome.EXPLICIT_DENY, denied.kind, denied)
    naming, by_resource = _by_resource(found, request)
    if request.principal.kind in (PrincipalKind.SERVICE, PrincipalKind.ANONYMOUS):
        return _allowed(by_resource) if by_resource else _implicit(request, found, PolicyKind.RESOURCE)
    if naming is Naming.ITSELF and by_resource and not request.is_cross_account:
        return _allowed(by_resource)
    return _by_account(request, found, naming, by_resource)


def _by_account(request: AccessRequest, found: Candidates, naming: Naming, by_resource: Statement | None) -> Decision:
    """Where the caller's own policies have a word: identity, boundary and session policies."""
    is_root = request.principal.kind is PrincipalKind.ROOT
    own = _first(found.identity, request)
    has_own = is_root or own is not None
    if request.is_cross_account:
        granted, needs_resource = has_own and by_resource is not None, has_own
    elif found.policies.resource_must_allow and not is_root:
        granted, needs_resource = naming > (Naming.ACCOUNT if not has_own else Naming.NOT), naming is Naming.NOT
    else:
        granted, needs_resource = has_own or naming is Naming.ROLE, False
    if not granted:
        kind = _resource_kind(found) if needs_resource else PolicyKind.IDENTITY
        return _implicit(request, found, kind)
    for kind, guard in ((PolicyKind.BOUNDARY, found.boundary), (PolicyKind.SESSION, found.session)):
        if guard is not None and _first(guard, request) is None:
            return _implicit(request, found, kind)
    return _allowed(own or by_resource)


def _by_resource(found: Candidates, request: AccessRequest) -> tuple[Naming, Statement | None]:
    """The resource's allow that names the caller most closely."""
    best: tuple[Naming, Statement | None] = Naming.NOT, None
    for naming, statement in found.resource:
        if naming > best[0] and not statement.failing(request.resource, request.context):
            best = naming, statement
    return best


def _first(statements: Iterable[Statement], request: AccessRequest) -> Statement | None:
    return next((one for one in statements if not one.failing(request.resource, request.context)), None)


def _about(
    policies: Iterable[Policy], asked: tuple[Principal, str], *, allows: bool = True
) -> Iterable[tuple[Naming, Statement]]:
    principal, action = asked
    for policy in policies:
        for statement in policy.statements:
            if statement.allows is allows and statement.is_about(action):
                naming = statement.naming(principal)
                if naming is not Naming.NOT:
                    yield naming, statement


def _concerning(statements: tuple[Statement, ...], resource: str) -> tuple[Statement, ...]:
    return tuple(one for one in statements if one.concerns(resource)) if statements else ()


def _resource_kind(found: Candidates) -> PolicyKind:
    return next((one.kind for one in found.policies.resource), PolicyKind.RESOURCE)


@lru_cache(maxsize=4096)
def _allowed(statement: Statement | None) -> Decision:
    return Decision(Outcome.ALLOWED, statement.kind if statement else None, statement)


def _implicit(request: AccessRequest, found: Candidates, kind: PolicyKind) -> Decision:
    policies = found.policies
    groups = {
        PolicyKind.IDENTITY: (*policies.identity, *policies.resource),
        PolicyKind.BOUNDARY: policies.boundary or (),
        PolicyKind.SESSION: policies.session or (),
    }
    near = nearest(
        groups.get(kind, policies.resource), request.principal, request.action, request.resource, request.context
    )
    return Decision(Outcome.IMPLICIT_DENY, kind, None, near)
