"""Bucket names are an account's own: buckets of one name in several accounts know nothing of each other."""

import io
import json
import uuid
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.embedded import EmbeddedEngine
from harness.probes.http import http_get, http_send

Neighbours = Callable[[int], list[Clients]]
NAME = "assignment4-test-bucket"


@pytest.fixture
def pair(neighbours: Neighbours) -> tuple[Clients, Clients]:
    """Two accounts, each with a bucket of the same name that holds `key` with the owner's id."""
    first, second = neighbours(2)
    for clients in (first, second):
        clients.s3.create_bucket(Bucket=NAME)
        clients.s3.put_object(Bucket=NAME, Key="key", Body=clients.account_id.encode())
    return first, second


def unsigned(endpoint: Endpoint) -> Any:
    """A client without credentials."""
    config = Config(signature_version=UNSIGNED, s3={"addressing_style": "path"})
    return boto3.client("s3", "us-east-1", endpoint_url=endpoint.url, config=config)  # noqa: TID251 - nobody's client


def content(clients: Clients, key: str = "key", bucket: str = NAME, **version: str) -> str:
    return clients.s3.get_object(Bucket=bucket, Key=key, **version)["Body"].read().decode()  # type: ignore[arg-type]


def presigned_put(clients: Clients, key: str) -> str:
    """A URL signed with version 4; the clients' own sign with version 2."""
    config = clients.config.merge(Config(signature_version="s3v4"))
    signing = clients.session.client("s3", endpoint_url=clients.endpoint.url, config=config)
    return signing.generate_presigned_url("put_object", Params={"Bucket": NAME, "Key": key})


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


def test_each_account_sees_its_own_objects(pair: tuple[Clients, Clients]) -> None:
    first, second = pair
    assert (content(first), content(second)) == (first.account_id, second.account_id)
    first.s3.delete_object(Bucket=NAME, Key="key")
    assert refusal(lambda: content(first)) == "NoSuchKey"
    assert content(second) == second.account_id
    assert [each["Name"] for each in second.s3.list_buckets()["Buckets"]] == [NAME]


def test_removing_a_bucket_leaves_the_other_whole(pair: tuple[Clients, Clients]) -> None:
    first, second = pair
    first.s3.delete_object(Bucket=NAME, Key="key")
    first.s3.delete_bucket(Bucket=NAME)
    assert refusal(lambda: first.s3.head_bucket(Bucket=NAME)) == "404"
    assert refusal(lambda: first.s3.put_object(Bucket=NAME, Key="key", Body=b"stray")) == "NoSuchBucket"
    assert content(second) == second.account_id
    first.s3.create_bucket(Bucket=NAME)
    assert "Contents" not in first.s3.list_objects_v2(Bucket=NAME)


def test_versions_copies_and_multipart_uploads_stay_apart(pair: tuple[Clients, Clients]) -> None:
    for clients in pair:
        clients.s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
        clients.s3.copy_object(Bucket=NAME, Key="copy", CopySource={"Bucket": NAME, "Key": "key"})
        upload = clients.s3.create_multipart_upload(Bucket=NAME, Key="whole")["UploadId"]
        half = 5 * 1024 * 1024
        body = clients.account_id[-1].encode() * half
        parts = [clients.s3.upload_part(Bucket=NAME, Key="whole", UploadId=upload, PartNumber=1, Body=body)["ETag"]]
        source = {"Bucket": NAME, "Key": "key"}
        copied = clients.s3.upload_part_copy(
            Bucket=NAME,
            Key="whole",
            UploadId=upload,
            PartNumber=2,
            CopySource=source,  # type: ignore[arg-type]
        )
        parts.append(copied["CopyPartResult"]["ETag"])
        listed: Any = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(parts, 1)]
        clients.s3.complete_multipart_upload(
            Bucket=NAME, Key="whole", UploadId=upload, MultipartUpload={"Parts": listed}
        )
    for clients in pair:
        assert content(clients, "copy") == clients.account_id
        assert content(clients, "whole").endswith(clients.account_id[-1] * 8 + clients.account_id)


