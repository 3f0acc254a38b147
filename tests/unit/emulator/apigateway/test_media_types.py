"""`*/*` is every media type; everything else is as it was."""

import pytest

from emulator.apigateway.media_types import with_everything


@pytest.mark.parametrize(
    ("asked", "binary", "expected"),
    [
        ("image/png", ["*/*"], True),
        (None, ["*/*"], True),
        ("text/html,*/*;q=0.8", ["application/pdf", "*/*"], True),
        ("image/png", ["image/png"], True),
        ("text/plain", ["image/png"], False),
        ("image/png", [], False),
    ],
)
def test_what_is_binary(asked: str | None, binary: list[str], expected: bool) -> None:
    assert with_everything(lambda mime, types: mime in types)(asked, binary) is expected
