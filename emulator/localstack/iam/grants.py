"""What was granted is granted again, as long as nothing of it has changed.

A function sends the same few requests thousands of times. Whether one may be done depends on who asks and for which
resource, on what it names, and on the policies of both; where no condition looks at more, on nothing else. That is
remembered with the policies as they were, and compared with them each time. What isn't granted is decided anew, and
told, each time. Objects hardly ever come twice: of them the statements of their bucket are remembered, not the answer.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from emulator.iam.actions.call import Call
from emulator.iam.actions.remembered import naming
from emulator.iam.evaluation import AccessRequest, Candidates, Decision, decide_among
from emulator.iam.observations import Observation, observation
from emulator.iam.principals import Principal, PrincipalKind
from emulator.localstack.iam.caller import Caller
from emulator.localstack.iam.decisions import Asking, Decided, observations, source_account
from emulator.localstack.iam.policies import owner_and_texts, version_of

MOST, MOST_OBJECTS = 8192, 64
"""Grants that are remembered, and objects of one of them."""
OF_WHO_ASKS = frozenset(
    [
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:principaltype",
        "aws:resourceaccount",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceowner",
    ]
)
"""The condition keys whose values are the same whenever the same one asks in the same resource's name.

The policy that a topic has from the start looks at `aws:SourceOwner`, a key of old times: no request has it.
"""
Key = tuple[Hashable, ...]
Counted = tuple[tuple[str, Observation], ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that a request was decided by: of who asks, and of each resource with its owner."""

    version: Hashable
    account_id: str
    source_account: str
    resources: tuple[tuple[str, str, Hashable], ...]

    @classmethod
    def of(cls, asked: Asking, decided: Iterable[Decided]) -> "Policies":
        """Those that the decisions were made of: another look at the services might find newer ones."""
        resources = dict.fromkeys((each.request.resource, each.owner, each.texts) for each in decided)
        return cls(asked.held.version, asked.account_id, asked.source_account, tuple(resources))

    def are_as_before(self, caller: Caller) -> bool:
        """Whether nothing has changed."""
        if self.version != version_of(caller.principal, caller.session_policy):
            return False
        if caller.source_arn and self.source_account != source_account(caller.source_arn, self.account_id):
            return False
        return all(
            owner_and_texts(resource, self.account_id) == (owner, texts) for resource, owner, texts in self.resources
        )


@dataclass(frozen=True, slots=True)
class Objects:
    """An action on a bucket's objects, and the statements that decide it for each of them."""

    principal: Principal
    action: str
    bucket: str
    owner: str
    candidates: Candidates
    known: dict[str, Counted] = field(default_factory=dict)
    """What was found of the objects that came last: some come again at once."""

    @classmethod
    def of(cls, decided: Decided, object_key: str) -> "Objects":
        """Those of the bucket whose object was asked for."""
        request = decided.request
        bucket = request.resource.removesuffix(f"/{object_key}")
        return cls(request.principal, request.action, bucket, decided.owner, decided.candidates)

    def counted(self, object_key: str) -> Counted | None:
        """What is observed when the object is granted; None when it isn't, or when conditions have a word."""
        if (found := self.known.get(object_key)) is not None:
            return found
        counted = self._decided(object_key)
        if counted is not None:
            if len(self.known) >= MOST_OBJECTS:
                self.known.clear()
            self.known[object_key] = counted
        return counted

    def _decided(self, object_key: str) -> Counted | None:
        request = AccessRequest(self.principal, self.action, f"{self.bucket}/{object_key}", self.owner)
        found = self.candidates.at(request.resource)
        if found.keys:
            return None
        decision = decide_among(request, found)
        return _recorded(request, decision) if decision.is_allowed else None


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted, and what is observed each time; of objects that is found for each."""

    policies: Policies
    counted: Counted
    objects: Objects | None


_grants: dict[Key, Grant] = {}


def key_of(caller: Caller, call: Call) -> Key | None:
    """What a decision depends on beside policies; None where that is more than who asks and what is named."""
    principal = caller.principal
    if principal.kind not in (PrincipalKind.ROOT, PrincipalKind.ROLE, PrincipalKind.SERVICE):
        return None
    named = naming(call)
    if named is None:
        return None
    if call.service == "s3":
        named = tuple(one for one in named if one[0] != "Key")
    who = principal, caller.source_arn, caller.session_policy, caller.by_service
    return (*who, call.service, call.operation, call.region, call.account_id, named)


def is_granted(key: Key, caller: Caller, object_key: str = "") -> bool:
    """Whether it was granted and still is; it is then counted as decided. Requests for objects have an `object_key`."""
    known = _grants.get(key)
    if known is None or bool(known.objects) != bool(object_key) or not known.policies.are_as_before(caller):
        return False
    counted = known.objects.counted(object_key) if known.objects else known.counted
    for account_id, kind in counted or ():
        observations.count(account_id, kind)
    return counted is not None


def remember(key: Key, asked: Asking, decided: Sequence[Decided], object_key: str = "") -> None:
    """Keep what was granted without a look at what differs from one such request to the next."""
    if not all(each.decision.is_allowed and each.keys <= OF_WHO_ASKS for each in decided):
        return
    if object_key and len(decided) != 1:
        return
    objects = Objects.of(decided[0], object_key) if object_key else None
    if len(_grants) >= MOST:
        _grants.clear()
    counted = tuple(one for each in decided for one in _recorded(each.request, each.decision))
    _grants[key] = Grant(Policies.of(asked, decided), counted, objects)


def _recorded(request: AccessRequest, decision: Decision) -> Counted:
    """What `decide` records of what it allows: nothing of the root user."""
    if request.principal.kind is PrincipalKind.ROOT:
        return ()
    return ((request.principal.account_id or request.account_id, observation(request, decision)),)
