"""What S3 lists, reads, deletes and refuses."""

import http.client
import io
import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.probes.http import http_send

BUCKET = "as-aws"


@pytest.fixture
def s3(clients: Clients) -> Any:
    """A client of an account with a bucket that holds `a`, `b` and `c`."""
    clients.s3.create_bucket(Bucket=BUCKET)
    for key in "abc":
        clients.s3.put_object(Bucket=BUCKET, Key=key, Body=b"content")
    return clients.s3


def refusal(call: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises(ClientError) as refused:
        call()
    answer = refused.value.response
    return str(answer["Error"]["Code"]), answer["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2", "list_object_versions"])
def test_no_keys_are_listed_when_none_are_asked_for(s3: Any, operation: str) -> None:
    """ListObjectsV2 in the API reference: MaxKeys."""
    answer = getattr(s3, operation)(Bucket=BUCKET, MaxKeys=0)
    assert (answer["MaxKeys"], answer["IsTruncated"]) == (0, False)
    assert not {"Contents", "Versions", "NextContinuationToken", "NextKeyMarker", "NextMarker"} & answer.keys()
    assert answer.get("KeyCount", 0) == 0
    assert getattr(s3, operation)(Bucket=BUCKET, MaxKeys=5_000)["MaxKeys"] == 1_000


def test_a_range_is_one_of_bytes(s3: Any) -> None:
    """RFC 9110, 14.2: a range in another unit is ignored."""
    assert s3.get_object(Bucket=BUCKET, Key="a", Range="lines=0-0")["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert s3.get_object(Bucket=BUCKET, Key="a", Range="bytes=0-0")["Body"].read() == b"c"


def test_an_object_is_deleted_if_it_is_the_one_that_was_meant(s3: Any) -> None:
    """DeleteObject in the API reference: If-Match."""
    etag = s3.head_object(Bucket=BUCKET, Key="a")["ETag"]
    assert refusal(lambda: s3.delete_object(Bucket=BUCKET, Key="a", IfMatch='"other"')) == ("PreconditionFailed", 412)
    s3.head_object(Bucket=BUCKET, Key="a")
    s3.delete_object(Bucket=BUCKET, Key="a", IfMatch=etag)
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="a"))[1] == 404
    s3.delete_object(Bucket=BUCKET, Key="a", IfMatch=etag)
    s3.delete_object(Bucket=BUCKET, Key="b", IfMatch="*")
    both: Any = {"Objects": [{"Key": "b", "ETag": "gone"}, {"Key": "c", "ETag": "other"}]}
    answer = s3.delete_objects(Bucket=BUCKET, Delete=both)
    assert [(one["Key"], one["Code"]) for one in answer["Errors"]] == [("c", "PreconditionFailed")]
    assert [one["Key"] for one in answer["Deleted"]] == ["b"]
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET)["Contents"]] == ["c"]


def test_nothing_is_read_or_written_under_a_disabled_key(s3: Any, clients: Clients) -> None:
    """As LocalStack's tests recorded it of AWS."""
    kms: Any = clients.session.client("kms", endpoint_url=clients.endpoint.url, config=clients.config)
    key = kms.create_key()["KeyMetadata"]["Arn"]
    under: Any = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    s3.put_object(Bucket=BUCKET, Key="secret", Body=b"s", **under)
    assert s3.get_object(Bucket=BUCKET, Key="secret")["Body"].read() == b"s"
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})
    kms.disable_key(KeyId=key)
    disabled = ("KMS.DisabledException", 400)
    assert refusal(lambda: s3.get_object(Bucket=BUCKET, Key="secret")) == disabled
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="more", Body=b"s", **under)) == disabled
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="more", Body=b"s")) == disabled
    s3.delete_bucket_encryption(Bucket=BUCKET)
    source = {"Bucket": BUCKET, "Key": "secret"}
    assert refusal(lambda: s3.copy_object(Bucket=BUCKET, Key="copy", CopySource=source)) == disabled
    s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "a"})


