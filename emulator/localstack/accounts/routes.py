"""`POST /_harness/accounts`, `GET /_harness/holdings`, `…/services`, `PUT`, `DELETE /_harness/lease`, `…/confinement`.

`POST /_harness/accounts` answers `{"account": …}`: an account id that nobody was given or has leased since the emulator
started, with names of buckets of its own; with `{"beside": "700000000001"}` it shares those of that account. `GET
/_harness/holdings` answers `{"accounts": {"000000000000": ["us-east-1"], …}}`: where something may be; nowhere else is
anything. `GET /_harness/services?account=…` answers `{"services": ["s3", …]}`: those that may hold something of the
account of the kinds that this project knows. See `emulator.localstack.accounts.holdings`.

`PUT /_harness/lease` with `{"token": …, "holder": …, "for_s": 10}` takes the lease of the account or renews
it, and answers `{"granted": true, …}`; or, when another token has it, `{"granted": false, "holder": …, "renewals": …,
"lapses_in_s": …}`. `DELETE /_harness/lease?account=…&token=…` ends it.

`PUT /_harness/confinement` with `{"on": true}` holds functions to their own accounts from now on
(`emulator.accounts.confinement`), with false no more; `GET` answers which.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.accounts.confinement import CONFINEMENT
from emulator.accounts.leases import Leases
from emulator.accounts.namespaces import NAMESPACES
from emulator.localstack.request_parameters import account_in, body_of

LONGEST_S = 60.0


class AccountRoutes:
    """The routes, for LocalStack's gateway."""

    def __init__(self) -> None:
        self._leases = Leases()

    @route("/_harness/accounts", methods=["POST"])
    def fresh(self, request: Request, **_: Any) -> Response:
        """An account of the asker's own, or one more of a run that has one."""
        beside = body_of(request).get("beside")
        account_id = self._leases.fresh()
        NAMESPACES.set_apart(account_id, None if beside is None else str(beside))
        return Response.for_json({"account": account_id})

    @route("/_harness/holdings", methods=["GET"])
    def holdings(self, request: Request, **_: Any) -> Response:
        """The accounts and regions that may hold something."""
        from emulator.localstack.accounts.holdings import holdings

        return Response.for_json({"accounts": holdings()})

    @route("/_harness/services", methods=["GET"])
    def services(self, request: Request, **_: Any) -> Response:
        """The services that may hold something of the account."""
        from emulator.localstack.accounts.holdings import services

        return Response.for_json({"services": services(account_in(request))})

    @route("/_harness/lease", methods=["PUT"])
    def take(self, request: Request, **_: Any) -> Response:
        """Take or renew."""
        asked = body_of(request)
        token, for_s = asked.get("token"), asked.get("for_s")
        if not isinstance(token, str) or isinstance(for_s, bool) or not isinstance(for_s, int | float):
            return Response.for_json({"error": 'give {"token": text, "holder": text, "for_s": seconds}'}, status=400)
        NAMESPACES.set_apart(account_in(request))
        lease = self._leases.take(account_in(request), str(asked.get("holder", "")), token, min(for_s, LONGEST_S))
        lapses_in_s = round(lease.until_s - self._leases.now(), 3)
        granted = {"granted": lease.token == token, "holder": lease.holder}
        return Response.for_json({**granted, "renewals": lease.renewals, "lapses_in_s": lapses_in_s})

    @route("/_harness/confinement", methods=["GET", "PUT"])
    def confine(self, request: Request, **_: Any) -> Response:
        """Whether functions are held to their own accounts; PUT says so."""
        if request.method == "PUT":
            wanted = body_of(request).get("on")
            if not isinstance(wanted, bool):
                return Response.for_json({"error": 'give {"on": true} or {"on": false}'}, status=400)
            CONFINEMENT.is_on = wanted
        return Response.for_json({"on": CONFINEMENT.is_on})

    @route("/_harness/lease", methods=["DELETE"])
    def release(self, request: Request, **_: Any) -> Response:
        """End it."""
        self._leases.release(account_in(request), str(request.args.get("token", "")))
        return Response.for_json({})
