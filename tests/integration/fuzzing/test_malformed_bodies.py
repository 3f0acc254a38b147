"""A body of other types than the model's is refused as AWS's front end does."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from harness.pytest_support.running import RunningEmulator

BODIES: list[tuple[str, str, Any]] = [
    ("dynamodb", "DynamoDB_20120810.PutItem", {"TableName": "t", "Item": []}),
    ("dynamodb", "DynamoDB_20120810.Query", [1]),
    ("logs", "Logs_20140328.PutLogEvents", {"logGroupName": "g", "logStreamName": "s", "logEvents": 5}),
]


@pytest.mark.parametrize(("service", "target", "body"), BODIES)
def test_types(emulator: RunningEmulator, service: str, target: str, body: Any) -> None:
    headers = {
        "X-Amz-Target": target,
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": "AWS4-HMAC-SHA256 "
        f"Credential=313131313131/20250101/eu-west-3/{service}/aws4_request, SignedHeaders=host, Signature=0",
    }
    with pytest.raises(HTTPError) as failed:
        urlopen(Request(emulator.url, json.dumps(body).encode(), headers))
    assert failed.value.code == 400
    answer = json.loads(failed.value.read())
    assert answer["__type"].endswith("SerializationException")
    assert answer["message"] == "The request could not be read: it is malformed."
