"""In `enforce` a request is whoever's key signed it, whichever way it comes; keys that nobody has are refused."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from tests.integration.iam.callers import Caller, Iam, allow

REFUSED_KEY: dict[str, tuple[str, dict[str, Any], str, int]] = {
    "s3": ("list_buckets", {}, "InvalidAccessKeyId", 403),
    "sqs": ("list_queues", {}, "InvalidClientTokenId", 403),
    "sns": ("list_topics", {}, "InvalidClientTokenId", 403),
    "iam": ("list_users", {}, "InvalidClientTokenId", 403),
    "dynamodb": ("list_tables", {}, "UnrecognizedClientException", 400),
    "logs": ("describe_log_groups", {}, "UnrecognizedClientException", 400),
    "lambda": ("list_functions", {}, "UnrecognizedClientException", 403),
}


def code_and_status(service: Any, name: str, parameters: dict[str, Any]) -> tuple[str, int]:
    with pytest.raises(ClientError) as refused:
        getattr(service, name)(**parameters)
    answer: Any = refused.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize("service", REFUSED_KEY)
@pytest.mark.parametrize("lost", ["deleted", "inactive", "of a user who is gone"])
def test_a_key_that_was_taken_away_opens_nothing(iam: Iam, service: str, lost: str) -> None:
    asker = iam.user(allow("*"))
    name, key = asker.arn.rpartition("/")[2], asker.keys["AccessKeyId"]
    if lost == "inactive":
        iam.clients.iam.update_access_key(UserName=name, AccessKeyId=key, Status="Inactive")
    else:
        iam.clients.iam.delete_access_key(UserName=name, AccessKeyId=key)
    if lost == "of a user who is gone":
        iam.clients.iam.delete_user_policy(UserName=name, PolicyName="own")
        iam.clients.iam.delete_user(UserName=name)
    iam.mode("enforce")
    operation, parameters, *expected = REFUSED_KEY[service]
    assert list(code_and_status(asker.client(service), operation, parameters)) == expected
    iam.mode("observe")
    getattr(asker.client(service), operation)(**parameters)


@pytest.mark.parametrize("service", REFUSED_KEY)
@pytest.mark.parametrize("token", ["none", "another session's"])
def test_a_session_s_key_opens_nothing_without_its_token(iam: Iam, service: str, token: str) -> None:
    role = iam.role(allow("*"), trusts={"AWS": "*"})
    asker, other = iam.session(role), iam.session(role)
    operation, parameters, *expected = REFUSED_KEY[service]
    iam.mode("enforce")
    getattr(asker.client(service), operation)(**parameters)
    stolen = replace(asker, keys={**asker.keys, "SessionToken": other.keys["SessionToken"] if token != "none" else ""})
    assert list(code_and_status(stolen.client(service), operation, parameters)) == expected
    iam.mode("observe")
    getattr(stolen.client(service), operation)(**parameters)


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_link_signed_by_a_session_needs_its_token(iam: Iam, clients: Clients, version: str) -> None:
    clients.s3.create_bucket(Bucket=f"links-{clients.account_id}")
    asked: Any = {"Bucket": f"links-{clients.account_id}", "Key": "key"}
    clients.s3.put_object(**asked, Body=b"found")
    link = (
        iam.session(iam.role(allow("s3:*")))
        .client("s3", signature_version=version)
        .generate_presigned_url("get_object", asked)
    )
    iam.mode("enforce")
    assert requests.get(link, timeout=30).text == "found"
    without = re.sub(r"(?i)&x-amz-security-token=[^&]*", "", link)
    assert without != link
    assert requests.get(without, timeout=30).status_code == 403


def test_what_proves_nobody_s_identity_hands_out_none(iam: Iam, clients: Clients) -> None:
    asker, role = iam.user(), iam.role(allow("*"))
    anybody: Any = clients.session.client(
        "sts", clients.region, endpoint_url=clients.endpoint.url, config=Config(signature_version=UNSIGNED)
    )
    wanted = {"RoleArn": role, "RoleSessionName": "run", "WebIdentityToken": "anything"}
    iam.mode("enforce")
    assert code_and_status(anybody, "assume_role_with_web_identity", wanted) == ("AccessDenied", 403)
    assert code_and_status(asker.client("sts"), "get_session_token", {}) == ("AccessDenied", 403)
    iam.mode("observe")
    assert anybody.assume_role_with_web_identity(**wanted)["Credentials"]


@pytest.fixture
def queues(clients: Clients) -> tuple[str, str]:
    """The URLs of two queues with a message each: one that the test's user may read, and one that it may not."""
    urls = [clients.sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("open", "closed")]
    for url in urls:
        clients.sqs.send_message(QueueUrl=url, MessageBody="secret")
    return urls[0], urls[1]


@pytest.fixture
def reader(iam: Iam, clients: Clients) -> Caller:
    """May read the open queue of this region."""
    return iam.user(allow("sqs:*", f"arn:aws:sqs:us-east-1:{clients.account_id}:open"))


