"""`GET`, `PUT` and `DELETE /_harness/iam?account=…`.

`GET` answers `{"mode": "observe", "default": "observe", "observations": [{"principal": …, "role": …, "action": …,
"resource": …, "outcome": "allowed", "policy": …, "statement": …, "place": 0, "lacking": …, "near": …, "count": 1}, …],
"not_kept": 0}`: what was asked and decided since the emulator started, or since the account was forgotten.
`PUT` with `{"mode": "off" | "observe" | "enforce" | null}` sets the account's mode; null is the default again. With
`{"default": "off" | "observe" | "enforce"}` it sets the mode of all accounts that have none of their own.
`DELETE` forgets what was observed of the account.
"""

from typing import Any

from localstack.http import Request, Response, route

from emulator.iam.modes import Mode
from emulator.localstack.iam.decisions import modes, observations
from emulator.localstack.request_parameters import account_in, body_of

_MODES = {mode.value: mode for mode in Mode}
_KNOWN = (None, *_MODES)


class IamRoutes:
    """The routes, for LocalStack's gateway."""

    @route("/_harness/iam", methods=["GET"])
    def told(self, request: Request, **_: Any) -> Response:
        """The mode, and what was observed."""
        account_id = account_in(request)
        return Response.for_json({**_mode(account_id), **observations.told(account_id)})

    @route("/_harness/iam", methods=["PUT"])
    def set(self, request: Request, **_: Any) -> Response:
        """Another mode."""
        body = body_of(request)
        mode, default = body.get("mode"), body.get("default")
        if not body.keys() & {"mode", "default"} or any(one not in _KNOWN for one in (mode, default)):
            return Response.for_json({"error": f'give {{"mode": one of {", ".join(_MODES)}, or null}}'}, status=400)
        if default is not None:
            modes.default = _MODES[default]
        if "mode" in body:
            modes.set(account_in(request), None if mode is None else _MODES[mode])
        return Response.for_json(_mode(account_in(request)))

    @route("/_harness/iam", methods=["DELETE"])
    def forget(self, request: Request, **_: Any) -> Response:
        """Observe anew."""
        observations.forget(account_in(request))
        return Response.for_json({})


def _mode(account_id: str) -> dict[str, str]:
    return {"mode": modes.of(account_id).value, "default": modes.default.value}
