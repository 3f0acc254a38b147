"""Requests to the tables of `conftest`, as tests make them again and again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Call = Callable[..., Any]


def put(dynamodb: "DynamoDBClient", name: str, size: int, **more: Any) -> Any:
    item = {"object_name": {"S": name}, "bucket_name": {"S": "b"}, "size": {"N": str(size)}}
    return dynamodb.put_item(TableName="ObjectTable", Item=item, **more)


def key(name: str) -> dict[str, Any]:
    return {"object_name": {"S": name}}


def failing(code: str, call: Call, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(ClientError) as failed:
        call(**arguments)
    assert failed.value.response["Error"]["Code"] == code, failed.value
    return dict(failed.value.response)
