"""What AWS refuses though its models don't say so: each rule with AWS's code and message, and what is just within."""

import json
from typing import Any

import pytest

from emulator.validation.refusal import Refusal
from emulator.validation.rules import RULES, sqs

INVALID = "InvalidParameterValueException"
DLQ = "arn:aws:sqs:us-east-1:000000000000:dead"
OVERLAP = "Configurations overlap. Configurations on the same bucket cannot share a common event type."
AMBIGUOUS = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are "
    "overlapping for the same event type."
)


def refusal(service: str, operation: str, request: dict[str, Any], **headers: str) -> Refusal | None:
    return RULES[service][operation](request, {name.replace("_", "-"): value for name, value in headers.items()})


def attributes(**values: str) -> dict[str, Any]:
    return {"QueueName": "q", "Attributes": values}


def redrive(**policy: Any) -> str:
    return json.dumps(policy)


@pytest.mark.parametrize("operation", ["ReceiveMessage", "ChangeMessageVisibility"])
@pytest.mark.parametrize(("timeout_s", "taken"), [(-1, False), (0, True), (43_200, True), (43_201, False)])
def test_a_visibility_timeout_is_at_most_twelve_hours(operation: str, timeout_s: int, taken: bool) -> None:
    text = f"Value {timeout_s} for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if "
    refused = None if taken else Refusal(INVALID, f"{text}provided.")
    assert refusal("sqs", operation, {"VisibilityTimeout": timeout_s}) == refused


@pytest.mark.parametrize(("most", "taken"), [(-1, False), (0, False), (1, True), (10, True), (11, False)])
def test_at_most_ten_messages_are_received(most: int, taken: bool) -> None:
    text = f"Value {most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."
    assert refusal("sqs", "ReceiveMessage", {"MaxNumberOfMessages": most}) == (
        None if taken else Refusal(INVALID, text)
    )


@pytest.mark.parametrize(("delay_s", "taken"), [(None, True), (-1, False), (0, True), (900, True), (901, False)])
def test_a_message_is_delayed_by_at_most_a_quarter_of_an_hour(delay_s: int | None, taken: bool) -> None:
    text = f"Value {delay_s} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."
    assert sqs.message(delay_s, None) == (None if taken else Refusal(INVALID, text))


def test_a_message_has_at_most_ten_attributes() -> None:
    text = {"DataType": "String", "StringValue": "v"}
    assert sqs.message(None, {str(number): text for number in range(10)}) is None
    eleven = "Number of message attributes [11] exceeds the allowed maximum [10]."
    assert sqs.message(None, {str(number): text for number in range(11)}) == Refusal(INVALID, eleven)


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        ("Number", "1", True),
        ("Number", "-1.5e3", True),
        ("Number.int", "7", True),
        ("Number", "abc", False),
        ("Number", "", False),
        ("Number", "NaN", False),
        ("Number.int", "1,5", False),
        ("String", "abc", True),
    ],
)
def test_a_number_is_one(kind: str, value: str, taken: bool) -> None:
    text = "Can't cast the value of message (user) attribute 'n' to a number."
    found = sqs.message_attributes({"n": {"DataType": kind, "StringValue": value}})
    assert found == (None if taken else Refusal(INVALID, text))


@pytest.mark.parametrize("operation", ["CreateQueue", "SetQueueAttributes"])
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("DelaySeconds", 0, 900),
        ("MaximumMessageSize", 1_024, 1_048_576),
        ("MessageRetentionPeriod", 60, 1_209_600),
        ("ReceiveMessageWaitTimeSeconds", 0, 20),
        ("VisibilityTimeout", 0, 43_200),
    ],
)
def test_a_queues_attributes_have_ranges(operation: str, name: str, low: int, high: int) -> None:
    for value in (low, high):
        assert refusal("sqs", operation, attributes(**{name: str(value)})) is None
    for text in (str(low - 1), str(high + 1), "many", ""):
        refused = Refusal("InvalidAttributeValue", f"Invalid value for the parameter {name}.")
        assert refusal("sqs", operation, attributes(**{name: text})) == refused


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("", None),
        (redrive(deadLetterTargetArn=DLQ, maxReceiveCount=1), None),
        (redrive(deadLetterTargetArn=DLQ, maxReceiveCount="1000"), None),
        ("no json", "Redrive policy is not a valid JSON map."),
        ("[]", "Redrive policy is not a valid JSON map."),
        (redrive(maxReceiveCount=1), "Redrive policy does not contain mandatory attribute: deadLetterTargetArn."),
        (redrive(deadLetterTargetArn=DLQ), "Redrive policy does not contain mandatory attribute: maxReceiveCount."),
        *(
            (
                redrive(deadLetterTargetArn=DLQ, maxReceiveCount=count),
                f"Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000 both inclusive.",
            )
            for count in (0, -1, 1001, "x", 1.5)
        ),
    ],
)
def test_a_redrive_policy(policy: str, reason: str | None) -> None:
    text = f"Value {policy} for parameter RedrivePolicy is invalid. Reason: {reason}"
    refused = None if reason is None else Refusal(INVALID, text)
    assert refusal("sqs", "SetQueueAttributes", attributes(RedrivePolicy=policy)) == refused


