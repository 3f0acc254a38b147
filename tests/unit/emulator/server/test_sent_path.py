"""The path as it was sent is what rolo tells: the guard decides by it, and LocalStack's routers go by it."""

from types import SimpleNamespace
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from rolo.request import get_raw_path

from emulator.localstack.server.environment import sent_path

PARTS = st.sampled_from(
    [*"/?#;:@%&=+,.~[]\\ \t\x00é€", "//", "http:", "http://", "host", "%2f", "_localstack", "..", "a", "\n", "\u2028"]
)


@given(st.lists(PARTS, max_size=8).map("".join))
@example("//evil/_localstack/health")
@example("/_localstack/health;x?y")
@example("/a\n?b")
def test_it_is_the_same(uri: str) -> None:
    request: Any = SimpleNamespace(environ={"RAW_URI": uri}, path="/decoded")

    def told(by: Any) -> Any:
        try:
            return by(request)
        except ValueError as error:
            return type(error)

    assert told(sent_path) == told(get_raw_path)
