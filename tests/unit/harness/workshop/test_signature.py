"""Signatures as botocore makes them are right; whatever is changed afterwards makes them wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness.workshop.signature import Asked, fault, signature_of

KEY, SECRET, HOST = "AKIAEXAMPLE", "a secret", "127.0.0.1:4581"


def signed(service: str, target: str, body: bytes = b"", method: str = "POST") -> Asked:
    """A request that botocore has signed just now."""
    request = AWSRequest(method, f"http://{HOST}{target}", data=body, headers={"Host": HOST})
    sign: Any = S3SigV4Auth if service == "s3" else SigV4Auth
    sign(Credentials(KEY, SECRET), service, "us-east-1").add_auth(request)
    return Asked(method, target, {name.lower(): str(value) for name, value in request.headers.items()}, body)


def fault_of(asked: Asked, secret: str = SECRET, late: timedelta = timedelta()) -> str:
    """Why it is not right."""
    signature = signature_of(asked.headers)
    assert signature is not None
    assert signature.key_id == KEY
    signed_at = datetime.strptime(asked.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return fault(asked, signature, secret, signed_at + late)


@pytest.mark.parametrize(
    ("service", "target", "body"),
    [
        ("sqs", "/", b'{"QueueUrl": "q"}'),
        ("lambda", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1/invocations", b""),
        ("s3", "/bucket/a%20b/%C3%BC%2B%26%3D~.txt?partNumber=2&uploadId=x%2Fy&acl", b"bytes"),
        ("s3", "/bucket?prefix=&list-type=2", b""),
    ],
)
def test_what_botocore_signs_is_right(service: str, target: str, body: bytes) -> None:
    assert fault_of(signed(service, target, body)) == ""


def test_what_is_changed_is_not_right_any_more() -> None:
    asked = signed("s3", "/bucket/key?versionId=1", b"bytes", "PUT")
    assert fault_of(asked, "another secret") == "the signature is not that of this key"
    for changed in (
        replace(asked, target="/bucket/another?versionId=1"),
        replace(asked, target="/bucket/key?versionId=2"),
        replace(asked, method="DELETE"),
        replace(asked, headers={**asked.headers, "host": "elsewhere:4581"}),
    ):
        assert fault_of(changed) == "the signature is not that of this key"
    assert fault_of(replace(asked, body=b"others")) == "the body is not the one that was signed"


def test_a_signature_is_of_now() -> None:
    asked = signed("sqs", "/")
    assert "set the clock" in fault_of(asked, late=timedelta(minutes=16))
    assert "set the clock" in fault_of(asked, late=timedelta(minutes=-16))
    assert fault_of(asked, late=timedelta(minutes=14)) == ""
    headers = {**asked.headers, "x-amz-date": "now"}
    signature = signature_of(headers)
    assert signature is not None
    assert "X-Amz-Date" in fault(replace(asked, headers=headers), signature, SECRET, datetime.now(UTC))  # noqa: TID251


@pytest.mark.parametrize("header", ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=a/b", "AWS AKIA:signature"])
def test_another_header_is_no_signature(header: str) -> None:
    assert signature_of({"authorization": header}) is None


def test_a_signature_that_leaves_the_host_out_is_refused() -> None:
    asked = signed("sqs", "/")
    signature = signature_of(asked.headers)
    assert signature is not None
    bare = replace(signature, signed_headers=("x-amz-date",))
    assert fault(asked, bare, SECRET, datetime.now(UTC)) == "the header Host is not signed"  # noqa: TID251