@pytest.mark.parametrize(
    ("subject", "taken"),
    [("s", True), ("s" * 100, True), ("ü", True), ("s" * 101, False), ("", False), ("a\nb", False), ("a\x07", False)],
)
def test_a_subject(subject: str, taken: bool) -> None:
    refused = None if taken else Refusal("InvalidParameter", "Invalid parameter: Subject")
    assert refusal("sns", "Publish", {"Subject": subject, "Message": "m"}) == refused


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("some-bucket", True),
        ("xn--bucket", False),
        ("sthree-bucket", False),
        ("amzn-s3-demo-bucket", False),
        ("bucket-s3alias", False),
        ("bucket--ol-s3", False),
        ("bucket.mrap", False),
        ("bucket--x-s3", False),
        ("bucket--table-s3", False),
        ("a..b", False),
        ("192.168.5.4", False),
    ],
)
def test_a_buckets_name_is_not_a_reserved_one(name: str, taken: bool) -> None:
    refused = None if taken else Refusal("InvalidBucketName", "The specified bucket is not valid.")
    assert refusal("s3", "CreateBucket", {"Bucket": name}) == refused


def queue(*events: str, id_: str = "", **rules: str) -> dict[str, Any]:
    listed = [{"Name": name, "Value": value} for name, value in rules.items()]
    filtered = {"Filter": {"Key": {"FilterRules": listed}}} if listed else {}
    return {"QueueArn": "arn:aws:sqs:us-east-1:000000000000:q", "Events": list(events), "Id": id_, **filtered}


ALL, PUT, REMOVED = "s3:ObjectCreated:*", "s3:ObjectCreated:Put", "s3:ObjectRemoved:*"
TWO_PREFIXES = {
    **queue(ALL),
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "a"}, {"Name": "Prefix", "Value": "b"}]}},
}


@pytest.mark.parametrize(
    ("queues", "message"),
    [
        ([queue(ALL)], None),
        ([queue(ALL), queue(REMOVED)], None),
        ([queue(PUT), queue("s3:ObjectCreated:Post")], None),
        ([queue(ALL, prefix="a/"), queue(ALL, prefix="b/")], None),
        ([queue(ALL, prefix="a/", suffix=".jpg"), queue(ALL, prefix="a/", suffix=".png")], None),
        ([queue("s3:ObjectAcl:Put"), queue("s3:IntelligentTiering")], None),
        ([queue(ALL), queue(ALL)], OVERLAP),
        ([queue(ALL), queue(PUT)], OVERLAP),
        ([queue(ALL, PUT)], OVERLAP),
        ([queue(PUT, PUT)], OVERLAP),
        ([queue(ALL), queue(PUT, prefix="a/")], AMBIGUOUS),
        ([queue(ALL, prefix="a"), queue(ALL, prefix="ab")], AMBIGUOUS),
        ([queue(ALL, prefix="a/"), queue(ALL, suffix=".jpg")], AMBIGUOUS),
        ([queue(ALL, id_="same"), queue(REMOVED, id_="same")],
         "Same ID used for multiple configurations. IDs must be unique"),
        ([TWO_PREFIXES], "Cannot specify more than one prefix rule in a filter."),
        ([queue(ALL, infix="a")], "filter rule name must be either prefix or suffix"),
        ([queue("s3:ObjectCreated:Patch")], "The event is not supported for notifications"),
        ([queue("s3:ObjectLooked:*")], "The event is not supported for notifications"),
    ],
)  # fmt: skip
def test_notifications(queues: list[dict[str, Any]], message: str | None) -> None:
    request = {"NotificationConfiguration": {"QueueConfigurations": queues}}
    refused = None if message is None else Refusal("InvalidArgument", message)
    assert refusal("s3", "PutBucketNotificationConfiguration", request) == refused


def test_notifications_of_two_kinds_overlap_as_well() -> None:
    request = {"NotificationConfiguration": {"QueueConfigurations": [queue(ALL)], "TopicConfigurations": [queue(PUT)]}}
    assert refusal("s3", "PutBucketNotificationConfiguration", request) == Refusal("InvalidArgument", OVERLAP)


@pytest.mark.parametrize(("count", "taken"), [(1_000, True), (1_001, False)])
def test_a_thousand_keys_are_deleted_at_once(count: int, taken: bool) -> None:
    found = refusal("s3", "DeleteObjects", {"Delete": {"Objects": [{"Key": "k"}] * count}})
    assert (found.code if found else None) == (None if taken else "MalformedXML")


@pytest.mark.parametrize("operation", ["PutObject", "UploadPart"])
def test_a_body_tells_its_length(operation: str) -> None:
    missing = Refusal("MissingContentLength", "You must provide the Content-Length HTTP header.", 411)
    assert refusal("s3", operation, {}, Transfer_Encoding="chunked") == missing
    told = {"Transfer-Encoding": "chunked", "x-amz-decoded-content-length": "3"}
    assert RULES["s3"][operation]({}, told) is None
    assert refusal("s3", operation, {}, Content_Length="3") is None
