"""`GET /_harness/activity?account=…&region=…&own=…&within=…`: what is in progress, described in docs/clock.md.

`own` (repeatable) names functions that belong to the caller, a driver for example: their invocations are listed, but
don't keep `quiet` from being true. `within` (repeatable) names the resources that count. Without `region`, queues of
every region count.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.activity.answer import answer
from emulator.localstack.activity import asynchronous, sqs
from emulator.localstack.request_parameters import account_in


class _Stored:
    """Messages in LocalStack's queues."""

    of_account = staticmethod(sqs.of_account)
    async_events = staticmethod(asynchronous.of_account)


class ActivityRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/activity", methods=["GET"])
    def read(self, request: Request, **_: Any) -> Response:
        """The answer of `emulator.activity.answer`."""
        own, region = frozenset(request.args.getlist("own")), request.args.get("region") or None
        within = frozenset(request.args.getlist("within"))
        return Response.for_json(answer(_Stored, account_in(request), region, own, within))
