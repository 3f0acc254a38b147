"""Resource policies, presigned URLs, objects that aren't there, and services that act as themselves."""

import json
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.iam.callers import Iam, allow, deny, document
from tests.integration.lambda_runtime.functions import wait_until


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    answer = error.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.fixture
def bucket(clients: Clients) -> str:
    clients.s3.create_bucket(Bucket="pictures")
    clients.s3.put_object(Bucket="pictures", Key="a/b", Body=b"x")
    return "pictures"


def test_a_bucket_policy_alone_lets_a_user_of_the_account_in(iam: Iam, bucket: str) -> None:
    user = iam.user()
    iam.mode("enforce")
    with pytest.raises(ClientError) as refused:
        user.client("s3").get_object(Bucket=bucket, Key="a/b")
    assert code_of(refused) == ("AccessDenied", 403)
    statement = allow("s3:GetObject", f"arn:aws:s3:::{bucket}/a/*", Principal={"AWS": user.arn})
    iam.clients.s3.put_bucket_policy(Bucket=bucket, Policy=document(statement))
    assert user.client("s3").get_object(Bucket=bucket, Key="a/b")["Body"].read() == b"x"


def test_an_explicit_deny_of_a_bucket_reaches_the_root(iam: Iam, bucket: str) -> None:
    statement = deny("s3:DeleteObject", f"arn:aws:s3:::{bucket}/*", Principal="*")
    iam.clients.s3.put_bucket_policy(Bucket=bucket, Policy=document(statement))
    iam.mode("enforce")
    with pytest.raises(ClientError, match="with an explicit deny in a resource-based policy"):
        iam.clients.s3.delete_object(Bucket=bucket, Key="a/b")


def test_who_may_not_list_is_not_told_what_is_missing(iam: Iam, bucket: str) -> None:
    reader = iam.user(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"))
    lister = iam.user(
        allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"), allow("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    )
    iam.mode("enforce")
    for user, expected in ((reader, ("AccessDenied", 403)), (lister, ("NoSuchKey", 404))):
        with pytest.raises(ClientError) as refused:
            user.client("s3").get_object(Bucket=bucket, Key="missing")
        assert code_of(refused) == expected
    with pytest.raises(ClientError) as refused:
        reader.client("s3").head_object(Bucket=bucket, Key="missing")
    assert code_of(refused) == ("403", 403)
    assert reader.client("s3").head_object(Bucket=bucket, Key="a/b")["ContentLength"] == 1


def test_a_copy_reads_and_writes(iam: Iam, bucket: str) -> None:
    writer = iam.user(allow("s3:PutObject", f"arn:aws:s3:::{bucket}/*"))
    iam.mode("enforce")
    with pytest.raises(ClientError, match=f"s3:GetObject on resource: arn:aws:s3:::{bucket}/a/b"):
        writer.client("s3").copy_object(Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "a/b"})


def test_a_presigned_url_can_do_what_its_signer_may_when_it_is_used(iam: Iam, bucket: str) -> None:
    role = iam.role(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"), trusts={"AWS": iam.clients.account_id})
    signer = iam.session(role).client("s3", signature_version="s3v4")
    url = signer.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a/b"})
    iam.mode("enforce")
    assert requests.get(url, timeout=10).text == "x"
    iam.clients.iam.delete_role_policy(RoleName=role.rsplit("/", 1)[-1], PolicyName="own")
    refused = requests.get(url, timeout=10)
    assert (refused.status_code, "<Code>AccessDenied</Code>" in refused.text) == (403, True)
    (row,) = iam.seen(role=role, action="s3:GetObject", outcome="implicitDeny")
    assert row["resource"] == f"arn:aws:s3:::{bucket}/a/b"


def test_nobody_may_read_what_is_not_public(iam: Iam, bucket: str) -> None:
    iam.mode("enforce")
    url = f"{iam.clients.endpoint.url}/{bucket}/a/b"
    assert requests.get(url, timeout=10).status_code == 403


def test_another_account_needs_both_policies(iam: Iam, clients: Clients) -> None:
    other = Iam(Clients(clients.endpoint, account_id=str(int(clients.account_id) + 1)))
    user = other.user(allow("sqs:*"))
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    other.mode("enforce")
    iam.mode("enforce")
    with pytest.raises(ClientError, match="because no resource-based policy allows the sqs:SendMessage action"):
        user.client("sqs").send_message(QueueUrl=url, MessageBody="m")
    arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    statement = allow("sqs:SendMessage", arn, Principal={"AWS": user.arn})
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(statement)})
    user.client("sqs").send_message(QueueUrl=url, MessageBody="m")


@pytest.fixture
def fan_out(clients: Clients) -> tuple[str, str]:
    """A topic whose messages go to a queue: the topic's ARN and the queue's URL."""
    topic = clients.sns.create_topic(Name="t")["TopicArn"]
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    queue = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    return topic, url


def messages(clients: Clients, url: str, wait_s: int = 1) -> list[Any]:
    answer = clients.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=wait_s, MaxNumberOfMessages=10)
    return list(answer.get("Messages", ()))


def test_a_topic_needs_the_queues_policy(iam: Iam, clients: Clients, fan_out: tuple[str, str]) -> None:
    topic, url = fan_out
    iam.mode("enforce")
    clients.sns.publish(TopicArn=topic, Message="lost")
    wait_until(lambda: iam.seen(principal="sns.amazonaws.com", outcome="implicitDeny"), "the delivery is refused")
    queue = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    source = {"ArnEquals": {"aws:SourceArn": topic}, "StringEquals": {"aws:SourceAccount": clients.account_id}}
    statement = allow("sqs:SendMessage", queue, Principal={"Service": "sns.amazonaws.com"}, Condition=source)
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(statement)})
    clients.sns.publish(TopicArn=topic, Message="kept")
    (message,) = wait_until(lambda: messages(clients, url), "the second message")
    assert json.loads(message["Body"])["Message"] == "kept"


def test_a_notification_is_refused_when_its_queue_lets_nobody_in(iam: Iam, clients: Clients, bucket: str) -> None:
    clients.sqs.create_queue(QueueName="q")
    iam.mode("enforce")
    arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    configuration: Any = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
    with pytest.raises(ClientError, match="Unable to validate the following destination configurations"):
        clients.s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
