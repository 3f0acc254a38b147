"""A router that has found nothing for a host, path and method finds nothing again, until its routes change.

Two routers look at every request before any service does, and hardly ever have a route for it. A router's map is put
into another's place when routes come or go; what wasn't found is kept with the map, and goes with it.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import NotFound

from emulator.localstack.seams import wraps
from emulator.localstack.server.environment import sent_path

MOST, LONGEST_PATH = 1024, 64
KEPT = "_harness_not_found"


@wraps("routing.router:Router.dispatch", base="rolo", why="What a router hasn't found it needn't look for again.")
def dispatch(_original: Callable[..., Any], router: Any, request: Any) -> Any:
    """Match and dispatch as rolo does, but for what isn't there."""
    routes, host, path = router.url_map, request.host, sent_path(request)
    asked = (host, path, request.method)
    not_found = _not_found(routes)
    if asked in not_found:
        raise NotFound
    try:
        handler, arguments = routes.bind(server_name=host).match(path, method=request.method)
    except NotFound:
        if len(path) <= LONGEST_PATH:
            if len(not_found) >= MOST:
                not_found.clear()
            not_found.add(asked)
        raise
    arguments.pop("__host__", None)
    return router.dispatcher(request, handler, arguments)


@wraps(
    "gateway.handlers:RouterHandler.__call__",
    base="rolo",
    why="What a router hasn't found isn't looked for, nor refused.",
)
def handle(original: Callable[..., None], handler: Any, chain: Any, context: Any, response: Any) -> None:
    """Pass on what is known to have no route, without the exception that says so."""
    request = context.request
    asked = (request.host, sent_path(request), request.method)
    if handler.respond_not_found or asked not in _not_found(handler.router.url_map):
        original(handler, chain, context, response)


def _not_found(routes: Any) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = routes.__dict__.setdefault(KEPT, set())
    return found
