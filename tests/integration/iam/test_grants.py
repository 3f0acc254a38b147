"""A grant is remembered for what it was given for: not for another object, another condition or another source."""

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.iam.callers import Document, Iam, allow, deny, document
from tests.integration.iam.test_resources import messages
from tests.integration.lambda_runtime.functions import wait_until

BUCKET = "pictures"
OBJECTS = f"arn:aws:s3:::{BUCKET}"
ENCRYPTED = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "AES256"}}
BY_A_CLIENT = {"StringLike": {"aws:UserAgent": "*"}}


@pytest.mark.parametrize(
    "statements",
    [
        [allow("s3:PutObject", f"{OBJECTS}/open/*")],
        [allow("s3:PutObject", f"{OBJECTS}/*"), deny("s3:PutObject", f"{OBJECTS}/closed/*")],
        [allow("s3:PutObject", f"{OBJECTS}/*"), deny("s3:PutObject", f"{OBJECTS}/closed/*", Condition=ENCRYPTED)],
        [allow("s3:PutObject", f"{OBJECTS}/*"), deny("s3:PutObject", f"{OBJECTS}/closed/*", Condition=BY_A_CLIENT)],
        [
            allow("s3:PutObject", f"{OBJECTS}/open/*"),
            allow("s3:PutObject", f"{OBJECTS}/closed/*", Condition={"StringEquals": {"aws:UserAgent": "somebody"}}),
        ],
    ],
)
def test_an_object_is_not_granted_because_another_one_was(iam: Iam, statements: list[Document]) -> None:
    iam.clients.s3.create_bucket(Bucket=BUCKET)
    role = iam.role(*statements, trusts={"AWS": iam.clients.account_id})
    s3 = iam.session(role).client("s3")
    iam.mode("enforce")
    for place in range(3):
        s3.put_object(Bucket=BUCKET, Key=f"open/{place}", Body=b"x")
        with pytest.raises(ClientError, match="s3:PutObject on resource"):
            s3.put_object(Bucket=BUCKET, Key=f"closed/{place}", Body=b"x")
    allowed = iam.seen(role=role, action="s3:PutObject", outcome="allowed")
    assert [(row["resource"], row["count"]) for row in allowed] == [(f"{OBJECTS}/open/{n}", 1) for n in range(3)]


def test_a_topic_is_not_let_in_because_another_one_was(iam: Iam, clients: Clients) -> None:
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    queue = f"arn:aws:sqs:us-east-1:{clients.account_id}:q"
    known, other = (clients.sns.create_topic(Name=name)["TopicArn"] for name in ("known", "other"))
    for topic in (known, other):
        clients.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    source = {"ArnEquals": {"aws:SourceArn": known}, "StringEquals": {"aws:SourceAccount": clients.account_id}}
    statement = allow("sqs:SendMessage", queue, Principal={"Service": "sns.amazonaws.com"}, Condition=source)
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(statement)})
    iam.mode("enforce")

    def is_refused() -> bool:
        return bool(iam.seen(principal="sns.amazonaws.com", outcome="implicitDeny"))

    for place in range(3):
        iam.forget()
        clients.sns.publish(TopicArn=known, Message=f"known {place}")
        (message,) = wait_until(lambda: messages(clients, url), "the delivery that is allowed")
        clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        clients.sns.publish(TopicArn=other, Message=f"other {place}")
        wait_until(is_refused, "the other is refused")
        (allowed,) = iam.seen(principal="sns.amazonaws.com", outcome="allowed")
        assert (allowed["resource"], allowed["count"]) == (queue, 1)
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    iam.forget()
    clients.sns.publish(TopicArn=known, Message="no more")
    wait_until(is_refused, "nobody is let in any more")
