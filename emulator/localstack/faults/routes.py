"""`GET`, `PUT` and `DELETE /_harness/faults?account=…`, `POST /_harness/faults/step?account=…`: see docs/faults.md."""

from typing import Any

from localstack.http import Request, Response, route

from emulator.divergences import divergences
from emulator.faults.account import faults_of, turn_off, turn_on
from emulator.faults.kinds import KINDS
from emulator.faults.profile import FaultsRefused, profile_of
from emulator.localstack.faults.stepping import settle, step
from emulator.localstack.request_parameters import account_in, body_of

OFF: dict[str, Any] = {"profile": None, "injected": [], "unrecorded": 0, "held": 0}


class FaultRoutes:
    """The routes, for LocalStack's gateway."""

    @route("/_harness/faults", methods=["GET"])
    def told(self, request: Request, **_: Any) -> Response:
        """The profile, and what was injected so far; and which faults there are."""
        faults = faults_of(account_in(request))
        kinds = {kind.name: kind.text for kind in KINDS.values()}
        return Response.for_json({**(faults.as_json() if faults else OFF), "kinds": kinds})

    @route("/_harness/faults", methods=["PUT"])
    def ask(self, request: Request, **_: Any) -> Response:
        """Put the account under a profile from now on."""
        account_id = account_in(request)
        try:
            faults = turn_on(account_id, profile_of(body_of(request)))
        except FaultsRefused as refusal:
            return Response.for_json({"error": str(refusal)}, status=400)
        divergences.touch("faults", f"profile {faults.profile.name}, seed {faults.profile.seed}", account_id)
        return Response.for_json(faults.as_json())

    @route("/_harness/faults", methods=["DELETE"])
    def end(self, request: Request, **_: Any) -> Response:
        """No more faults: what was held goes on, and what there was is told."""
        faults = turn_off(account_in(request))
        return Response.for_json(faults.as_json() if faults else OFF)

    @route("/_harness/faults/step", methods=["POST"])
    def step(self, request: Request, **_: Any) -> Response:
        """One turn, or with `{"for_s": …}` as many as there are."""
        faults, asked = faults_of(account_in(request)), body_of(request)
        if faults is None:
            return Response.for_json({"going_on": [], "changes": 0, "turns": 0, "held": 0})
        if "for_s" in asked:
            return Response.for_json(settle(faults, float(asked["for_s"])))
        return Response.for_json(step(faults, asked.get("seen")))
