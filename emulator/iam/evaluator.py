"""Evaluations, faster: statements are searched once for principal, action and policies' version.

Resources are not remembered: those of S3 are keys of objects, of which hardly any comes twice.
"""

from collections.abc import Hashable
from threading import Lock

from emulator.iam.evaluation import AccessRequest, Candidates, Decision, candidates_of, decide
from emulator.iam.policies import Policies

_LIMIT = 20_000


class Evaluator:
    """What `evaluate` says, faster. Policies that change need another `version`. Threads may share it."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._lock = Lock()
        self._known: dict[Hashable, Candidates] = {}

    def granted(self, request: AccessRequest, policies: Policies, version: Hashable) -> Decision | None:
        """The decision on a request that is allowed whatever its context is, which isn't looked at; None on others."""
        found = self._found(request, policies, version)
        decision = decide(request, found) if found.are_fixed else None
        return decision if decision is not None and decision.is_allowed else None

    def evaluate(self, request: AccessRequest, policies: Policies, version: Hashable) -> Decision:
        """Decide. `version` stands for the contents of `policies`."""
        return decide(request, self._found(request, policies, version))

    def __len__(self) -> int:
        """How many searches it remembers."""
        return len(self._known)

    def _found(self, request: AccessRequest, policies: Policies, version: Hashable) -> Candidates:
        key = (request.principal, request.action, version)
        known = self._known.get(key)
        if known is None:
            known = candidates_of(request.principal, request.action, policies)
            with self._lock:
                if len(self._known) >= self._limit:
                    self._known.clear()
                self._known[key] = known
        return known.at(request.resource)
