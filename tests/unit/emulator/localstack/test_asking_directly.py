"""What a client returns of a result that wasn't written down is what it would have read of the answer."""

from io import BytesIO
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.response import StreamingBody
from localstack.aws.protocol.serializer import create_serializer
from localstack.aws.spec import load_service

from emulator.localstack.server.inside import DIRECT

BINARY = {"DataType": "Binary", "BinaryValue": b"\x00hi"}
RESULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("lambda", "Invoke", {"StatusCode": 200, "Payload": b'{"a": "\xc3\xbc"}', "ExecutedVersion": "$LATEST"}),
    ("lambda", "Invoke", {"StatusCode": 200, "Payload": b"{}", "FunctionError": "Unhandled", "LogResult": "eA=="}),
    ("lambda", "Invoke", {"StatusCode": 202}),
    ("sqs", "ReceiveMessage", {"Messages": None}),
    ("sqs", "ReceiveMessage", {"Messages": [{"Body": "ü", "MessageId": "1", "MessageAttributes": {"n": BINARY}}]}),
    ("sqs", "ReceiveMessage", {"Messages": [{"Body": "", "MessageAttributes": None, "Attributes": {"SentTo": "x"}}]}),
    ("sqs", "DeleteMessage", {}),
    (
        "sqs",
        "DeleteMessageBatch",
        {"Successful": [{"Id": "1"}], "Failed": [{"Id": "2", "SenderFault": True, "Code": "c", "Message": None}]},
    ),
]


@pytest.mark.parametrize(("service", "operation", "result"), RESULTS)
def test_a_result_is_what_would_have_been_read(service: str, operation: str, result: dict[str, Any]) -> None:
    returned = DIRECT[service, operation][1](result)
    assert _plain(returned) == _plain(_read(service, operation, result))


@pytest.mark.parametrize("payload", ['{"a": "ü"}', '{"a": "ü"}'.encode(), BytesIO('{"a": "ü"}'.encode())])
def test_an_event_is_given_as_a_stream(payload: Any) -> None:
    given = DIRECT["lambda", "Invoke"][0]({"FunctionName": "f", "Payload": payload})
    assert given["Payload"].read() == '{"a": "ü"}'.encode()


def test_no_event_is_given_as_none() -> None:
    assert DIRECT["lambda", "Invoke"][0]({"FunctionName": "f"}) == {"FunctionName": "f"}


def _read(service: str, operation: str, result: dict[str, Any]) -> dict[str, Any]:
    """What botocore reads of the answer that LocalStack writes."""
    model = load_service(service)
    response = create_serializer(model, model.protocol).serialize_to_response(
        result, model.operation_model(operation), {}, "id"
    )
    client = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    shape: Any = client.operation_model(operation).output_shape
    body = BytesIO(response.data) if shape is not None and shape.serialization.get("payload") else response.data
    answer = {"body": body, "headers": dict(response.headers.items()), "status_code": response.status_code}
    read: dict[str, Any] = create_parser(client.metadata["protocol"]).parse(answer, shape)
    read.pop("ResponseMetadata")
    return read


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, StreamingBody | BytesIO):
        return value.read()
    return [_plain(each) for each in value] if isinstance(value, list) else value
