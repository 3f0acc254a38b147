"""What of ours is attached, and which divergences from AWS were touched, served under `/_harness/`.

`GET /_harness/plugins` answers `{"plugins": ["gateway", …], "seams": [{"target": …, "state": "applied"}, …]}`: what is
attached, and every place where LocalStack is changed, see `emulator.localstack.seams`.
`GET /_harness/divergences?account=000000000000` answers `{"mark": 7, "divergences": [{"id": …, "detail": …}, …]}`: what
that account touched since the emulator started, each once, sorted. With `&since=<mark>`: since that answer.
"""

from threading import Lock
from typing import Any

from localstack.http import Request, Response, route
from localstack.services.edge import ROUTER

from emulator.divergences import divergences
from emulator.localstack.request_parameters import account_in

_lock = Lock()
_loaded: list[str] = []


def loaded(name: str) -> None:
    """Note that the plugin `name` is attached."""
    with _lock:
        if name not in _loaded:
            _loaded.append(name)


def serve() -> None:
    """Add the routes to LocalStack's gateway."""
    ROUTER.add(_Routes())


class _Routes:
    @route("/_harness/plugins", methods=["GET"])
    def plugins(self, request: Request, **_: Any) -> Response:
        from emulator.localstack.seams.loading import applier

        with _lock:
            plugins = sorted(_loaded)
        return Response.for_json({"plugins": plugins, "seams": applier().states()})

    @route("/_harness/divergences", methods=["GET"])
    def divergences(self, request: Request, **_: Any) -> Response:
        mark, touched = divergences.of_account(account_in(request), request.args.get("since", 0, int))
        found = [{"id": name, "detail": detail} for name, detail in touched]
        return Response.for_json({"mark": mark, "divergences": found})
