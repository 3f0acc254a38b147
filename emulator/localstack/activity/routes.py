"""`GET /_harness/activity?account=…&region=…&own=…&within=…`: what is in progress, described in docs/clock.md.

`own` (repeatable) names functions that belong to the caller, a driver for example: their invocations are listed, but
don't keep `quiet` from being true. `within` (repeatable) names the resources that count. Without `region`, queues of
every region count. `POST` takes `{"own": […], "within": […]}` as well: an address isn't as long as a list may be.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.activity.answer import answer
from emulator.localstack.activity import asynchronous, sqs
from emulator.localstack.request_parameters import account_in, body_of


class _Stored:
    """Messages in LocalStack's queues."""

    of_account = staticmethod(sqs.of_account)
    async_events = staticmethod(asynchronous.of_account)


class ActivityRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/activity", methods=["GET", "POST"])
    def read(self, request: Request, **_: Any) -> Response:
        """The answer of `emulator.activity.answer`; 400 for names that aren't a list of texts."""
        asked = body_of(request) if request.method == "POST" else {}
        try:
            own, within = (_names(request, asked, which) for which in ("own", "within"))
        except ValueError as error:
            return Response.for_json({"error": str(error)}, status=400)
        return Response.for_json(answer(_Stored, account_in(request), request.args.get("region") or None, own, within))


def _names(request: Request, asked: dict[str, Any], which: str) -> frozenset[str]:
    """Those of the address and those of the body."""
    named = asked.get(which, [])
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise ValueError(f'give {{"{which}": [names]}}')
    return frozenset((*request.args.getlist(which), *named))
