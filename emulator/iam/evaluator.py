"""Evaluations, faster: statements are searched once for principal, action and policies' version.

Resources are not remembered: those of S3 are keys of objects, of which hardly any comes twice.
"""

from collections.abc import Hashable
from threading import Lock

from emulator.iam.evaluation import AccessRequest, Candidates, Decision, candidates_of, decide_among
from emulator.iam.policies import Policies
from emulator.iam.principals import Principal

_LIMIT = 20_000


class Evaluator:
    """What `evaluate` says, faster. Policies that change need another `version`. Threads may share it."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._lock = Lock()
        self._known: dict[Hashable, Candidates] = {}

    def evaluate(self, request: AccessRequest, policies: Policies, version: Hashable) -> Decision:
        """Decide. `version` stands for the contents of `policies`."""
        return decide_among(
            request, self.candidates(request.principal, request.action, policies, version).at(request.resource)
        )

    def candidates(self, principal: Principal, action: str, policies: Policies, version: Hashable) -> Candidates:
        """What `candidates_of` says, whatever the resource."""
        key = (principal, action, version)
        known = self._known.get(key)
        if known is None:
            known = candidates_of(principal, action, policies)
            with self._lock:
                if len(self._known) >= self._limit:
                    self._known.clear()
                self._known[key] = known
        return known

    def __len__(self) -> int:
        """How many searches it remembers."""
        return len(self._known)
