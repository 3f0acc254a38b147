"""What can't be answered is refused by name, with a status that clients don't try again."""

import pytest

from emulator.gateway.failures import failed, not_emulated, place, unreadable


def test_every_refusal_is_the_request_s_end() -> None:
    refusals = [not_emulated("logs", "StopQuery"), unreadable("json"), failed("logs", "PutLogEvents")]
    assert {refusal.status for refusal in refusals} == {400}


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


def test_a_failure_has_its_service_s_code() -> None:
    assert failed("logs", "PutLogEvents").code == "InvalidParameterException"
    assert failed("sqs", "SendMessage").code == "ValidationException"


def test_the_place_of_a_failure() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failure:
        int("x")
    assert "test_failures.py:" in place(failure.value.__traceback__)
    assert place(None) == "an unknown place"
