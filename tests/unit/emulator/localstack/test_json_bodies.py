"""Bodies are read and written as LocalStack does it, whichever shape they have."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from localstack.aws.protocol.parser import JSONRequestParser, QueryRequestParser
from localstack.aws.protocol.serializer import JSONResponseSerializer
from localstack.aws.spec import load_service

from emulator.localstack.gateway.json_bodies import SINGLE_READERS, reader, writer

REQUESTS: dict[tuple[str, str], list[Any]] = {
    ("dynamodb", "PutItem"): [
        {"TableName": "t", "Item": {"a": {"M": {"b": {"L": [{"B": "aGk="}, {"N": "1"}, {"NULL": True}]}}}}},
        {"TableName": None, "Item": {}},
        {},
    ],
    ("logs", "PutLogEvents"): [{"logGroupName": "g", "logEvents": [{"timestamp": "5", "message": "x"}, None]}],
    ("sqs", "SendMessage"): [
        {"MessageBody": "x", "unknown": 1, "MessageAttributes": {"n": {"DataType": "Binary", "BinaryValue": "aGk="}}}
    ],
    ("kms", "Encrypt"): [{"KeyId": "k", "Plaintext": "aGk="}],
    ("ssm", "DescribeMaintenanceWindowExecutions"): [{"WindowId": "w", "MaxResults": 3}],
}
ANSWERS: dict[tuple[str, str], list[Any]] = {
    ("dynamodb", "GetItem"): [{"Item": {"a": {"B": b"hi"}, "b": {"SS": ["x"]}, "c": None}}, {}],
    ("sqs", "ReceiveMessage"): [{"Messages": [{"Body": "ü", "Attributes": {"SentTimestamp": "1"}}, None]}],
    ("dynamodb", "DescribeTable"): [
        {"Table": {"TableName": "t", "CreationDateTime": datetime(2024, 1, 2, tzinfo=UTC)}}
    ],
}


def each(table: dict[tuple[str, str], list[Any]]) -> Iterator[Any]:
    for (service, operation), bodies in table.items():
        for body in bodies:
            yield pytest.param(service, operation, body, id=f"{service}.{operation} {body}"[:60])


@pytest.mark.parametrize(("service", "operation", "body"), list(each(REQUESTS)))
def test_a_request_is_read_as_localstack_reads_it(service: str, operation: str, body: Any) -> None:
    model = load_service(service, protocol="json")
    shape = model.operation_model(operation).input_shape
    parser = JSONRequestParser(model)
    expected = parser._parse_shape(FakeRequest(), shape, body, {})
    assert reader(shape, parser)(body) == expected
    assert list(reader(shape, parser)(body)) == list(expected)


@pytest.mark.parametrize(("service", "operation", "answer"), list(each(ANSWERS)))
def test_an_answer_is_written_as_localstack_writes_it(service: str, operation: str, answer: Any) -> None:
    shape = load_service(service, protocol="json").operation_model(operation).output_shape
    serializer = JSONResponseSerializer()
    expected: dict[str, Any] = {}
    serializer._serialize(expected, answer, shape, None, "application/json")
    assert writer(shape, serializer)(answer) == expected


@pytest.mark.parametrize("body", [[], "text", {"Item": 3}, {"Item": {"a": {"B": "no base64 at all!"}}}])
def test_what_fits_no_shape_is_left_to_localstack(body: Any) -> None:
    shape = load_service("dynamodb", protocol="json").operation_model("PutItem").input_shape
    with pytest.raises((TypeError, ValueError, AttributeError)):
        reader(shape, JSONRequestParser(load_service("dynamodb", protocol="json")))(body)


def test_an_answer_with_a_member_that_there_is_not_is_left_to_localstack() -> None:
    shape = load_service("sqs", protocol="json").operation_model("SendMessage").output_shape
    with pytest.raises(KeyError):
        writer(shape, JSONResponseSerializer())({"Unheard": 1})


class FakeRequest:
    """All that LocalStack looks at beside the body."""

    mimetype = "application/x-amz-json-1.0"


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T15:25:00Z",
        "2026-12-01T15:25:00.123Z",
        "2026-12-01T15:25:00.123456Z",
        "2026-12-01T15:25:00.1Z",
        "2026-12-01T15:25:00.1234567Z",
        "2026-12-01T24:00:00Z",
        "2026-12-01T15:25:00+01:00",
        "2026-12-01T15:25:00",
        "2026-12-01",
        "20261201T152500Z",
        "2026-13-01T15:25:00Z",
        "0000-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-12-01T15:25:60Z",
        "\u0662026-12-01T15:25:00Z",
        "1796138700",
        "",
    ],
)
def test_a_time_is_read_as_localstack_reads_it(text: str) -> None:
    parser = QueryRequestParser(load_service("cloudwatch"))
    shape = parser.service.operation_model("GetMetricData").input_shape.members["StartTime"]

    def read(by: Callable[[str], Any]) -> Any:
        try:
            found = by(text)
        except ValueError as error:
            return type(error), str(error)
        return found.isoformat(), found.utcoffset()

    assert read(SINGLE_READERS["timestamp"](shape, parser)) == read(parser._convert_str_to_timestamp)
