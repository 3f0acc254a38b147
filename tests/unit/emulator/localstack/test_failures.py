"""What fails after a service has answered leaves nothing of that answer open."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from localstack.aws.api import CommonServiceException

from emulator.localstack.gateway.failures import create_exception_response


class Closed:
    """Closed already: closing it once more would let go what somebody else holds."""

    closed = True

    def close(self) -> None:
        """Not to be called."""
        raise AssertionError


@pytest.mark.parametrize("answered", [{"Body": BytesIO(b"x"), "ETag": "e", "Other": Closed()}, {}, None, [BytesIO()]])
def test_a_body_that_nobody_sends_is_closed(answered: Any) -> None:
    context = SimpleNamespace(service_response=answered)
    error = CommonServiceException("SlowDown", "later")
    assert create_exception_response(lambda *_: "said", None, error, context) == "said"
    if isinstance(answered, dict) and answered:
        assert answered["Body"].closed
