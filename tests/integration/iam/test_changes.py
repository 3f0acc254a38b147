"""A permission counts as it is now: what was just allowed is refused once it is taken away, and the other way round."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.iam.callers import Iam, allow, deny, document

Change = Callable[[Clients, str], None]
REFUSED = r"not authorized|AccessDenied"


def _forget_inline(clients: Clients, role: str) -> None:
    clients.iam.delete_role_policy(RoleName=role, PolicyName="own")


def _restore_inline(clients: Clients, role: str) -> None:
    clients.iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=document(allow(["s3:*", "sqs:*"])))


def _deny(clients: Clients, role: str) -> None:
    statement = deny(["s3:PutObject", "sqs:SendMessage"])
    clients.iam.put_role_policy(RoleName=role, PolicyName="denies", PolicyDocument=document(statement))


def _deny_no_more(clients: Clients, role: str) -> None:
    clients.iam.delete_role_policy(RoleName=role, PolicyName="denies")


def _bound(clients: Clients, role: str) -> None:
    made = clients.iam.create_policy(PolicyName="edge", PolicyDocument=document(allow("logs:*")))
    clients.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=made["Policy"]["Arn"])


def _unbound(clients: Clients, role: str) -> None:
    clients.iam.delete_role_permissions_boundary(RoleName=role)


def _resources_deny(clients: Clients, _: str) -> None:
    bucket = deny("s3:PutObject", "arn:aws:s3:::pictures/*", Principal="*")
    clients.s3.put_bucket_policy(Bucket="pictures", Policy=document(bucket))
    url = clients.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    queue = deny("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{clients.account_id}:q", Principal="*")
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(queue)})


def _resources_deny_no_more(clients: Clients, _: str) -> None:
    clients.s3.delete_bucket_policy(Bucket="pictures")
    url = clients.sqs.get_queue_url(QueueName="q")["QueueUrl"]
    clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


WAYS = {
    "its policy": (_forget_inline, _restore_inline),
    "a deny": (_deny, _deny_no_more),
    "a boundary": (_bound, _unbound),
    "the resources' policies": (_resources_deny, _resources_deny_no_more),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_taken_away_is_refused_at_once(iam: Iam, way: str) -> None:
    clients = iam.clients
    clients.s3.create_bucket(Bucket="pictures")
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    role = iam.role(allow(["s3:*", "sqs:*"]), trusts={"AWS": clients.account_id})
    session = iam.session(role)
    s3, sqs = session.client("s3"), session.client("sqs")

    def put() -> None:
        s3.put_object(Bucket="pictures", Key="a", Body=b"x")

    def send() -> None:
        sqs.send_message(QueueUrl=url, MessageBody="m")

    take, give_back = WAYS[way]
    iam.mode("enforce")
    for _ in range(2):
        for ask in (put, put, send, send):
            ask()
        take(clients, role.rsplit("/", 1)[-1])
        for ask in (put, put, send, send):
            with pytest.raises(ClientError, match=REFUSED):
                ask()
        give_back(clients, role.rsplit("/", 1)[-1])
        if way == "a boundary":
            clients.iam.delete_policy(PolicyArn=f"arn:aws:iam::{clients.account_id}:policy/edge")


def test_an_object_that_was_read_and_is_gone_is_not_told_of(iam: Iam) -> None:
    iam.clients.s3.create_bucket(Bucket="pictures")
    role = iam.role(allow("s3:GetObject", "arn:aws:s3:::pictures/*"), trusts={"AWS": iam.clients.account_id})
    s3 = iam.session(role).client("s3")
    iam.mode("enforce")
    for _ in range(2):
        iam.clients.s3.put_object(Bucket="pictures", Key="a", Body=b"x")
        for _ in range(2):
            assert s3.get_object(Bucket="pictures", Key="a")["Body"].read() == b"x"
        iam.clients.s3.delete_object(Bucket="pictures", Key="a")
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.get_object(Bucket="pictures", Key="a")


def test_what_was_observed_before_is_enforced_by_the_policies_of_now(iam: Iam) -> None:
    url = iam.clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    role = iam.role(allow("sqs:*"), trusts={"AWS": iam.clients.account_id})
    sqs = iam.session(role).client("sqs")
    for _ in range(2):
        sqs.send_message(QueueUrl=url, MessageBody="m")
    iam.mode("enforce")
    sqs.send_message(QueueUrl=url, MessageBody="m")
    _forget_inline(iam.clients, role.rsplit("/", 1)[-1])
    with pytest.raises(ClientError, match=REFUSED):
        sqs.send_message(QueueUrl=url, MessageBody="m")


def test_a_grant_is_not_that_of_a_role_of_the_same_name_elsewhere(iam: Iam) -> None:
    account_id = iam.clients.account_id
    url = iam.clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    statement = allow(
        "sqs:SendMessage",
        f"arn:aws:sqs:us-east-1:{account_id}:q",
        Principal={"AWS": f"arn:aws:iam::{account_id}:role/team-a/r"},
    )
    trust = {"Effect": "Allow", "Principal": {"AWS": account_id}, "Action": "sts:AssumeRole"}

    def made_at(path: str) -> str:
        answer = iam.clients.iam.create_role(Path=path, RoleName="r", AssumeRolePolicyDocument=document(trust))
        return answer["Role"]["Arn"]

    first = made_at("/team-a/")
    iam.clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document(statement)})
    iam.mode("enforce")
    for _ in range(3):
        iam.session(first).client("sqs").send_message(QueueUrl=url, MessageBody="m")
    iam.clients.iam.delete_role(RoleName="r")
    second = made_at("/team-b/")
    with pytest.raises(ClientError, match=REFUSED):
        iam.session(second).client("sqs").send_message(QueueUrl=url, MessageBody="m")


def test_a_session_of_a_role_that_was_made_anew_opens_nothing(iam: Iam) -> None:
    trusts = {"AWS": iam.clients.account_id}
    role = iam.role(allow("sqs:*"), trusts=trusts, name="r")
    former = iam.session(role).client("sqs")
    iam.mode("enforce")
    former.list_queues()
    iam.clients.iam.delete_role_policy(RoleName="r", PolicyName="own")
    iam.clients.iam.delete_role(RoleName="r")
    iam.session(iam.role(allow("sqs:*"), trusts=trusts, name="r")).client("sqs").list_queues()
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        former.list_queues()


@pytest.mark.parametrize("key", ["a*b", "a?b", "a b", "a:b", "${a}", "*"])
def test_a_buckets_policy_counts_for_every_key(iam: Iam, key: str) -> None:
    iam.clients.s3.create_bucket(Bucket="pictures")
    iam.clients.s3.put_object(Bucket="pictures", Key=key, Body=b"x")
    role = iam.role(allow("s3:*"), trusts={"AWS": iam.clients.account_id})
    s3 = iam.session(role).client("s3")
    iam.mode("enforce")
    assert s3.get_object(Bucket="pictures", Key=key)["Body"].read() == b"x"
    statement = deny("s3:*Object", "arn:aws:s3:::pictures/*", Principal="*")
    iam.clients.s3.put_bucket_policy(Bucket="pictures", Policy=document(statement))
    asked: tuple[Callable[[], object], ...] = (
        lambda: s3.get_object(Bucket="pictures", Key=key),
        lambda: s3.put_object(Bucket="pictures", Key=key, Body=b"y"),
        lambda: s3.copy_object(Bucket="pictures", Key="other", CopySource={"Bucket": "pictures", "Key": key}),
        lambda: s3.delete_objects(Bucket="pictures", Delete={"Objects": [{"Key": key}]}),
    )
    for ask in asked:
        with pytest.raises(ClientError, match="AccessDenied"):
            ask()


@pytest.mark.parametrize("how", ["never there", "deleted", "a delete marker"])
def test_who_may_not_list_is_told_of_no_missing_object_by_reads_and_copies(iam: Iam, how: str) -> None:
    s3 = iam.clients.s3
    s3.create_bucket(Bucket="pictures")
    if how == "a delete marker":
        s3.put_bucket_versioning(Bucket="pictures", VersioningConfiguration={"Status": "Enabled"})
    if how != "never there":
        s3.put_object(Bucket="pictures", Key="a", Body=b"x")
        s3.delete_object(Bucket="pictures", Key="a")
    role = iam.role(
        allow(["s3:GetObject", "s3:PutObject", "s3:GetObjectAttributes"]), trusts={"AWS": iam.clients.account_id}
    )
    reader = iam.session(role).client("s3")
    upload = reader.create_multipart_upload(Bucket="pictures", Key="b")["UploadId"]
    iam.mode("enforce")
    asked: tuple[Callable[[], object], ...] = (
        lambda: reader.get_object(Bucket="pictures", Key="a"),
        lambda: reader.copy_object(Bucket="pictures", Key="b", CopySource="pictures/a"),
        lambda: reader.upload_part_copy(
            Bucket="pictures", Key="b", PartNumber=1, UploadId=upload, CopySource={"Bucket": "pictures", "Key": "a"}
        ),
        lambda: reader.get_object_attributes(Bucket="pictures", Key="a", ObjectAttributes=["ETag"]),
    )
    for ask in asked:
        with pytest.raises(ClientError, match="AccessDenied"):
            ask()
    with pytest.raises(ClientError, match="403"):
        reader.head_object(Bucket="pictures", Key="a")


def test_tags_of_a_role_count_as_they_are_now(iam: Iam) -> None:
    """A deny by `aws:PrincipalTag`, and the tag in a resource."""
    iam.clients.s3.create_bucket(Bucket="pictures")
    for key in ("a", "b"):
        iam.clients.s3.put_object(Bucket="pictures", Key=key, Body=b"x")
    role = iam.role(
        allow("s3:GetObject", "arn:aws:s3:::pictures/${aws:PrincipalTag/x}"),
        deny("s3:*", Condition={"StringEquals": {"aws:PrincipalTag/leaves": "yes"}}),
        trusts={"AWS": iam.clients.account_id},
    )
    name = role.rsplit("/", 1)[-1]
    s3 = iam.session(role).client("s3")
    iam.mode("enforce")
    for own, others in (("a", "b"), ("b", "a")):
        iam.clients.iam.tag_role(RoleName=name, Tags=[{"Key": "x", "Value": own}])
        for _ in range(2):
            s3.get_object(Bucket="pictures", Key=own)["Body"].read()
            with pytest.raises(ClientError, match=REFUSED):
                s3.get_object(Bucket="pictures", Key=others)
    iam.clients.iam.tag_role(RoleName=name, Tags=[{"Key": "leaves", "Value": "yes"}])
    with pytest.raises(ClientError, match=REFUSED):
        s3.get_object(Bucket="pictures", Key="b")
