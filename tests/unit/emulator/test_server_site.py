"""The site of the emulator's HTTP server."""

import pytest


@pytest.mark.filterwarnings("ignore:You do not have a working installation of the service_identity module")
def test_an_idle_connection_is_never_closed_under_its_client() -> None:
    from rolo.gateway import Gateway

    from emulator.localstack.server.bound import _Site

    assert _Site(Gateway()).buildProtocol(None)._channel.timeOut is None
