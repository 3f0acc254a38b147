"""Ages pass on the account's clock: what has expired is gone, and what has not is there.

Sources: S3 user guide, "Lifecycle configuration elements"; DynamoDB developer guide, "Time to Live"; API references of
CloudWatch Logs, PutRetentionPolicy, and of SQS, MessageRetentionPeriod.
"""

from collections.abc import Iterator

import pytest

from bootstrap.clients import Clients
from harness.probes.emulator import Emulator
from harness.run.clock import utc_now
from tests.integration.lambda_runtime.functions import wait_until

DAY_S = 86_400
BUCKET = "ages-that-pass"


@pytest.fixture
def emulator(clients: Clients) -> Iterator[Emulator]:
    emulator = Emulator(clients)
    emulator.step()
    yield emulator
    emulator.release()


def rules(clients: Clients, *given: dict[str, object]) -> None:
    whole = [{"ID": str(index), "Status": "Enabled", "Filter": {}, **one} for index, one in enumerate(given)]
    clients.s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": whole})  # type: ignore[typeddict-item]


def keys(clients: Clients) -> list[str]:
    return [each["Key"] for each in clients.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_objects_and_uploads(clients: Clients, emulator: Emulator) -> None:
    s3 = clients.s3
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-south-1"})
    for key in ("short/a", "long/a"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=b"text")
    s3.create_multipart_upload(Bucket=BUCKET, Key="unfinished")
    rules(
        clients,
        {"Filter": {"Prefix": "short/"}, "Expiration": {"Days": 1}},
        {"Filter": {"Prefix": "long/"}, "Expiration": {"Days": 7}},
        {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
    )
    emulator.advance(2 * DAY_S)
    assert keys(clients) == ["long/a"]
    assert len(s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]) == 1
    emulator.advance(6 * DAY_S)
    assert keys(clients) == []
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=BUCKET, Key="long/a")


def test_versions_one_step_after_the_other_in_one_jump(clients: Clients, emulator: Emulator) -> None:
    s3 = clients.s3
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-south-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"one")
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"two")
    rules(clients, {"Expiration": {"Days": 3}, "NoncurrentVersionExpiration": {"NoncurrentDays": 10}})
    emulator.advance(5 * DAY_S)
    listed = s3.list_object_versions(Bucket=BUCKET)
    assert (len(listed["Versions"]), len(listed["DeleteMarkers"])) == (2, 1), "a marker stands before them"
    emulator.advance(25 * DAY_S)
    listed = s3.list_object_versions(Bucket=BUCKET)
    assert ("Versions" in listed, "DeleteMarkers" in listed) == (False, False), "and goes when nothing is behind it"
    s3.delete_bucket(Bucket=BUCKET)


def test_items(clients: Clients, emulator: Emulator) -> None:
    dynamodb = clients.dynamodb
    dynamodb.create_table(
        TableName="ages",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.update_time_to_live(
        TableName="ages", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )
    now_s = int(emulator.now_s())
    for name, at in (("day", DAY_S), ("week", 7 * DAY_S)):
        dynamodb.put_item(TableName="ages", Item={"id": {"S": name}, "expires": {"N": str(now_s + at)}})
    dynamodb.put_item(TableName="ages", Item={"id": {"S": "for ever"}})
    seen = []
    for days in (0.5, 1, 30):
        emulator.advance(days * DAY_S)
        seen.append(sorted(item["id"]["S"] for item in dynamodb.scan(TableName="ages")["Items"]))
    assert seen == [["day", "for ever", "week"], ["for ever", "week"], ["for ever"]]


def test_log_events(clients: Clients, emulator: Emulator) -> None:
    logs = clients.logs
    for group, days in (("/ages/day", 1), ("/ages/for-ever", None)):
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="s")
        if days:
            logs.put_retention_policy(logGroupName=group, retentionInDays=days)
        now_ms = int(utc_now().timestamp() * 1000)
        logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[{"timestamp": now_ms, "message": "text"}])
    seen = []
    for passing in (0.9, 0.2):
        emulator.advance(passing * DAY_S)
        found = [len(logs.filter_log_events(logGroupName=group)["events"]) for group in ("/ages/day", "/ages/for-ever")]
        seen.append(found)
    assert seen == [[1, 1], [0, 1]]


def test_messages(clients: Clients, emulator: Emulator) -> None:
    sqs = clients.sqs
    url = sqs.create_queue(QueueName="ages", Attributes={"MessageRetentionPeriod": str(4 * DAY_S)})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="text")
    seen = []
    for days in (3, 2):
        emulator.advance(days * DAY_S)
        seen.append(len(sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages", [])))
    assert seen == [1, 0]


@pytest.mark.slow
def test_on_the_real_clock_what_has_expired_goes_by_itself(clients: Clients) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html: items go within a few days of their
    time; here within the pause of what looks for them, a minute."""
    dynamodb = clients.dynamodb
    dynamodb.create_table(
        TableName="real",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    now_s = int(utc_now().timestamp())
    for name, at_s in (("over", now_s - 1), ("not yet", now_s + 3600)):
        dynamodb.put_item(TableName="real", Item={"id": {"S": name}, "expires": {"N": str(at_s)}})
    dynamodb.update_time_to_live(
        TableName="real", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"}
    )

    def left() -> list[str]:
        return [item["id"]["S"] for item in dynamodb.scan(TableName="real")["Items"]]

    wait_until(lambda: left() == ["not yet"], "the end of what has expired", 90)
