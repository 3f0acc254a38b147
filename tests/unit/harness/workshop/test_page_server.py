"""A page that can't be served says so once, in our words."""

import pytest

from harness.commands import USAGE, CommandError
from harness.workshop.server import PageServer


def nothing(_environ: object, _start: object) -> list[bytes]:
    return []


def test_a_port_that_is_taken_is_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    first = PageServer(nothing)
    port = int(first.origin.rpartition(":")[2])
    with pytest.raises(CommandError, match=f"127.0.0.1:{port} can't be served on .* --page-port gives") as refused:
        PageServer(nothing, port)
    first.close()
    assert refused.value.exit_code == USAGE
    assert capfd.readouterr() == ("", "")
    PageServer(nothing, port).close()


@pytest.mark.parametrize(("host", "port"), [("203.0.113.7", 0), ("127.0.0.1", 65536)])
def test_an_address_that_can_not_be_is_told_in_words(host: str, port: int) -> None:
    with pytest.raises(CommandError, match=f"{host}:{port} can't be served on"):
        PageServer(nothing, port, host)
