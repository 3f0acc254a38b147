"""AWS's refusals are read from its answers, and tolerated by their code only."""

import pytest

from bootstrap.errors import HarnessError, code_of, reason_of, tolerating
from tests.unit.bootstrap.fake_cloud import Refused


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (Refused("NotFound", "no such thing"), "NotFound", "NotFound: no such thing"),
        (Refused("NotFound"), "NotFound", "NotFound"),
        (ValueError("bad"), "", "ValueError: bad"),
        (HarnessError("the layer can't be built; try again"), "", "the layer can't be built; try again"),
    ],
)
def test_code_and_reason(error: Exception, code: str, reason: str) -> None:
    assert code_of(error) == code
    assert reason_of(error) == reason


def test_no_error_has_no_code() -> None:
    assert code_of(None) == ""


def test_a_response_of_another_kind_is_not_awss() -> None:
    error = ValueError("bad")
    error.response = "HTTP 500"  # type: ignore[attr-defined]
    assert reason_of(error) == "ValueError: bad"


def test_only_the_named_codes_are_tolerated() -> None:
    with tolerating("NotFound", "Gone"):
        raise Refused("Gone")
    with pytest.raises(Refused), tolerating("NotFound"):
        raise Refused("AccessDenied")
    with pytest.raises(ValueError, match="bad"), tolerating("NotFound"):
        raise ValueError("bad")
