"""The local endpoint of CloudWatch's clock, described in docs/clock.md.

`GET /_harness/clock?account=…`, `PUT /_harness/clock?account=…` with `{"mode": "stepped", "start": …}` or
`{"mode": "real"}`, `POST /_harness/clock/advance?account=…` with `{"by_s": 60}` or `{"to": "next-evaluation"}`. All
answer the clock: `mode`, `now` and `next_evaluation` (ISO 8601), `now_s` and `next_evaluation_s` (epoch seconds).
A refusal is a 400 with `{"error": …}`.
"""

from datetime import UTC, datetime
from typing import Any

from localstack.http import Request, Response, route

from emulator.clock import ClockError, clock_of
from emulator.divergences import divergences
from emulator.localstack.cloudwatch import scheduler
from emulator.localstack.request_parameters import account_in, body_of


class ClockRoutes:
    """The routes, for LocalStack's gateway."""

    @route("/_harness/clock", methods=["GET"])
    def read(self, request: Request, **_: Any) -> Response:
        """What the clock shows."""
        return Response.for_json(_described(account_in(request)))

    @route("/_harness/clock", methods=["PUT"])
    def set_mode(self, request: Request, **_: Any) -> Response:
        """Make it real or stepped."""
        account_id, asked = account_in(request), body_of(request)
        try:
            scheduler.set_mode(account_id, str(asked.get("mode")), _instant(asked.get("start")))
        except ValueError as error:
            return _refused(error)
        if asked.get("mode") == "stepped":
            divergences.touch("stepped-clock", "CloudWatch's time is stepped, not the wall's", account_id)
        return Response.for_json(_described(account_id))

    @route("/_harness/clock/advance", methods=["POST"])
    def advance(self, request: Request, **_: Any) -> Response:
        """Move it on; what became due has been evaluated when this answers."""
        account_id, asked = account_in(request), body_of(request)
        try:
            scheduler.advance(account_id, _step(asked))
        except ValueError as error:
            return _refused(error)
        return Response.for_json(_described(account_id))


def _step(asked: dict[str, Any]) -> float | None:
    if asked.get("to") == "next-evaluation":
        return None
    by_s = asked.get("by_s")
    if isinstance(by_s, bool) or not isinstance(by_s, int | float):
        raise ClockError('give {"by_s": seconds} or {"to": "next-evaluation"}')
    return float(by_s)


def _instant(start: Any) -> float | None:
    """Epoch seconds, or an ISO 8601 time with its offset."""
    if start is None or (isinstance(start, int | float) and not isinstance(start, bool)):
        return start
    moment = datetime.fromisoformat(str(start).replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ClockError(f"start {start!r} has no time zone; end it with Z")
    return moment.timestamp()


def _described(account_id: str) -> dict[str, Any]:
    clock, following = clock_of(account_id), scheduler.next_evaluation(account_id)
    now = clock.now()
    return {
        "account": account_id,
        "mode": clock.mode,
        "now": _iso(now),
        "now_s": now,
        "next_evaluation": _iso(following),
        "next_evaluation_s": following,
    }


def _iso(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refused(error: Exception) -> Response:
    return Response.for_json({"error": str(error)}, status=400)