def signed(key: str, service: str) -> dict[str, str]:
    """The header of a signature by that key, as far as it is read."""
    credential = f"{key}/20260101/us-east-1/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"}


def asked(url: str, key: str = "", **more: str) -> requests.Response:
    wanted = {"Action": "ReceiveMessage", "VisibilityTimeout": "0", **more}
    return requests.get(url, params=wanted, headers=signed(key, "sqs") if key else {}, timeout=30)


def test_a_request_at_a_queue_s_address_is_its_signer_s(
    iam: Iam, clients: Clients, queues: tuple[str, str], reader: Caller
) -> None:
    iam.mode("enforce")
    key, (opened, closed) = reader.keys["AccessKeyId"], queues
    short = f"{clients.endpoint.url}/{clients.account_id}/closed"
    link = f"{key}/20260101/us-east-1/sqs/aws4_request"
    assert "secret" in asked(opened, key).text
    assert "secret" in asked(closed, clients.account_id).text
    for answer in (
        asked(closed), asked(short), asked(closed, key), asked(short, key), asked(closed, "__internal_call__"),
        asked(closed, **{"X-Amz-Credential": link}), asked(opened, key, QueueUrl=closed),
    ):  # fmt: skip
        assert (answer.status_code, "AccessDenied" in answer.text, "secret" in answer.text) == (403, True, False)


@pytest.mark.parametrize("ending", ["?x=/{0}/open", "#/{0}/open", "?/{0}/open"])
def test_a_queue_is_read_from_its_address_alone(
    iam: Iam, clients: Clients, queues: tuple[str, str], reader: Caller, ending: str
) -> None:
    iam.mode("enforce")
    url = queues[1] + ending.format(clients.account_id)
    code, _ = code_and_status(reader.client("sqs"), "receive_message", {"QueueUrl": url})
    assert code.startswith("AccessDenied")


def test_a_queue_of_another_region_is_another(iam: Iam, clients: Clients, reader: Caller) -> None:
    far = clients.in_region("eu-west-1").sqs.create_queue(QueueName="open")["QueueUrl"]
    iam.mode("enforce")
    code, _ = code_and_status(reader.client("sqs"), "receive_message", {"QueueUrl": far})
    assert code.startswith("AccessDenied")
    iam.mode(None)
    clients.in_region("eu-west-1").sqs.delete_queue(QueueUrl=far)


@pytest.mark.parametrize("source", ["//x/closed/s.txt", "open/s.txt;.jpg", "open/s.txt#.jpg", "open/s.txt?.jpg"])
def test_what_is_copied_is_what_was_decided(iam: Iam, clients: Clients, source: str) -> None:
    """Whoever may read what ends in .jpg can't read another object by writing its name otherwise."""
    for bucket in ("open", "closed"):
        clients.s3.create_bucket(Bucket=f"{bucket}-{clients.account_id}")
        clients.s3.put_object(Bucket=f"{bucket}-{clients.account_id}", Key="s.txt", Body=b"secret")
    mine = f"arn:aws:s3:::open-{clients.account_id}"
    copier = iam.user(allow("s3:PutObject", f"{mine}/*"), allow("s3:GetObject", f"{mine}/*.jpg"))
    raw = source.replace("open/", f"open-{clients.account_id}/").replace("closed/", f"closed-{clients.account_id}/")
    iam.mode("enforce")
    to = f"{clients.endpoint.url}/open-{clients.account_id}/copy"
    headers = {**signed(copier.keys["AccessKeyId"], "s3"), "x-amz-copy-source": raw}
    answer = requests.put(to, headers=headers, timeout=30)
    assert (answer.status_code, "AccessDenied" in answer.text) == (403, True)


def test_code_is_read_with_its_caller_s_permission(iam: Iam, clients: Clients) -> None:
    bucket, role = f"code-{clients.account_id}", iam.role()
    clients.s3.create_bucket(Bucket=bucket)
    clients.s3.put_object(Bucket=bucket, Key="f.zip", Body=b"whatever")
    maker = iam.user(allow(["lambda:*", "iam:PassRole"]))
    iam.mode("enforce")
    with pytest.raises(ClientError, match=r"not authorized to perform: s3:GetObject on resource: arn:aws:s3:::code-"):
        maker.client("lambda").create_function(
            FunctionName="f",
            Role=role,
            Runtime="python3.11",
            Handler="f.f",
            Code={"S3Bucket": bucket, "S3Key": "f.zip"},
        )


def test_a_policy_of_one_s_own_does_not_open_a_batch_of_secrets(iam: Iam, clients: Clients) -> None:
    clients.client("secretsmanager").create_secret(Name="word", SecretString=json.dumps({"a": 1}))
    reader = iam.user(allow("secretsmanager:BatchGetSecretValue"))
    iam.mode("enforce")
    with pytest.raises(ClientError, match="secretsmanager:GetSecretValue"):
        reader.client("secretsmanager").batch_get_secret_value(SecretIdList=["word"])
