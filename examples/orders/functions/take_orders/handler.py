"""Takes orders from a queue into a table: each order once, however often its message comes."""

import json
import os
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

TABLE = os.environ["TABLE"]
DYNAMODB = boto3.client("dynamodb")


def handler(event: Mapping[str, Any], _: object) -> dict[str, list[dict[str, str]]]:
    """Consume a batch; a message that can't be taken is reported, and retried alone."""
    failed = []
    for record in event["Records"]:
        try:
            take(json.loads(record["body"]))
        except (ValueError, KeyError, TypeError) as error:
            print(json.dumps({"refused": record["messageId"], "why": repr(error)}))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def take(order: Mapping[str, Any]) -> None:
    """Store a new order and log its amount, which a metric is made of; one that is stored already is left alone."""
    order_id, amount = str(order["order_id"]), int(order["amount"])
    try:
        DYNAMODB.put_item(
            TableName=TABLE,
            Item={"order_id": {"S": order_id}, "amount": {"N": str(amount)}},
            ConditionExpression="attribute_not_exists(order_id)",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        print(json.dumps({"repeated": order_id}))
    else:
        print(json.dumps({"taken": order_id, "amount": amount}))
