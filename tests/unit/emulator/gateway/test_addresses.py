"""Path forms: what AWS's and LocalStack's host names become, and what stays as it is."""

import pytest

from emulator.gateway.addresses import HostForm, host_form, path_form

ENDPOINT = "http://127.0.0.1:4566"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("https://abc.execute-api.us-east-1.amazonaws.com/prod/x?y=1", "/_aws/execute-api/abc/prod/x?y=1"),
        ("https://abc.execute-api.amazonaws.com:4566/prod", "/_aws/execute-api/abc/prod"),
        ("http://abc.execute-api.127.0.0.1:4566", "/_aws/execute-api/abc"),
        ("http://u1.lambda-url.eu-west-3.127.0.0.1:4566/", "/_aws/lambda-url/eu-west-3/u1/"),
        ("https://u1.lambda-url.us-gov-west-1.on.aws/", "/_aws/lambda-url/us-gov-west-1/u1/"),
        ("http://bkt.s3-website.127.0.0.1:4566", "/_aws/s3-website/bkt"),
        ("http://bkt.s3-website-us-east-1.amazonaws.com/", "/_aws/s3-website/bkt/"),
        ("https://a.b.s3.amazonaws.com/k", "/a.b/k"),
        ("https://bkt.s3.eu-west-3.amazonaws.com", "/bkt"),
        ("https://bkt.s3-eu-west-3.amazonaws.com", "/bkt"),
        ("https://s3.us-east-1.amazonaws.com/b/k", "/b/k"),
        ("https://sqs.us-east-1.amazonaws.com/000000000000/q", "/queue/us-east-1/000000000000/q"),
        ("https://127.0.0.1:4566/b/k", "/b/k"),
    ],
)
def test_urls(given: str, path: str) -> None:
    assert path_form(given, ENDPOINT) == f"{ENDPOINT}{path}"
    assert path_form(f"{ENDPOINT}{path}", ENDPOINT) == f"{ENDPOINT}{path}"


def test_an_address_without_a_scheme_stays_one() -> None:
    assert path_form("bkt.s3.127.0.0.1", ENDPOINT) == "127.0.0.1:4566/bkt"
    assert path_form("bkt.s3.us-east-1.amazonaws.com", ENDPOINT) == "127.0.0.1:4566/bkt"
    assert path_form("abc.execute-api.us-east-1.amazonaws.com", ENDPOINT) == "127.0.0.1:4566/_aws/execute-api/abc"


@pytest.mark.parametrize(
    "text",
    [
        "s3.amazonaws.com",
        "sqs.us-east-1.amazonaws.com",
        "lambda.amazonaws.com",
        "amazonaws.com",
        "https://cognito-idp.us-east-1.amazonaws.com/pool",
        "https://example.com/?to=https://bkt.s3.amazonaws.com/",
        "see https://bkt.s3.amazonaws.com/k",
        "https://bkt.s3.amazonaws.com.evil.example/k",
        "arn:aws:execute-api:us-east-1:000000000000:abc/*",
        "",
    ],
)
def test_what_is_no_such_address_stays(text: str) -> None:
    assert path_form(text, ENDPOINT) == text


def test_the_host_form_of_a_path() -> None:
    assert host_form("/_aws/lambda-url/eu-west-3/u1/a//b") == HostForm(
        "u1.lambda-url.eu-west-3.localhost", "/a//b", {"region": "eu-west-3", "api_id": "u1"}
    )
    assert host_form("/_aws/s3-website/bkt") == HostForm("bkt.s3-website.localhost", "/", {"bucket_name": "bkt"})
    for path in ("/_aws/lambda-url/eu-west-3", "/_aws/s3-website//x", "/b/_aws/s3-website/bkt", "/"):
        assert host_form(path) is None
