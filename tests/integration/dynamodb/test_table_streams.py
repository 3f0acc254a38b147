"""Streams of tables on a running emulator: what is written can be read from them, and functions are called with it."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.cloudwatch.conftest import Local
from tests.integration.lambda_runtime.functions import Deploy, Function, wait_until

RECORDING = """
import json

def handler(event, context):
    keys = [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]
    print("BATCH", json.dumps(keys))
    if "poison" in keys:
        raise ValueError("poison")
"""
PARTIAL = """
import json

def handler(event, context):
    records = event["Records"]
    keys = [record["dynamodb"]["Keys"]["id"]["S"] for record in records]
    print("BATCH", json.dumps(keys))
    bad = [r["dynamodb"]["SequenceNumber"] for r, key in zip(records, keys) if key == "poison"]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in bad]}
"""
WHOLE = """
import json

def handler(event, context):
    print("EVENT", json.dumps(event))
"""
Table = Callable[..., str]


@pytest.fixture
def table(clients: Clients) -> Table:
    """Makes a table with a stream of a view; the stream's ARN."""

    def make(view: str = "NEW_AND_OLD_IMAGES", name: str = "orders") -> str:
        described = clients.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": view},  # type: ignore[typeddict-item]
        )["TableDescription"]
        return described["LatestStreamArn"]

    return make


def put(clients: Clients, *keys: str, table: str = "orders", **more: Any) -> None:
    for key in keys:
        clients.dynamodb.put_item(TableName=table, Item={"id": {"S": key}, **more})


