"""An inventory asks no service that holds nothing, and finds what one finds that asks every service."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from bootstrap.registry import handlers
from bootstrap.survey import service_of
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.home import Home
from harness.probes.emulator import Emulator, clients_of


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Endpoint]:
    """An emulator that nobody has asked for anything."""
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    yield engine.start()
    engine.stop()


def test_only_what_holds_something_is_asked(fresh: Endpoint) -> None:
    services = set(map(service_of, handlers()))
    with closing(clients_of(fresh)) as clients, closing(Clients(fresh)) as of_everything:
        assert len(inventory(clients)) == 0
        assert Emulator(clients).unused() == services

        clients.sqs.create_queue(QueueName="used")
        found = inventory(clients)
        assert [each.address for each in found.existing] == ["AWS::SQS::Queue us-east-1 used"]
        assert Emulator(clients).unused() == services - {"sqs"}

        assert inventory(of_everything) == found
        assert Emulator(clients).unused() == services - {"sqs"}, "who was only asked still holds nothing"
        assert inventory(clients) == found


def test_localstack_makes_no_index_of_its_own(tmp_path: Path) -> None:
    engine = EmbeddedEngine(Home(tmp_path / "home"), free_port())
    try:
        with closing(Clients(engine.start())) as clients:
            clients.sqs.list_queues()
        indexes = [path.parent.name for path in engine.folder.rglob("service-catalog-*")]
    finally:
        engine.stop()
    assert indexes == ["localstack"]
