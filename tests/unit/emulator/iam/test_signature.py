"""What botocore signs is found signed, with that secret only, for that request only, and only for its time."""

import calendar
import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from emulator.iam.signature import SKEW_S, Sent, Signature, by_lower_case, signature_of

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
URLS = (
    "http://127.0.0.1:4566/_aws/lambda-url/us-east-1/abc/",
    "http://127.0.0.1:4566/_aws/lambda-url/us-east-1/abc/a%20b/%C3%A4?x=1&y=a%20b%2Bc&x=&Z=~",
    "http://abc.lambda-url.us-east-1.localhost:4566/d?b=2&a=1",
)


def sent(url: str, how: Any = SigV4Auth, method: str = "POST", body: bytes = b'{"a": 1}', **options: Any) -> Sent:
    """The request as it arrives, signed by botocore."""
    request = AWSRequest(method, url, headers={"Content-Type": "application/json", "X-Two": "a   b"}, data=body)
    how(Credentials(KEY, SECRET, "a-token"), "lambda", "us-east-1", **options).add_auth(request)
    parts = urlsplit(str(request.url))
    headers = by_lower_case([*request.headers.items(), ("Host", parts.netloc)])
    return Sent(method, parts.path, parts.query, headers, body)


def found(request: Sent) -> Signature:
    signature = signature_of(request)
    assert signature is not None
    return signature


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("how", [SigV4Auth, SigV4QueryAuth])
def test_what_is_signed_is_found_signed(url: str, how: Any) -> None:
    # botocore puts the body of a presigned request into its query.
    request = sent(url, how, body=b"" if how is SigV4QueryAuth else b'{"a": 1}')
    signature = found(request)
    assert (signature.key, signature.scope[1:]) == (KEY, ("us-east-1", "lambda"))
    assert signature.is_made_with(SECRET, request)
    assert not signature.is_made_with(SECRET + "x", request)
    for other in (
        replace(request, method="PUT"),
        replace(request, path=request.path + "x"),
        replace(request, query=request.query + "&more=1"),
        replace(request, body=b'{"a": 2}'),
        replace(request, headers={**request.headers, "host": "elsewhere"}),
    ):
        assert not signature.is_made_with(SECRET, other)


def test_a_signature_is_good_for_its_time() -> None:
    signature = found(sent(URLS[0]))
    at = calendar.timegm(time.strptime(signature.moment, "%Y%m%dT%H%M%SZ"))
    assert [signature.is_of_now(at + s) for s in (-SKEW_S - 1, -SKEW_S, 0, SKEW_S, SKEW_S + 1)] == [
        False, True, True, True, False,
    ]  # fmt: skip
    presigned = found(sent(URLS[0], SigV4QueryAuth, "GET", b"", expires=60))
    assert [presigned.is_of_now(at + s) for s in (0, 59, 62)] == [True, True, False]


def test_a_signature_is_of_the_day_of_its_key() -> None:
    signature = found(sent(URLS[0]))
    other = replace(signature, scope=("20200101", *signature.scope[1:]))
    assert not other.is_of_now(calendar.timegm(time.strptime(signature.moment, "%Y%m%dT%H%M%SZ")))


@pytest.mark.parametrize(
    "change",
    [
        ("Credential=AKIAIOSFODNN7EXAMPLE/", "Credential="),
        ("aws4_request", "aws5_request"),
        ("host;", ""),
        ("AWS4-HMAC-SHA256", "AWS3"),
    ],
    ids=str,
)
def test_what_is_no_signature(change: tuple[str, str]) -> None:
    request = sent(URLS[0])
    headers = {**request.headers, "authorization": request.headers["authorization"].replace(*change)}
    assert signature_of(replace(request, headers=headers)) is None


@pytest.mark.parametrize("moment", ["", "yesterday", "20261301T000000Z"])
def test_without_a_time_there_is_no_signature(moment: str) -> None:
    request = sent(URLS[0])
    assert signature_of(replace(request, headers={**request.headers, "x-amz-date": moment})) is None


def test_nobody_signed() -> None:
    assert signature_of(Sent("GET", "/", "X-Amz-Credential=k", {"host": "h"}, b"")) is None
    assert signature_of(Sent("GET", "/", "X-Amz-Algorithm=AWS4-HMAC-SHA256", {"host": "h"}, b"")) is None
