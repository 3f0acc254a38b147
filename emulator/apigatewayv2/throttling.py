"""How many requests a route of a stage takes: a bucket of tokens for each, as API Gateway has.

Developer guide, "Throttle requests to your HTTP APIs": a token bucket, in which a request is a token; the rate fills
it, the burst is its size; a stage has default limits, and a route limits of its own. What neither says is the account's
limit: 10,000 requests a second, bursts of 5,000 (quotas). AWS applies limits on a best-effort basis; here they are
exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

ACCOUNT_RATE, ACCOUNT_BURST = 10_000.0, 5_000
RATE, BURST = "ThrottlingRateLimit", "ThrottlingBurstLimit"


@dataclass(frozen=True)
class Limits:
    """Requests a second, and how many at once."""

    rate: float
    burst: int


def limits_of(stage: Mapping[str, Any], route_key: str) -> Limits | None:
    """The limits of a route; None where the stage sets none for it."""
    settings = {
        **(stage.get("DefaultRouteSettings") or {}),
        **((stage.get("RouteSettings") or {}).get(route_key) or {}),
    }
    if RATE not in settings and BURST not in settings:
        return None
    return Limits(float(settings.get(RATE, ACCOUNT_RATE)), int(settings.get(BURST, ACCOUNT_BURST)))


@dataclass
class Throttle:
    """The buckets of an API, by stage and route. Safe to use from any thread."""

    _levels: dict[tuple[str, str], tuple[Limits, float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def takes(self, stage: str, route_key: str, limits: Limits, now_s: float) -> bool:
        """Whether a request at `now_s` finds a token, which it takes. Changed limits begin with a full one."""
        with self._lock:
            known, tokens, at_s = self._levels.get((stage, route_key), (limits, float(limits.burst), now_s))
            if known != limits:
                tokens, at_s = float(limits.burst), now_s
            tokens = min(limits.burst, tokens + max(now_s - at_s, 0.0) * limits.rate)
            taken = tokens >= 1
            self._levels[stage, route_key] = limits, tokens - taken, max(now_s, at_s)
            return taken
