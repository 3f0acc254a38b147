"""What was granted by statements without conditions is granted again, as long as nothing of it has changed.

A function sends the same few requests thousands of times. Whether one may be done depends on who asks, on what it
names, and on the policies of both; where no condition was looked at, on nothing else. That is remembered with the
policies as they were, and compared with them each time. What isn't granted is decided anew, and told, each time.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from emulator.iam.actions.call import Call
from emulator.iam.actions.remembered import naming
from emulator.iam.observations import Observation
from emulator.iam.principals import PrincipalKind
from emulator.localstack.iam.caller import Caller
from emulator.localstack.iam.decisions import Asking, Decided, observations
from emulator.localstack.iam.policies import owner_and_texts, version_of

MOST = 8192
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that a request was decided by: of who asks, and of each resource with its owner."""

    version: Hashable
    account_id: str
    resources: tuple[tuple[str, str, Hashable], ...]

    @classmethod
    def of(cls, asked: Asking, decided: Iterable[Decided]) -> "Policies":
        """Those that the decisions were made of: another look at the services might find newer ones."""
        resources = dict.fromkeys((each.request.resource, each.owner, each.texts) for each in decided)
        return cls(asked.held.version, asked.account_id, tuple(resources))

    def are_as_before(self, caller: Caller) -> bool:
        """Whether nothing has changed."""
        if self.version != version_of(caller.principal, caller.session_policy):
            return False
        return all(
            owner_and_texts(resource, self.account_id) == (owner, texts) for resource, owner, texts in self.resources
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
    who = principal, caller.session_policy, caller.by_service
    return (*who, call.service, call.operation, call.region, call.account_id, named)


def is_granted(key: Key, caller: Caller) -> bool:
    """Whether it was granted and still is; it is then counted as decided."""
    known = _grants.get(key)
    if known is None or not known[0].are_as_before(caller):
        return False
    for account_id, kind in known[1]:
        observations.count(account_id, kind)
    return True


def remember(key: Key, asked: Asking, decided: Sequence[Decided]) -> None:
    """Keep what was granted without a look at conditions: such requests were decided without a context."""
    if any(each.request.context or not each.decision.is_allowed for each in decided):
        return
    counted: Counted = ()
    if asked.principal.kind is not PrincipalKind.ROOT:
        own = asked.principal.account_id
        counted = tuple(
            (own or each.request.account_id, observations.kind_of(each.request, each.decision)) for each in decided
        )
    if len(_grants) >= MOST:
        _grants.clear()
    _grants[key] = Policies.of(asked, decided), counted
