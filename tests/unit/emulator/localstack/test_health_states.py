"""Health tells each service's state; those that aren't loaded are looked at once."""

from typing import Any

import pytest
from localstack.services.plugins import ServiceManager, ServiceState

from emulator.localstack.gateway import health
from tests.unit.emulator.applying import applied


class Errors:
    """What LocalStack gathers of plugins that couldn't be loaded."""

    def __init__(self) -> None:
        self.errors: dict[tuple[str, str], Exception] = {}


class Services(ServiceManager):  # type: ignore[misc, unused-ignore]
    """LocalStack's services in a few words."""

    def __init__(self) -> None:
        super().__init__()
        self.plugin_errors, self.asked = Errors(), list[str]()

    def list_available(self) -> list[str]:
        return ["s3", "sns"]

    def get_state(self, name: str) -> Any:
        self.asked.append(name)
        if name in self._services:
            return ServiceState.RUNNING
        return ServiceState.ERROR if self.plugin_errors.errors else ServiceState.AVAILABLE


def test_what_is_not_loaded_is_looked_at_once_until_it_is_or_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_unused", {})
    services: Any = Services()
    with applied("gateway.health"):
        for _ in range(2):
            assert services.get_states() == {"s3": ServiceState.AVAILABLE, "sns": ServiceState.AVAILABLE}
        assert services.asked == ["s3", "sns"]
        services._services["s3"] = object()
        assert services.get_states() == {"s3": ServiceState.RUNNING, "sns": ServiceState.AVAILABLE}
        services.plugin_errors.errors["sns", "default"] = ImportError()
        assert services.get_states() == {"s3": ServiceState.RUNNING, "sns": ServiceState.ERROR}
