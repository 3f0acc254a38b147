"""What AWS refuses, one request each, with the error's code and the page that says so."""

from dataclasses import dataclass
from typing import Any

SQS = "SQS API reference"
S3 = "S3 API reference"
GUIDE = "S3 user guide"
CLOUDWATCH = "CloudWatch API reference"
LOGS = "CloudWatch Logs API reference"
SNS = "SNS API reference"
DYNAMODB = "DynamoDB developer guide"
QUOTAS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"
VALUES = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html"
LEGACY = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html"
METADATA = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html"
TAGS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"
LIFECYCLE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html"
STATISTICS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html"
PATTERNS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html"


@dataclass(frozen=True)
class Case:
    """A request that is refused. In its parameters `{queue}` and so on stand for what the test has made."""

    service: str
    method: str
    parameters: dict[str, Any]
    code: str
    page: str

    def __str__(self) -> str:
        last = [*self.parameters.values()][-1] if self.parameters else ""
        return f"{self.service}.{self.method} {str(last)[:40]}"


def _datum(**more: Any) -> dict[str, Any]:
    return {"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1.0, **more}]}


def _alarm(**more: Any) -> dict[str, Any]:
    return {
        "AlarmName": "a", "Namespace": "n", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold", **more,
    }  # fmt: skip


def _events(*events: tuple[str, str]) -> dict[str, Any]:
    """Times as `{now}` plus or minus milliseconds."""
    return {
        "logGroupName": "{group}",
        "logStreamName": "s",
        "logEvents": [{"timestamp": at, "message": message} for at, message in events],
    }


def _notify(*configurations: dict[str, Any]) -> dict[str, Any]:
    given = [{"QueueArn": "{queue_arn}", "Events": ["s3:ObjectCreated:*"], **each} for each in configurations]
    return {"Bucket": "{bucket}", "NotificationConfiguration": {"QueueConfigurations": given}}


def _prefixes(*prefixes: str) -> dict[str, Any]:
    return {"Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": each} for each in prefixes]}}}


def _redrive(target: str, count: int) -> dict[str, Any]:
    policy = f'{{{{"deadLetterTargetArn": "{target}", "maxReceiveCount": {count}}}}}'
    return {"QueueUrl": "{queue}", "Attributes": {"RedrivePolicy": policy}}


def _query(**more: Any) -> dict[str, Any]:
    return {
        "TableName": "{table}", "KeyConditionExpression": "p = :p", "ExpressionAttributeValues": {":p": {"S": "a"}},
        **more,
    }  # fmt: skip


def _update(expression: str) -> dict[str, Any]:
    return {
        "TableName": "{table}", "Key": {"p": {"S": "a"}, "s": {"S": "b"}}, "UpdateExpression": expression,
        "ExpressionAttributeValues": {":v": {"N": "1"}},
    }  # fmt: skip


def _nested(levels: int) -> dict[str, Any]:
    """A value with so many maps around it."""
    value: dict[str, Any] = {"S": "x"}
    for _ in range(levels):
        value = {"M": {"in": value}}
    return value


def _lifecycle(**more: Any) -> dict[str, Any]:
    rule = {"ID": "r", "Status": "Enabled", "Filter": {}, **more}
    return {"Bucket": "{bucket}", "LifecycleConfiguration": {"Rules": [rule]}}


def _statistics(**more: Any) -> dict[str, Any]:
    return {"Namespace": "n", "MetricName": "m", "StartTime": 0, "EndTime": 600, "Period": 60, **more}


def _put(**more: Any) -> dict[str, Any]:
    return {"TableName": "{table}", "Item": {"p": {"S": "a"}, "s": {"S": "b"}, **more}}


_MESSAGE = {"QueueUrl": "{queue}", "MessageBody": "x"}
_ELEVEN = {f"a{number}": {"DataType": "String", "StringValue": "x"} for number in range(11)}
_INVALID, _VALIDATION = "InvalidParameterValue", "ValidationException"
_INDEX = {
    "IndexName": "gix", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "INCLUDE"},
}  # fmt: skip

