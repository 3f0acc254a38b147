"""What `harness status` says of an emulator that isn't where it was asked for."""

import pytest

from bootstrap.endpoint import Endpoint
from harness.commands.lifecycle import status
from harness.engines.engine import Status


class Up:
    """An engine of this folder that is up at port 4571."""

    name, port = "embedded", 22

    def start(self) -> Endpoint:
        return Endpoint("http://127.0.0.1:4571")

    def stop(self) -> None:
        """It is never asked to."""

    def log_tail(self, lines: int) -> str:
        return "nothing" * lines

    def status(self) -> Status:
        return Status(True, Endpoint("http://127.0.0.1:4571"), "up at http://127.0.0.1:4571")


@pytest.mark.parametrize("asked", [None, 4571])
def test_it_is_where_it_was_asked_for(asked: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    status(Up(), asked_port=asked)
    assert capsys.readouterr().out.splitlines() == ["up at http://127.0.0.1:4571"]


def test_it_is_at_another_port(capsys: pytest.CaptureFixture[str]) -> None:
    status(Up(), asked_port=22)
    assert capsys.readouterr().out.splitlines() == [
        "up at http://127.0.0.1:4571",
        "port 22 was asked for; the emulator of this folder is at http://127.0.0.1:4571",
    ]