def test_tags_stay_apart(pair: tuple[Clients, Clients]) -> None:
    first, second = pair
    for clients in pair:
        tags: Any = {"TagSet": [{"Key": "owner", "Value": clients.account_id}]}
        clients.s3.put_bucket_tagging(Bucket=NAME, Tagging=tags)
        clients.s3.put_object_tagging(Bucket=NAME, Key="key", Tagging=tags)
    first.s3.delete_bucket_tagging(Bucket=NAME)
    first.s3.delete_object_tagging(Bucket=NAME, Key="key")
    found = second.s3.get_bucket_tagging(Bucket=NAME), second.s3.get_object_tagging(Bucket=NAME, Key="key")
    assert [each["TagSet"][0]["Value"] for each in found] == [second.account_id] * 2


def test_expirations_stay_apart(pair: tuple[Clients, Clients]) -> None:
    rules = [
        {"ID": f"of-{clients.account_id}", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}
        for clients, days in zip(pair, (1, 400), strict=True)
    ]
    for clients, rule in zip(pair, rules, strict=True):
        clients.s3.put_bucket_lifecycle_configuration(
            Bucket=NAME,
            LifecycleConfiguration={"Rules": [rule]},  # type: ignore[list-item]
        )
    for clients in pair:
        for _ in range(2):  # the second answer comes from a cache
            assert f"of-{clients.account_id}" in clients.s3.head_object(Bucket=NAME, Key="key")["Expiration"]


def test_a_presigned_url_means_its_signers_bucket(pair: tuple[Clients, Clients]) -> None:
    for clients in pair:
        get = clients.s3.generate_presigned_url("get_object", Params={"Bucket": NAME, "Key": "key"})
        assert http_get(get).body.decode() == clients.account_id
        assert http_send("PUT", presigned_put(clients, "signed"), clients.account_id[::-1].encode()).status == 200
        form = clients.s3.generate_presigned_post(NAME, "posted")
        assert http_send("POST", form["url"], *multipart(form["fields"], clients.account_id)).status == 204
    for clients in pair:
        assert content(clients, "signed") == clients.account_id[::-1]
        assert content(clients, "posted") == clients.account_id


def multipart(fields: dict[str, str], file: str) -> tuple[bytes, dict[str, str]]:
    """A form as a browser sends it: body and headers."""
    boundary = "-the-boundary-"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{file}\r\n')
    body = f"{''.join(parts)}--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def test_a_virtual_host_means_the_signers_bucket(pair: tuple[Clients, Clients], endpoint: Endpoint) -> None:
    host = f"{NAME}.s3.localhost.localstack.cloud:{urlsplit(endpoint.url).port}"
    for clients in pair:
        signed = clients.session.client(
            "s3",
            endpoint_url=f"http://s3.localhost.localstack.cloud:{endpoint.port}",
            config=Config(s3={"addressing_style": "virtual"}),
        ).generate_presigned_url("get_object", Params={"Bucket": NAME, "Key": "key"})
        assert urlsplit(signed).netloc == host
        local = signed.replace(host, f"127.0.0.1:{endpoint.port}")
        assert http_send("GET", local, headers={"Host": host}).body.decode() == clients.account_id


def test_nobodys_request_means_the_default_accounts_bucket_else_the_oldest(
    neighbours: Neighbours, endpoint: Endpoint
) -> None:
    name = f"public-{uuid.uuid4()}"
    older, newer = neighbours(2)
    for clients in (older, newer):
        clients.s3.create_bucket(Bucket=name)
        clients.s3.put_object(Bucket=name, Key="key", Body=clients.account_id.encode())
    url = f"{endpoint.url}/{name}/key"
    assert http_get(url).body.decode() == older.account_id
    assert unsigned(endpoint).get_object(Bucket=name, Key="key")["Body"].read().decode() == older.account_id
    default = Clients(endpoint)
    default.s3.create_bucket(Bucket=name)
    default.s3.put_object(Bucket=name, Key="key", Body=b"of the default account")
    assert http_get(url).body == b"of the default account"
    default.s3.delete_object(Bucket=name, Key="key")
    default.s3.delete_bucket(Bucket=name)


def test_another_accounts_bucket_is_reached_when_its_policy_lets_in(neighbours: Neighbours) -> None:
    owner, guest, stranger = neighbours(3)
    name = f"shared-{uuid.uuid4()}"
    owner.s3.create_bucket(Bucket=name)
    owner.s3.put_object(Bucket=name, Key="key", Body=b"of the owner")
    assert refusal(lambda: content(guest, bucket=name)) == "NoSuchBucket"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{guest.account_id}:root"},
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
    }
    owner.s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert content(guest, bucket=name) == "of the owner"
    guest.s3.put_object(Bucket=name, Key="theirs", Body=b"of the guest")
    assert content(owner, "theirs", name) == "of the guest"
    assert refusal(lambda: content(stranger, bucket=name)) == "NoSuchBucket"
    assert not guest.s3.list_buckets()["Buckets"]