CASES = [
    Case("sqs", "receive_message", {"QueueUrl": "{queue}", "VisibilityTimeout": 43201}, _INVALID, SQS),
    Case("sqs", "receive_message", {"QueueUrl": "{queue}", "VisibilityTimeout": -1}, _INVALID, SQS),
    Case("sqs", "create_queue", {"QueueName": "q", "Attributes": {"VisibilityTimeout": "43201"}},
         "InvalidAttributeValue", SQS),
    Case("sqs", "send_message", {**_MESSAGE, "DelaySeconds": 901}, _INVALID, SQS),
    Case("sqs", "send_message", {**_MESSAGE, "MessageAttributes": _ELEVEN}, _INVALID, SQS),
    Case("sqs", "send_message",
         {**_MESSAGE, "MessageAttributes": {"n": {"DataType": "Number", "StringValue": "one"}}}, _INVALID, SQS),
    Case("sqs", "set_queue_attributes", _redrive("{queue_arn}", 0), _INVALID, SQS),
    Case("sqs", "set_queue_attributes", _redrive("{queue_arn}-none", 3), _INVALID, SQS),
    Case("sqs", "set_queue_attributes", _redrive("{queue_arn}-fifo.fifo", 3), _INVALID, SQS),
    Case("s3", "put_bucket_notification_configuration",
         _notify({}, {"Events": ["s3:ObjectCreated:Put"]}), "InvalidArgument", GUIDE),
    Case("s3", "put_bucket_notification_configuration",
         _notify({"Events": ["s3:ObjectCreated:*"] * 2}), "InvalidArgument", GUIDE),
    Case("s3", "put_bucket_notification_configuration", _notify(_prefixes("a", "b")), "InvalidArgument", GUIDE),
    Case("s3", "put_bucket_notification_configuration", _notify({"Events": ["s3:Thing:*"]}), "InvalidArgument", GUIDE),
    Case("s3", "delete_objects", {"Bucket": "{bucket}", "Delete": {"Objects": [{"Key": "k"}] * 1001}},
         "MalformedXML", S3),
    *[
        Case("s3", "create_bucket", {"Bucket": name}, "InvalidBucketName", f"{GUIDE}, naming rules")
        for name in ("xn--abc", "sthree-abc", "amzn-s3-demo-abc", "abc-s3alias", "abc--ol-s3", "abc.mrap",
                     "192.168.1.1", "Abc", "a..b")
    ],
    Case("s3", "delete_object", {"Bucket": "{bucket}", "Key": "k", "IfMatch": '"other"'}, "PreconditionFailed", S3),
    Case("cloudwatch", "put_metric_data", {"Namespace": "n", "MetricData": [{"MetricName": "m"}]},
         "MissingParameter", CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(Value=float("nan")), _INVALID, CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(Value=float("inf")), _INVALID, CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(Value=1e300), _INVALID, CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(Timestamp="{now}-1814400000"), _INVALID, CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(Timestamp="{now}+10800000"), _INVALID, CLOUDWATCH),
    Case("cloudwatch", "put_metric_data",
         _datum(Dimensions=[{"Name": f"d{number}", "Value": "v"} for number in range(31)]), "ValidationError",
         CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(Unit="Parsecs"), "ValidationError", CLOUDWATCH),
    Case("cloudwatch", "put_metric_data", _datum(StorageResolution=5), _INVALID, CLOUDWATCH),
    Case("cloudwatch", "put_metric_alarm",
         _alarm(AlarmActions=[f"arn:aws:sns:us-east-1:000000000000:t{number}" for number in range(6)]),
         "ValidationError", CLOUDWATCH),
    Case("cloudwatch", "put_metric_alarm", _alarm(AlarmActions=["no arn"]), "ValidationError", CLOUDWATCH),
    Case("logs", "put_log_events", _events(*[("{now}+0", "x" * 250_000)] * 5), "InvalidParameterException", LOGS),
    Case("logs", "put_log_events", _events(*[("{now}+0", "x")] * 10_001), "InvalidParameterException", LOGS),
    Case("logs", "put_log_events", _events(("{now}-90000000", "x"), ("{now}+0", "x")), "InvalidParameterException",
         LOGS),
    Case("logs", "put_log_events", _events(("{now}+0", "")), "InvalidParameterException", LOGS),
    Case("logs", "put_retention_policy", {"logGroupName": "{group}", "retentionInDays": 2},
         "InvalidParameterException", LOGS),
    Case("logs", "create_log_group", {"logGroupName": "a b*"}, "InvalidParameterException", LOGS),
    Case("logs", "create_log_stream", {"logGroupName": "{group}", "logStreamName": "a:b*"},
         "InvalidParameterException", LOGS),
    Case("sns", "publish", {"TopicArn": "{topic}", "Message": "x", "Subject": "a\nb"}, "InvalidParameter", SNS),
    Case("sns", "publish_batch",
         {"TopicArn": "{topic}", "PublishBatchRequestEntries": [{"Id": "a", "Message": "x", "Subject": "a\nb"}]},
         "InvalidParameter", SNS),
    Case("sns", "publish", {"TopicArn": "{topic}", "Message": "x", "Subject": "a" * 101}, "InvalidParameter", SNS),
    Case("dynamodb", "query", _query(KeyConditionExpression="p <> :p"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "query", _query(KeyConditionExpression="p = :p OR s = :p"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "query", _query(KeyConditionExpression="p = :p AND s IN (:p)"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "query", _query(ExclusiveStartKey={"p": {"S": "a"}}), _VALIDATION, DYNAMODB),
    Case("dynamodb", "query", _query(Select="SPECIFIC_ATTRIBUTES"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "query", _query(Select="COUNT", ProjectionExpression="p"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "put_item", _put(x={"SS": []}), _VALIDATION, DYNAMODB),
    Case("dynamodb", "put_item", _put(p={"N": "1"}), _VALIDATION, DYNAMODB),
    Case("dynamodb", "put_item",
         {**_put(), "ConditionExpression": "size(:n) > :n", "ExpressionAttributeValues": {":n": {"N": "1"}}},
         _VALIDATION, DYNAMODB),
    Case("dynamodb", "update_item", _update("SET m = :v, m.a = :v"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "update_item", _update("SET n = n + :v + :v"), _VALIDATION, DYNAMODB),
    Case("dynamodb", "scan",
         {"TableName": "{table}", "FilterExpression": "n BETWEEN :b AND :a",
          "ExpressionAttributeValues": {":a": {"N": "1"}, ":b": {"N": "2"}}}, _VALIDATION, DYNAMODB),
    Case("dynamodb", "create_table",
         {"TableName": "other", "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
          "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("p", "g")],
          "BillingMode": "PAY_PER_REQUEST", "GlobalSecondaryIndexes": [_INDEX]}, _VALIDATION, DYNAMODB),
    Case("dynamodb", "put_item", _put(x=_nested(33)), _VALIDATION, QUOTAS),
    Case("dynamodb", "put_item", _put(x={"S": "a", "N": "1"}), _VALIDATION, VALUES),
    Case("dynamodb", "put_item", _put(x={"L": [{}]}), _VALIDATION, VALUES),
    Case("dynamodb", "put_item",
         {**_put(), "ConditionExpression": "attribute_exists(p)", "Expected": {"p": {"Exists": False}}}, _VALIDATION,
         LEGACY),
    Case("s3", "put_object", {"Bucket": "{bucket}", "Key": "k", "Metadata": {"a": "x" * 2048}}, "MetadataTooLarge",
         METADATA),
    Case("s3", "put_object",
         {"Bucket": "{bucket}", "Key": "k", "Tagging": "&".join(f"t{number}=v" for number in range(11))}, "BadRequest",
         TAGS),
    Case("s3", "put_bucket_lifecycle_configuration", _lifecycle(), "InvalidRequest", LIFECYCLE),
    Case("s3", "put_bucket_lifecycle_configuration", _lifecycle(Expiration={"Days": 0}), "InvalidArgument", LIFECYCLE),
    Case("s3", "put_bucket_lifecycle_configuration", _lifecycle(NoncurrentVersionExpiration={"NoncurrentDays": 0}),
         "InvalidArgument", LIFECYCLE),
    Case("cloudwatch", "put_metric_data", {"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1.0}] * 1001},
         _INVALID, CLOUDWATCH),
    Case("cloudwatch", "get_metric_statistics", _statistics(), "MissingParameter", STATISTICS),
    Case("cloudwatch", "get_metric_statistics", _statistics(Statistics=["Sum"], Period=45), _INVALID, STATISTICS),
    *[
        Case("events", "put_rule", {"Name": "r", "EventPattern": pattern}, "InvalidEventPatternException", PATTERNS)
        for pattern in ('{{"source": "x"}}', '{{"source": []}}', '{{"source": [{{"like": "x"}}]}}', "[]", "{{")
    ],
    Case("lambda", "put_function_event_invoke_config", {"FunctionName": "f", "MaximumRetryAttempts": 3},
         _VALIDATION, "Lambda API reference"),
]  # fmt: skip
