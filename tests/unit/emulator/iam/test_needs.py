"""Which actions on which resources operations need, where it isn't one action of the same name on one resource."""

from typing import Any

import pytest

from emulator.iam.actions.call import Call, account_of
from emulator.iam.actions.needs import needs
from tests.unit.emulator.iam.account import ACCOUNT, REGION, ROLE, Account

OTHER = "111122223333"
S3, SQS = "arn:aws:s3:::b", f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/f"
BUS = f"arn:aws:events:{REGION}:{ACCOUNT}"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}"
SSM = f"arn:aws:ssm:{REGION}:{ACCOUNT}"


def needed(service: str, operation: str, **parameters: Any) -> list[tuple[str, str]]:
    found = needs(Call(service, operation, parameters, REGION, ACCOUNT, Account()))
    return [(one.action, one.resource) for one in found]


@pytest.mark.parametrize(
    ("operation", "parameters", "expected"),
    [
        ("GetObject", {}, [("s3:GetObject", "/k")]),
        ("GetObject", {"VersionId": "v"}, [("s3:GetObjectVersion", "/k")]),
        ("HeadObject", {}, [("s3:GetObject", "/k")]),
        ("PutObject", {}, [("s3:PutObject", "/k")]),
        ("PutObject", {"Tagging": "a=b"}, [("s3:PutObject", "/k"), ("s3:PutObjectTagging", "/k")]),
        (
            "PutObject",
            {"ACL": "private", "Tagging": "a=b"},
            [("s3:PutObject", "/k"), ("s3:PutObjectAcl", "/k"), ("s3:PutObjectTagging", "/k")],
        ),
        ("CreateMultipartUpload", {}, [("s3:PutObject", "/k")]),
        ("UploadPart", {}, [("s3:PutObject", "/k")]),
        ("CompleteMultipartUpload", {}, [("s3:PutObject", "/k")]),
        ("AbortMultipartUpload", {}, [("s3:AbortMultipartUpload", "/k")]),
        ("ListParts", {}, [("s3:ListMultipartUploadParts", "/k")]),
        ("CopyObject", {"CopySource": "b/x%20y"}, [("s3:PutObject", "/k"), ("s3:GetObject", "/x y")]),
        ("CopyObject", {"CopySource": "/b/x?versionId=v"}, [("s3:PutObject", "/k"), ("s3:GetObjectVersion", "/x")]),
        ("CopyObject", {"CopySource": {"Bucket": "b", "Key": "x"}}, [("s3:PutObject", "/k"), ("s3:GetObject", "/x")]),
        ("ListObjects", {}, [("s3:ListBucket", "")]),
        ("ListObjectsV2", {}, [("s3:ListBucket", "")]),
        ("HeadBucket", {}, [("s3:ListBucket", "")]),
        ("ListObjectVersions", {}, [("s3:ListBucketVersions", "")]),
        ("ListMultipartUploads", {}, [("s3:ListBucketMultipartUploads", "")]),
        ("DeleteObject", {}, [("s3:DeleteObject", "/k")]),
        ("DeleteObject", {"VersionId": "v"}, [("s3:DeleteObjectVersion", "/k")]),
        (
            "DeleteObjects",
            {"Delete": {"Objects": [{"Key": "a"}, {"Key": "b", "VersionId": "v"}]}},
            [("s3:DeleteObject", "/a"), ("s3:DeleteObjectVersion", "/b")],
        ),
        ("PutBucketNotificationConfiguration", {}, [("s3:PutBucketNotification", "")]),
        ("DeleteBucketLifecycle", {}, [("s3:PutLifecycleConfiguration", "")]),
        ("DeletePublicAccessBlock", {}, [("s3:PutBucketPublicAccessBlock", "")]),
    ],
)
def test_s3(operation: str, parameters: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    found = needed("s3", operation, **({"Bucket": "b", "Key": "k"} | parameters))
    assert found == [(action, S3 + ending) for action, ending in expected]


def test_listing_buckets_is_on_all() -> None:
    assert needed("s3", "ListBuckets") == [("s3:ListAllMyBuckets", "*")]


@pytest.mark.parametrize(
    ("operation", "parameters", "expected"),
    [
        ("Query", {"TableName": "t"}, [("dynamodb:Query", TABLE)]),
        ("Query", {"TableName": "t", "IndexName": "i"}, [("dynamodb:Query", f"{TABLE}/index/i")]),
        ("Query", {"TableName": TABLE}, [("dynamodb:Query", TABLE)]),
        ("ListTables", {}, [("dynamodb:ListTables", "*")]),
        (
            "BatchGetItem",
            {"RequestItems": {"t": {"Keys": []}, "t2": {"Keys": []}}},
            [("dynamodb:BatchGetItem", TABLE), ("dynamodb:BatchGetItem", f"{TABLE}2")],
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"t": [{"PutRequest": {"Item": {}}}]}},
            [("dynamodb:BatchWriteItem", TABLE)],
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "t", "Item": {}}},
                    {"Update": {"TableName": "t", "Key": {}}},
                    {"Delete": {"TableName": "u", "Key": {}}},
                    {"ConditionCheck": {"TableName": "t", "Key": {}}},
                ]
            },
            [
                ("dynamodb:PutItem", TABLE),
                ("dynamodb:UpdateItem", TABLE),
                ("dynamodb:DeleteItem", f"{TABLE[:-1]}u"),
                ("dynamodb:ConditionCheckItem", TABLE),
            ],
        ),
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "t", "Key": {}}}]},
            [("dynamodb:GetItem", TABLE)],
        ),
        (
            "ExecuteStatement",
            {"Statement": 'SELECT a FROM "t"."i" WHERE b = 1'},
            [("dynamodb:PartiQLSelect", f"{TABLE}/index/i")],
        ),
        (
            "ExecuteTransaction",
            {"TransactStatements": [{"Statement": "insert into t value {}"}, {"Statement": 'UPDATE "t" SET a=1'}]},
            [("dynamodb:PartiQLInsert", TABLE), ("dynamodb:PartiQLUpdate", TABLE)],
        ),
        (
            "BatchExecuteStatement",
            {"Statements": [{"Statement": "DELETE FROM t WHERE a=1"}]},
            [("dynamodb:PartiQLDelete", TABLE)],
        ),
        ("TagResource", {"ResourceArn": TABLE}, [("dynamodb:TagResource", TABLE)]),
    ],
)
def test_dynamodb(operation: str, parameters: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert needed("dynamodb", operation, **parameters) == expected


def test_a_stream_is_read_by_its_iterator() -> None:
    stream = f"{TABLE}/stream/2026-01-01T00:00:00.000"
    assert needed("dynamodbstreams", "GetRecords", ShardIterator=f"{stream}|1|abc") == [("dynamodb:GetRecords", stream)]
    assert needed("dynamodbstreams", "DescribeStream", StreamArn=stream) == [("dynamodb:DescribeStream", stream)]


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"),
    [
        ("sqs", "SendMessage", {"QueueUrl": f"http://localhost:4566/{ACCOUNT}/q"}, [("sqs:SendMessage", SQS)]),
        (
            "sqs",
            "SendMessageBatch",
            {"QueueUrl": f"http://localhost:4566/queue/{REGION}/{ACCOUNT}/q"},
            [("sqs:SendMessage", SQS)],
        ),
        (
            "sqs",
            "ReceiveMessage",
            {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{OTHER}/q"},
            [("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{OTHER}:q")],
        ),
        ("sqs", "GetQueueUrl", {"QueueName": "q"}, [("sqs:GetQueueUrl", SQS)]),
        ("sqs", "ListQueues", {}, [("sqs:ListQueues", "*")]),
        (
            "sns",
            "PublishBatch",
            {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:t"},
            [("sns:Publish", f"arn:aws:sns:{REGION}:{ACCOUNT}:t")],
        ),
        ("sns", "CreateTopic", {"Name": "t"}, [("sns:CreateTopic", f"arn:aws:sns:{REGION}:{ACCOUNT}:t")]),
        (
            "sns",
            "Unsubscribe",
            {"SubscriptionArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:t:1-2"},
            [("sns:Unsubscribe", f"arn:aws:sns:{REGION}:{ACCOUNT}:t")],
        ),
        ("lambda", "Invoke", {"FunctionName": "f"}, [("lambda:InvokeFunction", FUNCTION)]),
        ("lambda", "Invoke", {"FunctionName": "f:live"}, [("lambda:InvokeFunction", f"{FUNCTION}:live")]),
        (
            "lambda",
            "Invoke",
            {"FunctionName": FUNCTION, "Qualifier": "2"},
            [("lambda:InvokeFunction", f"{FUNCTION}:2")],
        ),
        (
            "lambda",
            "Invoke",
            {"FunctionName": f"{OTHER}:function:f"},
            [("lambda:InvokeFunction", f"arn:aws:lambda:{REGION}:{OTHER}:function:f")],
        ),
        (
            "lambda",
            "CreateFunction",
            {"FunctionName": "f", "Role": ROLE},
            [("lambda:CreateFunction", FUNCTION), ("iam:PassRole", ROLE)],
        ),
        (
            "lambda",
            "GetLayerVersion",
            {"LayerName": "l", "VersionNumber": 1},
            [("lambda:GetLayerVersion", f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:l:1")],
        ),
        (
            "lambda",
            "CreateEventSourceMapping",
            {"FunctionName": "f", "EventSourceArn": SQS},
            [("lambda:CreateEventSourceMapping", "*")],
        ),
        (
            "logs",
            "PutLogEvents",
            {"logGroupName": "/aws/lambda/f", "logStreamName": "s"},
            [("logs:PutLogEvents", f"{LOGS}:log-stream:s")],
        ),
        (
            "logs",
            "CreateLogStream",
            {"logGroupName": "/aws/lambda/f", "logStreamName": "s"},
            [("logs:CreateLogStream", f"{LOGS}:log-stream:s")],
        ),
        ("logs", "CreateLogGroup", {"logGroupName": "/aws/lambda/f"}, [("logs:CreateLogGroup", f"{LOGS}:log-stream:")]),
        (
            "logs",
            "FilterLogEvents",
            {"logGroupIdentifier": f"{LOGS}:*"},
            [("logs:FilterLogEvents", f"{LOGS}:log-stream:")],
        ),
        ("logs", "TagResource", {"resourceArn": LOGS}, [("logs:TagResource", LOGS)]),
        (
            "cloudwatch",
            "DeleteAlarms",
            {"AlarmNames": ["a", "b"]},
            [("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}") for name in "ab"],
        ),
        ("cloudwatch", "PutMetricData", {"Namespace": "N"}, [("cloudwatch:PutMetricData", "*")]),
        (
            "events",
            "PutEvents",
            {"Entries": [{"Source": "a"}, {"EventBusName": "mine"}]},
            [("events:PutEvents", f"{BUS}:event-bus/default"), ("events:PutEvents", f"{BUS}:event-bus/mine")],
        ),
        ("events", "PutRule", {"Name": "r"}, [("events:PutRule", f"{BUS}:rule/r")]),
        ("events", "PutRule", {"Name": "r", "EventBusName": "mine"}, [("events:PutRule", f"{BUS}:rule/mine/r")]),
        (
            "events",
            "PutTargets",
            {"Rule": "r", "Targets": [{"Arn": SQS, "RoleArn": ROLE}, {"Arn": SQS, "RoleArn": ROLE}]},
            [("events:PutTargets", f"{BUS}:rule/r"), ("iam:PassRole", ROLE)],
        ),
        (
            "stepfunctions",
            "StartExecution",
            {"stateMachineArn": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:m"},
            [("states:StartExecution", f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:m")],
        ),
        (
            "sts",
            "AssumeRole",
            {"RoleArn": f"arn:aws:iam::{OTHER}:role/p/r"},
            [("sts:AssumeRole", f"arn:aws:iam::{OTHER}:role/p/r")],
        ),
        ("sts", "GetCallerIdentity", {}, [("sts:GetCallerIdentity", "*")]),
        (
            "iam",
            "CreateRole",
            {"RoleName": "r", "Path": "/p/"},
            [("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/p/r")],
        ),
        ("iam", "GetRole", {"RoleName": "pathed"}, [("iam:GetRole", f"arn:aws:iam::{ACCOUNT}:role/path/pathed")]),
        ("iam", "ListRoles", {}, [("iam:ListRoles", "*")]),
        ("kms", "Encrypt", {"KeyId": "1234"}, [("kms:Encrypt", f"{KEY}:key/1234")]),
        ("kms", "Encrypt", {"KeyId": "alias/a"}, [("kms:Encrypt", f"{KEY}:key/1234")]),
        ("kms", "Encrypt", {"KeyId": f"{KEY}:alias/a"}, [("kms:Encrypt", f"{KEY}:key/1234")]),
        (
            "kms",
            "CreateAlias",
            {"AliasName": "alias/new", "TargetKeyId": "1234"},
            [("kms:CreateAlias", f"{KEY}:alias/new"), ("kms:CreateAlias", f"{KEY}:key/1234")],
        ),
        (
            "kms",
            "ReEncrypt",
            {"SourceKeyId": "1", "DestinationKeyId": "2"},
            [("kms:ReEncryptFrom", f"{KEY}:key/1"), ("kms:ReEncryptTo", f"{KEY}:key/2")],
        ),
        (
            "ssm",
            "GetParameters",
            {"Names": ["/app/a", "b"]},
            [("ssm:GetParameters", f"{SSM}:parameter/app/a"), ("ssm:GetParameters", f"{SSM}:parameter/b")],
        ),
        ("ssm", "GetParametersByPath", {"Path": "/app"}, [("ssm:GetParametersByPath", f"{SSM}:parameter/app")]),
        (
            "secretsmanager",
            "GetSecretValue",
            {"SecretId": "db"},
            [("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:db-AbCdEf")],
        ),
        (
            "cloudformation",
            "CreateStack",
            {"StackName": "s"},
            [("cloudformation:CreateStack", f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/s/*")],
        ),
    ],
)
def test_others(service: str, operation: str, parameters: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert needed(service, operation, **parameters) == expected


@pytest.mark.parametrize(
    ("service", "method", "uri", "parameters", "expected"),
    [
        (
            "apigateway",
            "GET",
            "/restapis/{restapi_id}/stages/{stage_name}",
            {"restApiId": "a", "stageName": "s"},
            "/restapis/a/stages/s",
        ),
        ("apigateway", "POST", "/restapis", {}, "/restapis"),
        ("apigatewayv2", "DELETE", "/v2/apis/{apiId}", {"ApiId": "a"}, "/apis/a"),
        ("apigatewayv2", "GET", "/v2/apis/{apiId}/routes", {}, "/apis/*/routes"),
    ],
)
def test_api_gateway(service: str, method: str, uri: str, parameters: dict[str, Any], expected: str) -> None:
    (found,) = needs(Call(service, "Any", parameters, REGION, ACCOUNT), method, uri)
    assert (found.action, found.resource) == (f"apigateway:{method}", f"arn:aws:apigateway:{REGION}::{expected}")


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (f"arn:aws:sqs:us-east-1:{OTHER}:q", OTHER),
        ("arn:aws:s3:::b", ACCOUNT),
        ("arn:aws:iam::aws:policy/AdministratorAccess", ACCOUNT),
        ("*", ACCOUNT),
    ],
)
def test_the_account_of_a_resource(arn: str, expected: str) -> None:
    assert account_of(arn, ACCOUNT) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"http://127.0.0.1:4566/queue/eu-west-1/{ACCOUNT}/q", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"),
        (f"http://127.0.0.1:4566/{ACCOUNT}/q", SQS),
        (f"http://127.0.0.1:4566/{ACCOUNT}/q/", SQS),
        (f"http://sqs.eu-west-1.localhost:4566/{ACCOUNT}/q", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"),
        (f"http://eu-west-1.queue.localhost:4566/{ACCOUNT}/q", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"),
        (f"http://queue.localhost:4566/{ACCOUNT}/q", f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"),
        (f"http://h/{ACCOUNT}/q?x=/{ACCOUNT}/other", SQS),
        (f"http://h/{ACCOUNT}/q#/{ACCOUNT}/other", SQS),
        (f"http://h/{OTHER}/q", f"arn:aws:sqs:{REGION}:{OTHER}:q"),
    ],
)
def test_a_queue_is_what_its_address_says_in_path_and_host(url: str, expected: str) -> None:
    assert needed("sqs", "ReceiveMessage", QueueUrl=url) == [("sqs:ReceiveMessage", expected)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("//x/b/k", "arn:aws:s3:::b/k"),
        ("b/k;.jpg", "arn:aws:s3:::b/k"),
        ("b/k#.jpg", "arn:aws:s3:::b/k"),
        ("b/k?.jpg", "arn:aws:s3:::b/k"),
        ("b/a+b", "arn:aws:s3:::b/a b"),
        ("b%2Fk", "arn:aws:s3:::b/k"),
    ],
)
def test_the_source_of_a_copy_is_read_as_s3_reads_it(source: str, expected: str) -> None:
    assert ("s3:GetObject", expected) in needed("s3", "CopyObject", Bucket="b", Key="to", CopySource=source)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"),
    [
        ("lambda", "CreateFunction", {"Code": {"S3Bucket": "b", "S3Key": "k"}}, ("s3:GetObject", f"{S3}/k")),
        ("lambda", "UpdateFunctionCode", {"S3Bucket": "b", "S3Key": "k"}, ("s3:GetObject", f"{S3}/k")),
        (
            "lambda",
            "PublishLayerVersion",
            {"Content": {"S3Bucket": "b", "S3Key": "k", "S3ObjectVersion": "1"}},
            ("s3:GetObjectVersion", f"{S3}/k"),
        ),
        ("secretsmanager", "BatchGetSecretValue", {"Filters": []}, ("secretsmanager:GetSecretValue", "*")),
        ("sqs", "StartMessageMoveTask", {"SourceArn": SQS}, ("sqs:ReceiveMessage", SQS)),
        (
            "sqs",
            "StartMessageMoveTask",
            {"SourceArn": SQS, "DestinationArn": f"{SQS}2"},
            ("sqs:SendMessage", f"{SQS}2"),
        ),
    ],
)
def test_what_is_needed_beside_the_action_of_the_name(
    service: str, operation: str, parameters: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in needed(service, operation, **parameters)