def test_cors_rules_are_those_of_the_bucket_meant(pair: tuple[Clients, Clients]) -> None:
    origins = ("https://first.example", "https://second.example")
    for clients, origin in zip(pair, origins, strict=True):
        rule: Any = {"AllowedMethods": ["GET"], "AllowedOrigins": [origin]}
        clients.s3.put_bucket_cors(Bucket=NAME, CORSConfiguration={"CORSRules": [rule]})
    for clients, own in zip(pair, origins, strict=True):
        url = clients.s3.generate_presigned_url("get_object", Params={"Bucket": NAME, "Key": "key"})
        asked = {"Access-Control-Request-Method": "GET"}
        answers = {origin: http_send("OPTIONS", url, headers={"Origin": origin, **asked}) for origin in origins}
        allowed = {origin for origin, answer in answers.items() if answer.status == 200}
        assert allowed == {own}
        assert answers[own].headers["access-control-allow-origin"] == own


def test_events_go_where_the_owner_sends_them(pair: tuple[Clients, Clients]) -> None:
    for clients in pair:
        arn = f"arn:aws:sqs:us-east-1:{clients.account_id}:events"
        clients.sqs.create_queue(QueueName="events")
        queue: Any = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
        clients.s3.put_bucket_notification_configuration(
            Bucket=NAME, NotificationConfiguration={"QueueConfigurations": [queue]}
        )
    first, second = pair
    first.s3.put_object(Bucket=NAME, Key="of-first", Body=b"")
    assert http_send("PUT", presigned_put(second, "of-second"), b"").status == 200
    assert [keys_in(clients, 2) for clients in pair] == [{"", "of-first"}, {"", "of-second"}]


def keys_in(clients: Clients, count: int) -> set[str]:
    """The keys of so many events of the queue; empty for S3's test event."""
    url = clients.sqs.get_queue_url(QueueName="events")["QueueUrl"]
    bodies: list[Any] = []
    while len(bodies) < count:
        answer = clients.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10, MaxNumberOfMessages=1)
        assert "Messages" in answer, f"{len(bodies)} of {count} events came"
        bodies += [json.loads(message["Body"]) for message in answer["Messages"]]
    return {body["Records"][0]["s3"]["object"]["key"] if "Records" in body else "" for body in bodies}


def test_a_functions_code_comes_from_its_accounts_bucket(pair: tuple[Clients, Clients]) -> None:
    for clients in pair:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("handler.py", f"def handler(event, context):\n    return '{clients.account_id}'\n")
        clients.s3.put_object(Bucket=NAME, Key="code.zip", Body=packed.getvalue())
    for clients in pair:
        clients.lambda_.create_function(
            FunctionName="from-bucket",
            Runtime="python3.11",
            Role=f"arn:aws:iam::{clients.account_id}:role/any",
            Handler="handler.handler",
            Code={"S3Bucket": NAME, "S3Key": "code.zip"},
        )
        clients.lambda_.get_waiter("function_active_v2").wait(
            FunctionName="from-bucket", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
    for clients in pair:
        answer = clients.lambda_.invoke(FunctionName="from-bucket")
        assert json.load(answer["Payload"]) == clients.account_id
        clients.lambda_.delete_function(FunctionName="from-bucket")


def test_the_divergence_is_told_to_both(pair: tuple[Clients, Clients]) -> None:
    for clients in pair:
        answer = http_get(f"{clients.endpoint.url}/_harness/divergences?account={clients.account_id}")
        told = json.loads(answer.body)["divergences"]
        assert {"id": "s3-bucket-names-per-account", "detail": NAME} in told


def test_objects_are_kept_in_the_emulators_own_folder(engine: EmbeddedEngine, pair: tuple[Clients, Clients]) -> None:
    for clients in pair:
        clients.s3.create_multipart_upload(Bucket=NAME, Key="unfinished")
    kept = {path.name for path in (engine.folder / "tmp").rglob(f"{NAME}*")}
    assert kept >= {f"{NAME}@{clients.account_id}" for clients in pair}