def test_the_pages_of_versions(s3: Any) -> None:
    """ListObjectVersions in the API reference: MaxKeys counts versions and delete markers."""
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put_object(Bucket=BUCKET, Key="a", Body=b"more")
    s3.delete_object(Bucket=BUCKET, Key="b")
    sizes: list[int] = []
    asked: dict[str, str] = {}
    for _ in range(10):
        answer = s3.list_object_versions(Bucket=BUCKET, MaxKeys=2, **asked)
        sizes.append(len(answer.get("Versions", [])) + len(answer.get("DeleteMarkers", [])))
        if not answer["IsTruncated"]:
            break
        asked = {"KeyMarker": answer["NextKeyMarker"], "VersionIdMarker": answer["NextVersionIdMarker"]}
    assert sizes == [2, 2, 2]


def test_a_deleted_key_signs_no_form(s3: Any, clients: Clients) -> None:
    """IAM user guide, "Manage access keys": a deleted key signs nothing, whatever it signed before."""
    iam = clients.iam
    iam.create_user(UserName="uploader")
    iam.attach_user_policy(UserName="uploader", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    key = iam.create_access_key(UserName="uploader")["AccessKey"]
    as_user: Any = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    config = clients.config.merge(Config(signature_version="s3v4"))
    uploader: Any = clients.session.client("s3", endpoint_url=clients.endpoint.url, config=config, **as_user)
    form = uploader.generate_presigned_post(BUCKET, "new")
    assert post(form)[0] == 204
    iam.delete_access_key(UserName="uploader", AccessKeyId=key["AccessKeyId"])
    assert post(form)[0] == 403


def test_what_s3_refuses(s3: Any, clients: Clients) -> None:
    assert refusal(lambda: s3.create_bucket(Bucket="some-s3alias")) == ("InvalidBucketName", 400)
    many: Any = {"Objects": [{"Key": "k"}] * 1_001}
    assert refusal(lambda: s3.delete_objects(Bucket=BUCKET, Delete=many)) == ("MalformedXML", 400)
    clients.sqs.create_queue(QueueName="q")
    queue = {"QueueArn": f"arn:aws:sqs:us-east-1:{clients.account_id}:q", "Events": ["s3:ObjectCreated:*"]}
    twice: Any = {"QueueConfigurations": [queue, queue]}
    put = s3.put_bucket_notification_configuration
    assert refusal(lambda: put(Bucket=BUCKET, NotificationConfiguration=twice)) == ("InvalidArgument", 400)


def test_a_body_tells_its_length(s3: Any) -> None:
    """API reference, "Error responses": MissingContentLength."""
    url = urlsplit(s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "chunked"}))
    connection = http.client.HTTPConnection(str(url.hostname), url.port, timeout=30)
    connection.request("PUT", f"{url.path}?{url.query}", iter([b"some", b"body"]), {}, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, b"MissingContentLength" in answer.read()) == (411, True)
    connection.close()


