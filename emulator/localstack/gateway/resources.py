"""LocalStack's own resources have paths of their own; who asks for another needn't be looked up among them."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps

KEPT = "_harness_beginnings"


@wraps(
    "aws.handlers.internal:LocalstackResourceHandler.__call__",
    why="A request for no path of LocalStack's own isn't looked up among them.",
)
def serve(original: Callable[..., None], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Serve what may be one of its resources."""
    if ("/" + context.request.path.lstrip("/")).startswith(_beginnings(self.resources.url_map)):
        original(self, chain, context, response)


def _beginnings(routes: Any) -> tuple[str, ...]:
    """How the paths of all routes begin; a map of routes is replaced, not changed, when routes come or go."""
    found: tuple[str, ...] | None = routes.__dict__.get(KEPT)
    if found is None:
        rules = [rule.rule.partition("<")[0] for rule in routes.iter_rules()]
        found = routes.__dict__[KEPT] = tuple({"/" + "/".join(rule.split("/")[1:2]) for rule in rules})
    return found
