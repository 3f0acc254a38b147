"""The states of services, as health tells them: those of services that nobody has used yet don't change meanwhile."""

from collections.abc import Callable
from typing import Any

from emulator.localstack.seams import wraps

_unused: dict[str, Any] = {}


@wraps(
    "services.plugins:ServiceManager.get_states",
    why="A service that isn't loaded stays available or disabled, as the settings have it, until it is.",
)
def get_states(original: Callable[..., dict[str, Any]], services: Any) -> dict[str, Any]:
    """Each service's state; all are looked at anew once one couldn't be loaded."""
    if services.plugin_errors.errors:
        return original(services)
    states = {}
    for name in services.list_available():
        if name in services._services:
            states[name] = services.get_state(name)
            continue
        if name not in _unused:
            _unused[name] = services.get_state(name)
        states[name] = _unused[name]
    return states
