"""What must be an ARN is one, what is required is there, and a listing goes on only from a token that was told."""

import pytest
from botocore.session import Session

from emulator.validation.arns import not_an_arn
from emulator.validation.paging import MOST, Tokens
from emulator.validation.request import Validator

ARN = "arn:aws:sns:us-east-1:000000000000:t"


@pytest.mark.parametrize(
    ("service", "member", "code"),
    [
        ("sns", "TopicArn", "InvalidParameter"),
        ("sqs", "SourceArn", "InvalidParameterValueException"),
        ("events", "ResourceARN", "ValidationException"),
        ("logs", "resourceArn", "InvalidParameterException"),
    ],
)
def test_a_name_is_no_arn(service: str, member: str, code: str) -> None:
    refusal = not_an_arn(service, {member: "things"})
    assert refusal is not None
    assert refusal.code == code
    assert not_an_arn(service, {member: ARN}) is None


def test_parts_of_an_arn_are_counted() -> None:
    refusal = not_an_arn("sns", {"TopicArn": "arn:aws"})
    assert refusal is not None
    assert refusal.message == "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2"


def test_services_that_say_so_themselves_are_left_alone() -> None:
    assert not_an_arn("lambda", {"FunctionArn": "name"}) is None


def refused(service: str, operation: str, request: dict[str, object]) -> tuple[str, str] | None:
    model = Session().get_service_model(service).operation_model(operation)
    refusal = Validator().refusal(model, request)
    return (refusal.code, refusal.message) if refusal else None


def test_sqs_names_what_is_missing() -> None:
    assert refused("sqs", "SendMessage", {"QueueUrl": "http://x/000000000000/q"}) == (
        "MissingParameter",
        "The request must contain the parameter MessageBody.",
    )


def test_s3_calls_a_body_malformed_that_lacks_something() -> None:
    found = refused("s3", "DeleteObjects", {"Bucket": "b", "Delete": {}})
    assert found == (
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
    assert refused("s3", "DeleteObjects", {"Bucket": "b", "Delete": {"Objects": [{"Key": "k"}]}}) is None


def test_an_answers_headers_may_be_what_a_header_can_say() -> None:
    shown = {"ResponseContentDisposition": 'attachment; filename="é.txt"', "ResponseContentType": "a/b;\tc=d"}
    assert refused("s3", "GetObject", {"Bucket": "b", "Key": "k", **shown, "ResponseCacheControl": None}) is None


def test_values_of_s3_are_its_own_business() -> None:
    assert refused("s3", "PutObject", {"Bucket": "b", "Key": "k", "ACL": "nobody"}) is None


@pytest.mark.parametrize(
    ("service", "operation", "request_", "code"),
    [
        ("sqs", "DeleteQueue", {"QueueUrl": "things"}, "InvalidAddress"),
        ("sqs", "GetQueueUrl", {"QueueName": "q", "QueueOwnerAWSAccountId": "x"},
         "AWS.SimpleQueueService.NonExistentQueue"),
        ("sqs", "CreateQueue", {"QueueName": "q", "Attributes": {"Policy": "["}}, "InvalidAttributeValue"),
        ("sns", "CreateTopic", {"Name": "t", "Attributes": {"Policy": "[1]"}}, "InvalidParameter"),
        ("sns", "CreateTopic", {"Name": "t", "Attributes": {"DisplayName": "a\x01b"}}, "InvalidParameter"),
        ("sns", "SetTopicAttributes",
         {"TopicArn": "arn:aws:sns:us-east-1:000000000000:t", "AttributeName": "DisplayName", "AttributeValue": "\0"},
         "InvalidParameter"),
        ("logs", "StartQuery", {"startTime": 0, "endTime": 1, "queryString": "fields @message"},
         "InvalidParameterException"),
        ("sqs", "ListQueues", {"MaxResults": -1}, "InvalidParameterValueException"),
        ("events", "PutPermission", {"Policy": "x"}, "ValidationException"),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k", "ResponseContentDisposition": "attachment; filename=€"},
         "InvalidArgument"),
        ("s3", "HeadObject", {"Bucket": "b", "Key": "k", "ResponseContentType": "a\r\nb: c"}, "InvalidArgument"),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "Metadata": {"a: 1\r\nSet-Cookie": "b"}}, "InvalidArgument"),
        ("s3", "CopyObject", {"Bucket": "b", "Key": "k", "CopySource": "b/k", "Metadata": {"a b": "b"}},
         "InvalidArgument"),
        ("s3", "CreateMultipartUpload", {"Bucket": "b", "Key": "k", "Metadata": {"": "b"}}, "InvalidArgument"),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k", "ResponseCacheControl": "\0"}, "InvalidArgument"),
        ("s3", "PutBucketAcl", {"Bucket": "b", "GrantRead": "name"}, "InvalidArgument"),
        ("lambda", "UpdateFunctionCode", {"FunctionName": "f", "S3Key": "k"}, "InvalidParameterValueException"),
        ("lambda", "PublishLayerVersion", {"LayerName": "l", "Content": {}}, "InvalidParameterValueException"),
        ("dynamodb", "TransactWriteItems", {"TransactItems": [{}]}, "ValidationException"),
    ],
)  # fmt: skip
def test_what_models_do_not_say(service: str, operation: str, request_: dict[str, object], code: str) -> None:
    found = refused(service, operation, request_)
    assert found is not None
    assert found[0] == code


def test_only_told_tokens_go_on() -> None:
    tokens = Tokens()
    refusal = tokens.refusal("sns", "ListTopics", {"NextToken": "100"})
    assert refusal is not None
    assert refusal.code == "InvalidParameter"
    tokens.tell("sns", {"Topics": [], "NextToken": 100})
    assert tokens.refusal("sns", "ListTopics", {"NextToken": "100"}) is None
    assert tokens.refusal("events", "ListRules", {"NextToken": "100"}) is not None


def test_markers_that_are_keys_are_no_tokens() -> None:
    assert Tokens().refusal("s3", "ListObjects", {"Marker": "key"}) is None
    assert Tokens().refusal("logs", "GetLogEvents", {"nextToken": "f/1"}) is None


def test_old_tokens_are_forgotten() -> None:
    tokens = Tokens()
    for number in range(MOST + 1):
        tokens.tell("iam", {"Marker": f"m{number}"})
    assert tokens.refusal("iam", "ListRoles", {"Marker": "m0"}) is not None
    assert tokens.refusal("iam", "ListRoles", {"Marker": f"m{MOST}"}) is None
