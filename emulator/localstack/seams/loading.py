"""Services are changed when LocalStack loads them, so that none is loaded, or its modules imported, for our sake."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from emulator.localstack.seams.applier import Applier
from emulator.localstack.seams.declaring import declared, wraps
from emulator.localstack.seams.source import Sources


@lru_cache(maxsize=1)
def applier() -> Applier:
    """The one of this process, with all that is declared."""
    return Applier(declared(), Sources(), _gateway)


@wraps(
    "services.plugins:ServicePluginManager._load_service_plugin",
    why="Seams of a service are applied right before it is loaded; one that fails keeps the service from being there.",
)
def load(original: Callable[..., Any], self: Any, name: str) -> Any:
    """Apply the service's seams, then load it."""
    applier().load(name)
    return original(self, name)


def _gateway() -> Any:
    from localstack.runtime.current import get_current_runtime

    return get_current_runtime().components.gateway
