"""Fixtures for every test: an emulator of the tests' own, on a free port and in a folder of its own."""

import os
import zlib
from collections.abc import Iterator
from contextlib import closing

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.engines.health import get_json
from harness.home import Home
from tests.accounts import apart
from tests.examples import register_profiles

NOWHERE = "192.0.2."
"""Addresses that no machine has (RFC 5737): a test that means to reach outside tries one of these."""

# LocalStack is imported here as it runs on the machine. Its import would look for a Docker engine where it believes to
# be in a container, as it does in development containers and CI jobs; without an engine that leaks a socket.
os.environ.setdefault("OVERRIDE_IN_DOCKER", "0")

register_profiles()


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    """One embedded LocalStack for the whole session, taken down at its end; it must have tried to reach nothing."""
    engine = EmbeddedEngine(Home(tmp_path_factory.mktemp("home")), port=free_port())
    endpoint = engine.start()
    yield engine
    tried = (get_json(endpoint, "/_harness/egress", 10) or {}).get("refused", [])
    engine.stop()
    assert [attempt for attempt in tried if not attempt["target"].startswith(NOWHERE)] == []


@pytest.fixture(scope="session")
def endpoint(engine: EmbeddedEngine) -> Endpoint:
    """Where that LocalStack answers."""
    return engine.start()


@pytest.fixture
def clients(endpoint: Endpoint, request: pytest.FixtureRequest) -> Iterator[Clients]:
    """Clients of an account that no other test uses, so that tests can't see each other's resources."""
    number = zlib.crc32(request.node.nodeid.encode()) + 10**11
    with closing(apart(endpoint, f"{number:012d}")) as clients:
        yield clients
