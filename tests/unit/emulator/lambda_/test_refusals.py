"""Payloads and variables that Lambda refuses, with its own errors."""

import pytest
from localstack.aws.api import CommonServiceException
from localstack.aws.api.lambda_ import (
    InvalidParameterValueException,
    InvalidRequestContentException,
    RequestTooLargeException,
)

from emulator.localstack.lambda_.refusals import (
    EVENT_LIMIT_BYTES,
    PAYLOAD_LIMIT_BYTES,
    check_payload,
    check_timeout,
    check_visibility,
    reserved_keys,
)


@pytest.mark.parametrize("payload", [None, b"", b"null", b'"text"', b" {} ", b"[1]", '{"key": "☃"}'.encode()])
@pytest.mark.parametrize("asynchronous", [True, False])
def test_json_of_any_kind_and_nothing_are_taken(payload: bytes | None, asynchronous: bool) -> None:
    check_payload(payload, asynchronous)


@pytest.mark.parametrize("payload", [b"{nope", b"'text'", b"{} {}", b"\xff", b" ", b"[" * 100_000])
@pytest.mark.parametrize("asynchronous", [True, False])
def test_what_is_no_json_is_refused(payload: bytes, asynchronous: bool) -> None:
    with pytest.raises(InvalidRequestContentException, match="Could not parse request body into json"):
        check_payload(payload, asynchronous)


@pytest.mark.parametrize(("asynchronous", "limit"), [(False, PAYLOAD_LIMIT_BYTES), (True, EVENT_LIMIT_BYTES)])
def test_a_payload_above_the_limit_is_refused(asynchronous: bool, limit: int) -> None:
    check_payload(b'"' + b"x" * (limit - 2) + b'"', asynchronous)
    with pytest.raises(RequestTooLargeException, match=f"smaller than {limit} bytes"):
        check_payload(b'"' + b"x" * (limit - 1) + b'"', asynchronous)


def test_reserved_variables_are_named() -> None:
    assert reserved_keys(["AWS_REGION", "TABLE", "_HANDLER"]).endswith("used in this request: AWS_REGION, _HANDLER")
    assert reserved_keys(["TABLE", "AWS_ENDPOINT_URL", "TZ", "PATH", "AWS_LAMBDA_EXEC_WRAPPER"]) == ""


def test_no_function_may_run_longer_than_fifteen_minutes() -> None:
    check_timeout(900)
    with pytest.raises(
        CommonServiceException, match="Value '901' at 'timeout' failed to satisfy constraint"
    ) as refused:
        check_timeout(901)
    assert refused.value.code == "ValidationException"


def test_a_message_stays_hidden_as_long_as_its_function_may_run() -> None:
    check_visibility(30, 30)
    check_visibility(None, 30)
    with pytest.raises(InvalidParameterValueException, match="timeout: 29 seconds is less than Function timeout: 30 s"):
        check_visibility(29, 30)
