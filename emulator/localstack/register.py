"""What of ours is attached, and which divergences from AWS were touched: kept here, served under `/_harness/`.

`GET /_harness/plugins` answers `{"plugins": ["gateway", …]}`.
`GET /_harness/divergences?account=000000000000` answers `{"divergences": [{"id": …, "detail": …}, …]}`: what that
account touched since the emulator started, each once, sorted.
"""

from threading import Lock
from typing import Any

from localstack.http import Request, Response, route
from localstack.services.edge import ROUTER

from emulator.localstack.asking import account_in

_lock = Lock()
_loaded: list[str] = []
_touched: dict[str, set[tuple[str, str]]] = {}


def loaded(name: str) -> None:
    """Note that the plugin `name` is attached."""
    with _lock:
        if name not in _loaded:
            _loaded.append(name)


def divergence(identifier: str, detail: str, account_id: str) -> None:
    """Note that `account_id` touched a known divergence from AWS; the identifier is one of the fidelity register."""
    with _lock:
        _touched.setdefault(account_id, set()).add((identifier, detail))


def serve() -> None:
    """Add the routes to LocalStack's gateway."""
    ROUTER.add(_Routes())


class _Routes:
    @route("/_harness/plugins", methods=["GET"])
    def plugins(self, request: Request, **_: Any) -> Response:
        with _lock:
            return Response.for_json({"plugins": sorted(_loaded)})

    @route("/_harness/divergences", methods=["GET"])
    def divergences(self, request: Request, **_: Any) -> Response:
        account_id = account_in(request)
        with _lock:
            touched = sorted(_touched.get(account_id, ()))
        return Response.for_json({"divergences": [{"id": name, "detail": detail} for name, detail in touched]})
