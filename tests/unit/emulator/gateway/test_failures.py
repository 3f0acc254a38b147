"""What can't be answered is refused by name, with a status that clients don't try again."""

import pytest

from emulator.gateway.failures import (
    disk_full,
    failed,
    not_emulated,
    place,
    signed_for,
    unknown_path,
    unreadable,
    without_service,
    written,
)


def test_a_refusal_is_not_tried_again() -> None:
    refusals = [not_emulated("logs", "StopQuery"), unreadable("json"), unknown_path("lambda", "GET", "/x")]
    assert max(refusal.status for refusal in refusals) < 500


def test_words_of_ours_stay_and_others_don_t() -> None:
    ours = "metric filters with x are not emulated"
    assert not_emulated("logs", "PutMetricFilter", ours).message == ours
    said = not_emulated("logs", "StopQuery", "not yet been emulated by LocalStack").message
    assert said == "The emulator has no StopQuery of logs: it is refused, and nothing is done."


def test_a_malformed_request_is_called_as_its_protocol_does() -> None:
    codes = [unreadable(protocol).code for protocol in ("json", "rest-json", "rest-xml", "query", None)]
    assert codes == [
        "SerializationException", "SerializationException", "MalformedXML", "MalformedInput", "MalformedInput",
    ]  # fmt: skip


def test_a_failure_is_no_refusal_of_the_request() -> None:
    failure = failed("logs", "PutLogEvents")
    assert (failure.code, failure.status) == ("InternalFailure", 500)
    assert "PutLogEvents of logs" in failure.message


def test_what_a_request_is_signed_for() -> None:
    scope = "AWS4-HMAC-SHA256 Credential=000000000000/20250101/eu-west-3/chime/aws4_request, SignedHeaders=host"
    assert signed_for({"Authorization": scope}) == "chime"
    assert signed_for({"Authorization": "AWS key:signature"}) == ""
    assert signed_for({}) == ""


def test_an_unknown_service_is_named_in_what_its_client_reads() -> None:
    scope = {"Authorization": "AWS4-HMAC-SHA256 Credential=000000000000/20250101/eu-west-3/s3express/aws4_request, x"}
    refusal, body, kind = without_service(scope)
    assert (refusal.code, refusal.status, kind) == ("NotImplemented", 400, "application/xml")
    assert b"The emulator has no service s3express" in body
    _, body, kind = without_service({"X-Amz-Target": "Strange.Operation"})
    assert (b"__type" in body, kind) == (True, "application/x-amz-json-1.1")


def test_the_place_of_a_failure() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failure:
        int("x")
    assert "test_failures.py:" in place(failure.value.__traceback__)
    assert place(None) == "an unknown place"


@pytest.mark.parametrize(
    ("headers", "begins"),
    [({}, b"<Error><Code>InsufficientStorage"), ({"X-Amz-Target": "DynamoDB_20120810.PutItem"}, b'{"__type": "Insuff')],
)
def test_a_full_disk_is_called_one(headers: dict[str, str], begins: bytes) -> None:
    body, _ = written(disk_full(), headers)
    assert body.startswith(begins)
    assert b"disk" in body
