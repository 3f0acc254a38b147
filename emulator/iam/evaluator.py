"""Evaluations, remembered: statements are searched once for principal, action, resource and policies' version."""

from collections.abc import Hashable
from threading import Lock

from emulator.iam.evaluation import AccessRequest, Candidates, Decision, candidates, decide
from emulator.iam.policies import Policies
from emulator.iam.principals import Principal

_LIMIT = 20_000


class Evaluator:
    """What `evaluate` says, faster. Policies that change need another `version`. Threads may share it."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._lock = Lock()
        self._known: dict[Hashable, tuple[Candidates, Decision | None]] = {}

    def fixed(
        self, principal: Principal, action: str, resource: str, account_id: str, version: Hashable
    ) -> Decision | None:
        """What `evaluate` says whatever a request's conditions are, as far as it is remembered; None when it isn't."""
        known = self._known.get((principal, action, resource, account_id, version))
        return known[1] if known else None

    def evaluate(self, request: AccessRequest, policies: Policies, version: Hashable) -> Decision:
        """Decide. `version` stands for the contents of `policies`; only conditions are looked at again."""
        key = (request.principal, request.action, request.resource, request.account_id, version)
        known = self._known.get(key)
        if known is None:
            known = self._search(key, request, policies)
        found, decision = known
        return decision or decide(request, found)

    def __len__(self) -> int:
        """How many searches it remembers."""
        return len(self._known)

    def _search(self, key: Hashable, request: AccessRequest, policies: Policies) -> tuple[Candidates, Decision | None]:
        found = candidates(request, policies)
        known = found, decide(request, found) if found.are_fixed else None
        with self._lock:
            if len(self._known) >= self._limit:
                self._known.clear()
            self._known[key] = known
        return known
