"""What of ours is attached, and which divergences from AWS were touched: kept here, served under `/_harness/`.

`GET /_harness/plugins` answers `{"plugins": ["gateway", …], "seams": [{"target": …, "state": "applied"}, …]}`: what is
attached, and every place where LocalStack is changed, see `emulator.localstack.seams`.
`GET /_harness/divergences?account=000000000000` answers `{"mark": 7, "divergences": [{"id": …, "detail": …}, …]}`: what
that account touched since the emulator started, each once, sorted. With `&since=<mark>`: since that answer.
"""

from threading import Lock
from typing import Any

from localstack.http import Request, Response, route
from localstack.services.edge import ROUTER

from emulator.localstack.asking import account_in

_lock = Lock()
_loaded: list[str] = []
_touched: dict[str, dict[tuple[str, str], int]] = {}
"""By account, what was touched, and when it was last: the how-manieth touch that was."""
_mark = 0


def loaded(name: str) -> None:
    """Note that the plugin `name` is attached."""
    with _lock:
        if name not in _loaded:
            _loaded.append(name)


def divergence(identifier: str, detail: str, account_id: str) -> None:
    """Note that `account_id` touched a known divergence from AWS; the identifier is one of the fidelity register."""
    global _mark  # noqa: PLW0603 - guarded by the lock, as the rest of the register
    with _lock:
        _mark += 1
        _touched.setdefault(account_id, {})[identifier, detail] = _mark


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
        account_id, since = account_in(request), request.args.get("since", 0, int)
        with _lock:
            touched = sorted(what for what, at in _touched.get(account_id, {}).items() if at > since)
            mark = _mark
        found = [{"id": name, "detail": detail} for name, detail in touched]
        return Response.for_json({"mark": mark, "divergences": found})