def records(clients: Clients, arn: str) -> list[dict[str, Any]]:
    """All that the stream holds."""
    streams = clients.client("dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
    found: list[dict[str, Any]] = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    return found


def told(record: dict[str, Any]) -> tuple[str, str]:
    return record["eventName"], record["dynamodb"]["Keys"]["id"]["S"]


def mapped(clients: Clients, function: Function, arn: str, **settings: Any) -> str:
    """A mapping of the stream to the function, enabled; its id."""
    mapping = clients.lambda_.create_event_source_mapping(
        FunctionName=function.name, EventSourceArn=arn, **{"StartingPosition": "TRIM_HORIZON", **settings}
    )
    uuid = mapping["UUID"]
    wait_until(lambda: clients.lambda_.get_event_source_mapping(UUID=uuid)["State"] == "Enabled", "mapping enabled")
    return uuid


def batches(function: Function) -> list[list[str]]:
    return [json.loads(message[6:]) for _, message in function.log() if message.startswith("BATCH")]


def test_every_kind_of_write_is_recorded_in_order(clients: Clients, table: Table) -> None:
    arn, dynamodb = table(), clients.dynamodb
    put(clients, "a", n={"N": "1"}, deep={"M": {"list": {"L": [{"N": "1"}]}}})
    dynamodb.update_item(
        TableName="orders", Key={"id": {"S": "a"}}, UpdateExpression="SET deep.#l[0] = :v, b = :b",
        ExpressionAttributeNames={"#l": "list"}, ExpressionAttributeValues={":v": {"N": "2"}, ":b": {"B": b"\xff"}},
    )  # fmt: skip
    put(clients, "a", n={"N": "2"})
    put(clients, "a", n={"N": "2"})
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        dynamodb.put_item(TableName="orders", Item={"id": {"S": "a"}}, ConditionExpression="attribute_not_exists(id)")
    dynamodb.batch_write_item(
        RequestItems={
            "orders": [{"PutRequest": {"Item": {"id": {"S": "b"}}}}, {"DeleteRequest": {"Key": {"id": {"S": "a"}}}}]
        }
    )  # fmt: skip
    dynamodb.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": "orders", "Item": {"id": {"S": "c"}}}},
            {"Update": {"TableName": "orders", "Key": {"id": {"S": "b"}}, "UpdateExpression": "SET v = :v",
                        "ExpressionAttributeValues": {":v": {"S": "1"}}}},
        ]
    )  # fmt: skip
    dynamodb.delete_item(TableName="orders", Key={"id": {"S": "never"}})
    found = records(clients, arn)
    assert [told(record) for record in found] == [
        ("INSERT", "a"), ("MODIFY", "a"), ("MODIFY", "a"), ("INSERT", "b"), ("REMOVE", "a"), ("INSERT", "c"),
        ("MODIFY", "b"),
    ]  # fmt: skip
    changed = found[1]["dynamodb"]
    assert changed["OldImage"]["deep"] == {"M": {"list": {"L": [{"N": "1"}]}}}
    assert changed["NewImage"]["deep"] == {"M": {"list": {"L": [{"N": "2"}]}}}
    assert changed["NewImage"]["b"] == {"B": b"\xff"}
    numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in found]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("view", ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"])
def test_a_view_holds_what_its_name_says(clients: Clients, table: Table, view: str) -> None:
    arn = table(view)
    put(clients, "a", n={"N": "1"})
    put(clients, "a", n={"N": "2"})
    images = {name: value for name, value in records(clients, arn)[1]["dynamodb"].items() if name.endswith("Image")}
    wanted = {"NewImage": "2", "OldImage": "1"}
    assert images == {
        name: {"id": {"S": "a"}, "n": {"N": number}}
        for name, number in wanted.items()
        if view == "NEW_AND_OLD_IMAGES" or view == name[:3].upper() + "_IMAGE"
    }


def test_what_expires_is_told_as_removed_by_the_service(clients: Clients, table: Table) -> None:
    arn, local = table(), Local(clients)
    clients.dynamodb.update_time_to_live(
        TableName="orders", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    local.step(None)
    try:
        put(clients, "a", until={"N": str(int(time.time()) + 60)})  # noqa: TID251 - items carry the wall's time
        local.advance(3600)
        removed = records(clients, arn)[-1]
        assert (told(removed), removed["userIdentity"]) == (
            ("REMOVE", "a"),
            {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"},
        )
    finally:
        local.run()


def test_a_table_tells_of_its_stream(clients: Clients, table: Table) -> None:
    arn, dynamodb = table("KEYS_ONLY"), clients.dynamodb
    described = dynamodb.describe_table(TableName="orders")["Table"]
    assert described["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    with pytest.raises(ClientError, match="already has an enabled stream"):
        dynamodb.update_table(
            TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        )
    dynamodb.update_table(TableName="orders", StreamSpecification={"StreamEnabled": False})
    described = dynamodb.describe_table(TableName="orders")["Table"]
    assert described["LatestStreamArn"] == arn
    assert "StreamSpecification" not in described
    put(clients, "a")
    assert records(clients, arn) == []
    dynamodb.update_table(
        TableName="orders", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    )
    dynamodb.delete_table(TableName="orders")
    listed = clients.client("dynamodbstreams").list_streams(TableName="orders")["Streams"]
    assert arn in [stream["StreamArn"] for stream in listed]
    assert len(listed) == 2


def test_a_function_gets_the_records(clients: Clients, table: Table) -> None:
    arn, function = table(), Deploy(clients)(WHOLE)
    put(clients, "a", b={"B": b"\xff"}, n={"N": "1.50"})
    mapped(clients, function, arn)
    function.log_with("EVENT")
    (event,) = [json.loads(message[6:]) for _, message in function.log() if message.startswith("EVENT")]
    (record,) = event["Records"]
    assert (record["eventSourceARN"], record["eventSource"], record["eventName"]) == (arn, "aws:dynamodb", "INSERT")
    assert record["dynamodb"]["NewImage"] == {"id": {"S": "a"}, "b": {"B": "/w=="}, "n": {"N": "1.5"}}
    assert record["awsRegion"] == clients.lambda_.meta.region_name


def test_latest_begins_with_what_is_written_next_and_the_account_is_busy_until_it_is_done(
    clients: Clients, table: Table
) -> None:
    arn, function, local = table(), Deploy(clients)(RECORDING), Local(clients)
    put(clients, "before")
    mapped(clients, function, arn, StartingPosition="LATEST")
    put(clients, "after")
    local.settle()
    assert batches(function) == [["after"]]


def test_filters_choose_and_a_window_gathers(clients: Clients, table: Table) -> None:
    arn, function, local = table(), Deploy(clients)(RECORDING), Local(clients)
    pattern = {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["book"]}}}}
    mapped(
        clients, function, arn, StartingPosition="LATEST", MaximumBatchingWindowInSeconds=1, BatchSize=100,
        FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
    )  # fmt: skip
    for number in range(6):
        put(clients, str(number), kind={"S": "book" if number % 2 else "pen"})
    put(clients, "1", kind={"S": "book"}, v={"S": "changed"})
    local.settle()
    assert [key for batch in batches(function) for key in batch] == ["1", "3", "5"]
    assert len(batches(function)) < 3


def test_a_record_that_always_fails_is_split_off_retried_and_told(clients: Clients, table: Table) -> None:
    arn, function, local = table(), Deploy(clients)(RECORDING), Local(clients)
    queue = clients.sqs.create_queue(QueueName="failed")["QueueUrl"]
    queue_arn = clients.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    put(clients, "a", "b", "poison", "c")
    uuid = mapped(
        clients, function, arn, MaximumRetryAttempts=1, BisectBatchOnFunctionError=True,
        DestinationConfig={"OnFailure": {"Destination": queue_arn}},
    )  # fmt: skip
    local.settle()
    assert batches(function) == [["a", "b", "poison", "c"], ["a", "b"], ["poison", "c"], ["poison"], ["poison"], ["c"]]
    (message,) = clients.sqs.receive_message(QueueUrl=queue)["Messages"]
    failure = json.loads(message["Body"])
    assert failure["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert failure["requestContext"]["approximateInvokeCount"] == 2
    info = failure["DDBStreamBatchInfo"]
    assert (info["streamArn"], info["batchSize"]) == (arn, 1)
    assert info["startSequenceNumber"] == info["endSequenceNumber"]
    assert clients.lambda_.get_event_source_mapping(UUID=uuid)["LastProcessingResult"] == "OK"


def test_a_partial_answer_goes_on_at_what_failed(clients: Clients, table: Table) -> None:
    arn, function, local = table(), Deploy(clients)(PARTIAL), Local(clients)
    put(clients, "a", "poison", "b")
    mapped(clients, function, arn, MaximumRetryAttempts=1, FunctionResponseTypes=["ReportBatchItemFailures"])
    local.settle()
    assert batches(function) == [["a", "poison", "b"], ["poison", "b"], ["poison", "b"]]


def test_a_mapping_that_was_off_goes_on_where_it_was(clients: Clients, table: Table) -> None:
    arn, function, local = table(), Deploy(clients)(RECORDING), Local(clients)
    uuid = mapped(clients, function, arn, BatchSize=2)
    put(clients, "a")
    local.settle()
    clients.lambda_.update_event_source_mapping(UUID=uuid, Enabled=False)
    put(clients, "b", "c", "d")
    local.settle()
    assert batches(function) == [["a"]]
    clients.lambda_.update_event_source_mapping(UUID=uuid, Enabled=True)
    wait_until(lambda: len(batches(function)) == 3, "the rest")
    local.settle()
    assert batches(function) == [["a"], ["b", "c"], ["d"]]
    clients.lambda_.delete_event_source_mapping(UUID=uuid)
    put(clients, "e")
    local.settle()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"TumblingWindowInSeconds": 10}, "TumblingWindowInSeconds is not emulated"),
        ({"MaximumRecordAgeInSeconds": 5}, "MaximumRecordAgeInSeconds must be"),
        ({"EventSourceArn": "/stream/2020-01-01T00:00:00.000"}, "Stream not found"),
    ],
)
def test_what_a_mapping_can_t_do_is_refused(
    clients: Clients, table: Table, settings: dict[str, Any], message: str
) -> None:
    arn, function = table(), Deploy(clients)(WHOLE)
    if "EventSourceArn" in settings:
        arn = arn.split("/stream/")[0] + settings.pop("EventSourceArn")
    with pytest.raises(ClientError, match=message):
        mapped(clients, function, arn, **settings)


