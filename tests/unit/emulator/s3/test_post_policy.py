"""A browser's form against the policy that was signed: as botocore signs it, and as somebody changes it."""

import base64
import json
from collections.abc import Mapping

import boto3
import pytest
from botocore.config import Config

from emulator.s3.post_policy import NOT_SIGNED_SO, is_signed, refusal
from emulator.validation.refusal import Refusal

SECRET = "test"


def signed(version: str, **fields: str) -> dict[str, str]:
    """The form that botocore makes, with names in lower case."""
    client = boto3.client(  # noqa: TID251 - signs, and calls nobody
        "s3",
        "us-east-1",
        aws_access_key_id="000000000000",
        aws_secret_access_key=SECRET,
        config=Config(signature_version=version),
    )
    conditions = [{name: value} for name, value in fields.items()]
    form = client.generate_presigned_post("b", "k", Fields=dict(fields), Conditions=conditions)["fields"]
    return {name.lower(): value for name, value in form.items()}


def encoded(document: object) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


@pytest.mark.parametrize("version", ["s3", "s3v4"])
@pytest.mark.parametrize("fields", [{}, {"acl": "private", "Content-Type": "text/plain"}])
def test_what_was_signed_is_taken(version: str, fields: Mapping[str, str]) -> None:
    form = signed(version, **fields)
    assert refusal(form, SECRET) is None
    assert refusal({**form, "x-ignore-me": "anything", "file": "text"}, SECRET) is None
    assert refusal(form, "another secret") == NOT_SIGNED_SO


@pytest.mark.parametrize(
    ("version", "change"),
    [
        ("s3v4", {"policy": encoded({"expiration": "2100-01-01T00:00:00Z", "conditions": []})}),
        ("s3v4", {"x-amz-signature": "0" * 64}),
        ("s3v4", {"x-amz-signature": "é"}),
        ("s3v4", {"x-amz-credential": "000000000000"}),
        ("s3v4", {"x-amz-credential": "000000000000/20260101/us-east-1/s3/aws4_request"}),
        ("s3v4", {"x-amz-algorithm": "AWS4-HMAC-SHA1"}),
        ("s3", {"signature": "AAAA"}),
        ("s3", {"policy": encoded({})}),
    ],
)
def test_what_was_changed_is_not(version: str, change: dict[str, str]) -> None:
    form = signed(version) | change
    assert not is_signed(form, SECRET)
    assert refusal(form, SECRET) == NOT_SIGNED_SO


def test_a_field_that_the_policy_does_not_name_is_refused() -> None:
    form = signed("s3v4") | {"x-amz-meta-more": "1", "acl": "public-read"}
    text = "Invalid according to Policy: Extra input fields: acl, x-amz-meta-more"
    assert refusal(form, SECRET) == Refusal("AccessDenied", text, 403)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("bm8ganNvbg==", "Invalid Policy: Invalid JSON."),
        ("!", "Invalid Policy: Invalid JSON."),
        (encoded([]), "Invalid Policy: Invalid JSON."),
        (encoded({"conditions": []}), "Invalid Policy: Policy missing expiration."),
        (encoded({"expiration": "2100-01-01T00:00:00Z"}), "Invalid Policy: Policy missing conditions."),
    ],
)
def test_a_policy_that_is_none(policy: str, message: str) -> None:
    assert refusal({"policy": policy, "key": "k"}, SECRET, check_signature=False) == Refusal(
        "InvalidPolicyDocument", message
    )


def test_a_policy_names_the_bucket_and_names_are_compared_without_case() -> None:
    conditions: list[object] = [["starts-with", "$Key", ""], ["eq", "$ACL", "private"], ["content-length-range", 1, 9]]
    form = {"key": "k", "acl": "private", "policy": encoded({"expiration": "x", "conditions": conditions})}
    found = refusal(form, SECRET, check_signature=False)
    assert found == Refusal("AccessDenied", "Invalid according to Policy: Extra input fields: bucket", 403)
    form["policy"] = encoded({"expiration": "x", "conditions": [*conditions, {"Bucket": "b"}]})
    assert refusal(form, SECRET, check_signature=False) is None
