"""`GET /_harness/usage?account=…` answers `{"requests": […], "stored": […]}`.

`requests` has what was counted since the emulator started, see `emulator.metering.counter`; `stored` what is held now,
see `emulator.localstack.metering.stored`.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.localstack.request_parameters import account_in


class UsageRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/usage", methods=["GET"])
    def usage(self, request: Request, **_: Any) -> Response:
        """Everything of one account."""
        from emulator.localstack.metering.stored import stored
        from emulator.metering.counter import counter

        account_id = account_in(request)
        return Response.for_json({"requests": counter.of_account(account_id), "stored": stored(account_id)})
