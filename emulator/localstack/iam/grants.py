"""What was granted by statements without conditions is granted again, as long as nothing of it has changed.

A function sends the same few requests thousands of times. Whether one may be done depends on who asks, on what it
names, and on the policies of both; where no condition was looked at, on nothing else. That is remembered with the
policies as they were, and compared with them each time. What isn't granted is decided anew, and told, each time.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from emulator.iam.actions.call import Call, Need
from emulator.iam.actions.remembered import naming
from emulator.iam.evaluation import AccessRequest, Decision
from emulator.iam.observations import Observation
from emulator.iam.principals import PrincipalKind
from emulator.localstack.iam.caller import Caller
from emulator.localstack.iam.decisions import observations, owner_of
from emulator.localstack.iam.policies import texts_of_resource, version_of

MOST = 8192
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that a decision is made by, as they are: of who asks, and of each resource with its owner."""

    version: Hashable
    account_id: str
    resources: tuple[tuple[str, str, Hashable], ...]

    @classmethod
    def of(cls, caller: Caller, account_id: str, needs: Iterable[Need]) -> "Policies":
        """As they are now."""
        named = dict.fromkeys(need.resource for need in needs)
        resources = tuple((one, owner_of(one, account_id), texts_of_resource(one, account_id)) for one in named)
        return cls(version_of(caller.principal, caller.session_policy), account_id, resources)

    def are_as_before(self, caller: Caller) -> bool:
        """Whether nothing has changed."""
        if self.version != version_of(caller.principal, caller.session_policy):
            return False
        return all(
            texts_of_resource(resource, self.account_id) == texts and owner_of(resource, self.account_id) == owner
            for resource, owner, texts in self.resources
        )


Counted = tuple[tuple[str, Observation], ...]
_grants: dict[Key, tuple[Policies, Counted]] = {}


def key_of(caller: Caller, call: Call) -> Key | None:
    """What a decision depends on beside policies; None where that is more than who asks and what is named."""
    principal = caller.principal
    if principal.kind not in (PrincipalKind.ROOT, PrincipalKind.ROLE):
        return None
    named = naming(call)
    if named is None:
        return None
    who = principal.arn, caller.session_policy, caller.by_service
    return (*who, call.service, call.operation, call.region, call.account_id, named)


def is_granted(key: Key, caller: Caller) -> bool:
    """Whether it was granted and still is; it is then counted as decided."""
    known = _grants.get(key)
    if known is None or not known[0].are_as_before(caller):
        return False
    for account_id, kind in known[1]:
        observations.count(account_id, kind)
    return True


def remember(key: Key, caller: Caller, before: Policies, decided: Iterable[tuple[AccessRequest, Decision]]) -> None:
    """Keep what was granted without a look at conditions: such requests were decided without a context.

    `before` are the policies from before the decision: one that changed meanwhile is another one next time.
    """
    made = list(decided)
    if any(request.context or not decision.is_allowed for request, decision in made):
        return
    counted: Counted = ()
    if caller.principal.kind is not PrincipalKind.ROOT:
        owner = caller.principal.account_id
        counted = tuple((owner or one.account_id, observations.kind_of(one, decision)) for one, decision in made)
    if len(_grants) >= MOST:
        _grants.clear()
    _grants[key] = before, counted
