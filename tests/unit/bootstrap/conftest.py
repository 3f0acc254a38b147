"""Fixtures of the tests of bootstrap."""

import pytest

from bootstrap import registry as types_registry
from tests.unit.bootstrap.fake_cloud import Cloud, CloudClients


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Types defined by a test are forgotten at its end."""
    monkeypatch.setattr(types_registry, "_HANDLERS", types_registry.handlers())


@pytest.fixture
def cloud(registry: None) -> Cloud:
    """An empty account."""
    return Cloud()


@pytest.fixture
def fake_clients(cloud: Cloud) -> CloudClients:
    """Clients of that account."""
    return CloudClients(cloud=cloud)
