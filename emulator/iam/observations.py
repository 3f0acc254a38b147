"""What was asked by whom, and what was decided: counted, so that a run of hours takes no more room than its kinds."""

from collections import deque
from threading import Lock
from typing import Any, NamedTuple

from emulator.iam.evaluation import AccessRequest, Decision

_LIMIT, _AT_ONCE = 20_000, 512


class Observation(NamedTuple):
    """One kind of request: the same caller, action, resource and decision.

    `role` is the ARN of a session's role. `policy`, `statement` and `place` name the statement that decided; `near`
    the one that came closest to allowing; `lacking` is the kind of policy that denied, or allowed nothing.
    """

    principal: str
    role: str
    action: str
    resource: str
    outcome: str
    policy: str = ""
    statement: str = ""
    place: int = -1
    lacking: str = ""
    near: str = ""


class Observations:
    """Counts by account and kind. Beyond the limit of kinds an account's further ones are only counted together.

    What is noted is counted some time later, many at once: requests of all threads come by here.
    """

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._lock = Lock()
        self._noted: deque[tuple[str, Observation]] = deque()
        self._counts: dict[str, dict[Observation, int]] = {}
        self._dropped: dict[str, int] = {}
        self._kinds: dict[tuple[str, ...], tuple[Decision, Observation]] = {}

    def note(self, account_id: str, request: AccessRequest, decision: Decision) -> None:
        """Count one decision."""
        self.count(account_id, self.kind_of(request, decision))

    def count(self, account_id: str, kind: Observation) -> None:
        """Count one more decision of a kind."""
        self._noted.append((account_id, kind))
        if len(self._noted) >= _AT_ONCE and self._lock.acquire(blocking=False):
            try:
                self._count_noted()
            finally:
                self._lock.release()

    def kind_of(self, request: AccessRequest, decision: Decision) -> Observation:
        """The kind; that of a decision which was made once and is given to every such request is found again."""
        principal = request.principal
        key = (principal.arn, principal.role_arn, principal.service, request.action, request.resource)
        known = self._kinds.get(key)
        if known is None or known[0] is not decision:
            if len(self._kinds) >= self._limit:
                self._kinds.clear()
            known = self._kinds[key] = (decision, observation(request, decision))
        return known[1]

    def forget(self, account_id: str) -> None:
        """Start anew with an account."""
        with self._lock:
            self._count_noted()
            self._counts.pop(account_id, None)
            self._dropped.pop(account_id, None)

    def told(self, account_id: str) -> dict[str, Any]:
        """All of an account, as JSON takes it, in the order of its kinds; and how many requests found no room."""
        with self._lock:
            self._count_noted()
            counts = dict(self._counts.get(account_id, {}))
            dropped = self._dropped.get(account_id, 0)
        rows = [{**kind._asdict(), "count": counts[kind]} for kind in sorted(counts, key=_order)]
        return {"observations": rows, "not_kept": dropped}

    def _count_noted(self) -> None:
        """Count what was noted by now; whoever calls holds the lock."""
        for _ in range(len(self._noted)):
            account_id, kind = self._noted.popleft()
            counts = self._counts.setdefault(account_id, {})
            if kind not in counts and len(counts) >= self._limit:
                self._dropped[account_id] = self._dropped.get(account_id, 0) + 1
            else:
                counts[kind] = counts.get(kind, 0) + 1


def observation(request: AccessRequest, decision: Decision) -> Observation:
    """The kind that a decision is of."""
    statement = decision.statement
    return Observation(
        str(request.principal),
        request.principal.role_arn,
        request.action,
        request.resource,
        decision.outcome.value,
        statement.policy if statement else "",
        statement.label if statement else "",
        statement.place if statement else -1,
        "" if decision.is_allowed or decision.kind is None else decision.kind.value,
        str(decision.near or ""),
    )


def _order(kind: Observation) -> tuple[str, ...]:
    return tuple(map(str, kind))
