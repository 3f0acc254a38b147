"""Wrapping a service of LocalStack when it is loaded, so that none is loaded, or its modules imported, for our sake."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

_waiting: dict[str, list[Callable[[], None]]] = defaultdict(list)


def before_loading(service: str, wrap: Callable[[], None]) -> None:
    """Call `wrap` once, right before LocalStack first loads the service's provider."""
    _waiting[service].append(wrap)
    _listen()


@cache
def _listen() -> None:
    from localstack.services.plugins import ServicePluginManager
    from localstack.utils.patch import patch

    @patch(ServicePluginManager._load_service_plugin)
    def load(original: Callable[..., Any], self: Any, name: str) -> Any:
        for wrap in _waiting.pop(name, []):
            wrap()
        return original(self, name)
