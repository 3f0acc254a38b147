"""A service that is asked for the first time by several requests at once serves all of them.

LocalStack notes a service as loaded before its operations can be reached: a request that comes in between is answered
with InternalFailure, "no handler for operation". And requests that wait for the start look again every half second.
"""

from collections.abc import Callable
from threading import Lock, RLock
from typing import Any

from emulator.localstack import memory
from emulator.localstack.seams import wraps


class FirstUse:
    """Loads each service once; whoever comes meanwhile waits until that is over."""

    def __init__(self, loaded: Callable[[], object] = lambda: None) -> None:
        """`loaded` is called when a service has been."""
        self._loaded, self._lock = loaded, Lock()
        self._loading: dict[str, RLock] = {}
        self._ready: set[str] = set()

    def require(self, name: str, load: Callable[[], Any]) -> None:
        """Return when the service is ready; an error of loading passes through, and the next request tries again."""
        if name in self._ready:
            return
        with self._lock:
            loading = self._loading.setdefault(name, RLock())
        with loading:
            if name not in self._ready:
                load()
                self._ready.add(name)
                self._loaded()


first_use = FirstUse(memory.has_grown)
"""The one of this process."""


@wraps(
    "aws.handlers.service_plugin:ServiceLoader.require_service",
    why="LocalStack notes a service as loaded before its operations can be reached; requests in between would fail.",
)
def require_service(original: Callable[..., Any], self: Any, chain: Any, context: Any, response: Any) -> None:
    """Return when the service that is asked for can answer."""
    if context.service:
        first_use.require(context.service.service_name, lambda: original(self, chain, context, response))