def test_a_template_connects_a_table_and_a_function(clients: Clients) -> None:
    template = {
        "Resources": {
            "Table": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                    "BillingMode": "PAY_PER_REQUEST",
                    "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
                },
            },
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Principal": {"Service": "lambda.amazonaws.com"},
                                "Action": "sts:AssumeRole",
                            }
                        ]
                    },
                    "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole"],
                },
            },
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Runtime": "python3.11",
                    "Handler": "index.handler",
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Code": {"ZipFile": RECORDING},
                },
            },
            "Mapping": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "FunctionName": {"Ref": "Function"},
                    "EventSourceArn": {"Fn::GetAtt": ["Table", "StreamArn"]},
                    "StartingPosition": "TRIM_HORIZON",
                },
            },
        },
        "Outputs": {"Table": {"Value": {"Ref": "Table"}}, "Function": {"Value": {"Ref": "Function"}}},
    }  # fmt: skip
    cloudformation = clients.cloudformation
    cloudformation.create_stack(StackName="s", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    cloudformation.get_waiter("stack_create_complete").wait(StackName="s", WaiterConfig={"Delay": 1})
    (stack,) = cloudformation.describe_stacks(StackName="s")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    put(clients, "a", table=outputs["Table"])
    Local(clients).settle()
    assert batches(Function(clients, outputs["Function"])) == [["a"]]
    cloudformation.delete_stack(StackName="s")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="s", WaiterConfig={"Delay": 1})