def post(form: Any, body: str = "body", **changes: str) -> tuple[int, str]:
    """Send a form as a browser does: the status, and the error's code."""
    fields = {**form["fields"], **{name.replace("_", "-"): value for name, value in changes.items()}}
    lines = [f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    file = f'--XX\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{body}\r\n--XX--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=XX"}
    answer = http_send("POST", form["url"], ("".join(lines) + file).encode(), headers)
    return answer.status, answer.body.decode().partition("<Code>")[2].partition("</Code>")[0]


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_browsers_form_is_checked(s3: Any, clients: Clients, version: str) -> None:
    """API reference, "POST policy": each field must appear in it, and it fits its signature."""
    config = clients.config.merge(Config(signature_version=version))
    signing = clients.session.client("s3", endpoint_url=clients.endpoint.url, config=config)
    form: Any = signing.generate_presigned_post(BUCKET, "posted", Conditions=[["content-length-range", 1, 5]])
    assert post(form) == (204, "")
    assert post(form, "too long") == (400, "EntityTooLarge")
    assert post(form, x_amz_meta_more="1") == (403, "AccessDenied")
    assert post(form, key="another") == (403, "AccessDenied")
    broken = {"x_amz_signature": "0" * 64} if version == "s3v4" else {"signature": "AAAA"}
    assert post(form, **broken) == (403, "SignatureDoesNotMatch")
    assert post(form, policy="eyJjb25kaXRpb25zIjogW119") == (403, "SignatureDoesNotMatch")
    late: Any = signing.generate_presigned_post(BUCKET, "posted", ExpiresIn=-1)
    assert post(late) == (403, "AccessDenied")


def test_a_form_without_a_policy_is_for_buckets_that_anybody_may_write(s3: Any) -> None:
    bucket = f"for-all-{uuid.uuid4()}"  # nobody's request means the oldest bucket of a name
    s3.create_bucket(Bucket=bucket)
    url = s3.generate_presigned_post(bucket, "k")["url"]
    assert post({"url": url, "fields": {"key": "anonymous"}}) == (403, "AccessDenied")
    signed = {"key": "k", "x-amz-signature": "0"}
    assert post({"url": url, "fields": signed}) == (400, "InvalidArgument")
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    assert post({"url": url, "fields": {"key": "anonymous"}}) == (204, "")


def test_a_signed_content_type_comes_as_a_header(s3: Any, clients: Clients) -> None:
    """Version 2 signs the header, which AWS doesn't take from the URL."""
    config = clients.config.merge(Config(signature_version="s3"))
    signing = clients.session.client("s3", endpoint_url=clients.endpoint.url, config=config)
    params = {"Bucket": BUCKET, "Key": "typed", "ContentType": "text/plain"}
    url = signing.generate_presigned_url("put_object", Params=params)
    connection = http.client.HTTPConnection(str(urlsplit(url).hostname), urlsplit(url).port, timeout=30)
    connection.request("PUT", f"{urlsplit(url).path}?{urlsplit(url).query}", b"body")
    assert connection.getresponse().status == 403
    connection.close()
    assert http_send("PUT", url, b"body", {"Content-Type": "text/html"}).status == 403
    assert http_send("PUT", url, b"body", {"Content-Type": "text/plain"}).status == 200


@pytest.mark.parametrize(
    "shown",
    [{"ResponseContentType": "a\r\nb: c"}, {"ResponseContentDisposition": 'attachment; filename="€.txt"'}],
    ids=str,
)
def test_headers_that_cannot_be_sent_are_refused_and_the_object_can_be_written(s3: Any, shown: dict[str, str]) -> None:
    for call in (s3.get_object, s3.head_object):
        assert refusal(partial(call, Bucket=BUCKET, Key="a", **shown))[1] == 400
    s3.put_object(Bucket=BUCKET, Key="a", Body=b"changed")
    assert s3.get_object(Bucket=BUCKET, Key="a")["Body"].read() == b"changed"


def test_metadata_that_a_header_cannot_say_is_counted_or_encoded(s3: Any) -> None:
    """User guide, "Working with object metadata": `x-amz-missing-meta`, and RFC 2047. Forms can bring such."""
    said = {"x-amz-meta-lines": "two\r\nlines", "x-amz-meta-euro": "€", "x-amz-meta-plain": "p"}
    form = s3.generate_presigned_post(BUCKET, "odd", Fields=said, Conditions=[{name: said[name]} for name in said])
    assert post(form) == (204, "")
    for call in (s3.get_object, s3.head_object):
        answer = call(Bucket=BUCKET, Key="odd")
        assert answer["MissingMeta"] == 1
        assert answer["Metadata"] == {"euro": "=?UTF-8?B?4oKs?=", "plain": "p"}
        answer.get("Body", io.BytesIO()).close()
    s3.put_object(Bucket=BUCKET, Key="odd", Body=b"it is not held open")


def test_metadata_has_the_names_of_headers(s3: Any) -> None:
    """A form can name it with any character, and every answer would have more headers then."""
    form = s3.generate_presigned_post(BUCKET, "odd", Fields={"x-amz-meta-a": "1"}, Conditions=[{"x-amz-meta-a": "1"}])
    form["fields"]["x-amz-meta-a b"] = form["fields"].pop("x-amz-meta-a")
    assert post(form) == (400, "InvalidArgument")


def test_a_form_gives_an_object_no_header_that_ends_early(s3: Any) -> None:
    said = {"Content-Type": "a/b\r\nx: y"}
    form = s3.generate_presigned_post(BUCKET, "odd", Fields=said, Conditions=[{"Content-Type": said["Content-Type"]}])
    assert post(form) == (400, "InvalidArgument")
