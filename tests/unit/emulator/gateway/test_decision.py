"""The guard's decision, as a table: who may ask what, from where, under which name."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.gateway.decision import Guard
from emulator.gateway.hosts import Hosts
from emulator.gateway.table import Answer

RULES: dict[str, tuple[Mapping[str, Any], ...]] = {
    "open": ({"AllowedMethods": ["PUT", "GET"], "AllowedOrigins": ["https://app.example", "https://*.shop.example"]},),
}
GUARD = Guard(Hosts(("emulator", "*.lab.example")), lambda bucket: RULES.get(bucket, ()))
PRESIGNED = "X-Amz-Signature=ab&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"


def decide(method: str, path: str, query: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    verdict = GUARD.decide(method, path, query, {"host": "localhost:4566"} | named, lambda: False)
    assert (verdict.reason == "") == (verdict.answer is not Answer.REFUSED)
    return verdict.answer


@pytest.mark.parametrize(
    "host",
    [
        "localhost:4566",
        "LOCALHOST",
        "localhost.:4566",
        "127.0.0.1:4566",
        "127.1.2.3",
        "[::1]:4566",
        "172.17.0.2:4566",
        "bucket.s3.localhost:4566",
        "localhost.localstack.cloud:4566",
        "abc.execute-api.localhost.localstack.cloud:4566",
        "sqs.us-east-1.amazonaws.com",
        "bucket.s3.amazonaws.com",
        "emulator:4566",
        "box.lab.example",
        "",
    ],
)
def test_names_of_the_emulator(host: str) -> None:
    assert decide("POST", "/", host=host) is Answer.OPEN


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:4566",
        "localhost.evil.example",
        "evil-localhost",
        "notlocalhost",
        "localhost.localstack.cloud.evil.example",
        "amazonaws.com.evil.example",
        "lab.example.evil",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "evil.example/localhost",
        "localhost:port",
        "[::1",
        "other:4566",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_foreign_host_is_refused_whatever_is_asked(method: str, host: str) -> None:
    for path in ("/", "/open/key", "/_localstack/health", "/_harness/plugins", "/_aws/execute-api/a/b/c"):
        assert decide(method, path, host=host) is Answer.REFUSED


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3000",
        "https://localhost",
        "http://127.0.0.1:8080",
        "http://[::1]:5173",
        "http://app.localhost:3000",
        "http://site.s3-website.localhost.localstack.cloud:4566",
        "http://emulator:4566",
    ],
)
def test_pages_of_this_machine_may_use_services(origin: str) -> None:
    assert decide("POST", "/", origin=origin) is Answer.OPEN
    assert decide("OPTIONS", "/", origin=origin) is Answer.OPEN
    assert decide("POST", "/", referer=f"{origin}/page?x=1", sec_fetch_site="cross-site") is Answer.OPEN


FOREIGN: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://localhost.evil.example"},
    {"origin": "http://172.17.0.9"},
    {"origin": "https://app.localstack.cloud"},
    {"origin": "https://evil.s3.amazonaws.com"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "file://"},
    {"origin": "chrome-extension://abcdef"},
    {"origin": "http://localhost@evil.example"},
    {"referer": "https://evil.example/page"},
    {"referer": "https://evil.example?http://localhost/"},
    {"referer": "https://evil.example"},
    {"referer": "http://[::1/"},
    {"referer": "localhost"},
    {"origin": "http://[::1"},
    {"origin": "http://localhost/ http://evil.example"},
    {"sec_fetch_site": "cross-site"},
    {"origin": "https://evil.example", "referer": "http://localhost/"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("POST", "/", ""),
        ("GET", "/", "Action=DeleteQueue"),
        ("PUT", "/new-bucket", ""),
        ("DELETE", "/closed/key", ""),
        ("POST", "/2015-03-31/functions/f/invocations", ""),
        ("POST", "/_localstack/state/reset", ""),
        ("GET", "/_localstack/health", ""),
        ("POST", "/_harness/clock", ""),
        ("OPTIONS", "/", ""),
        ("GET", "/closed/key", PRESIGNED),
        ("POST", "/_aws/execute-api", ""),
        ("POST", "/_aws/execute-api/", ""),
        ("POST", "/restapis/a/b", ""),
    ],
)
def test_other_pages_may_do_nothing(method: str, path: str, query: str, headers: dict[str, str]) -> None:
    assert decide(method, path, query, **headers) is Answer.REFUSED


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/_aws/execute-api/abc/prod/plot", "localhost:4566"),
        ("/restapis/abc/prod/_user_request_/plot", "localhost:4566"),
        ("/prod/plot", "abc.execute-api.localhost.localstack.cloud:4566"),
        ("/", "abc.lambda-url.us-east-1.localhost.localstack.cloud:4566"),
    ],
)
def test_deployed_apis_are_open_to_pages(path: str, host: str, headers: dict[str, str]) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        assert decide(method, path, host=host, **headers) is Answer.ONLY_API


@pytest.mark.parametrize(
    ("method", "path", "host", "query", "headers", "route"),
    [
        ("PUT", "/open/key", "localhost", PRESIGNED, {"origin": "https://app.example"}, Answer.ONLY_OBJECT),
        ("PUT", "/key", "open.s3.localhost", PRESIGNED, {"origin": "https://app.example"}, Answer.ONLY_OBJECT),
        ("PUT", "/open/key", "localhost", "", {"origin": "https://www.shop.example"}, Answer.REFUSED),
        ("DELETE", "/open/key", "localhost", PRESIGNED, {"origin": "https://app.example"}, Answer.REFUSED),
        ("PUT", "/open/key", "localhost", PRESIGNED, {"origin": "https://evil.example"}, Answer.REFUSED),
        ("PUT", "/closed/key", "localhost", PRESIGNED, {"origin": "https://app.example"}, Answer.REFUSED),
        ("GET", "/open/key", "localhost", PRESIGNED, {"referer": "https://evil.example/"}, Answer.ONLY_OBJECT),
        ("GET", "/open/key", "localhost", "", {"referer": "https://evil.example/"}, Answer.REFUSED),
        ("POST", "/open/key", "localhost", PRESIGNED, {"sec_fetch_site": "cross-site"}, Answer.REFUSED),
    ],
)
def test_a_bucket_s_cors_configuration_decides(
    method: str, path: str, host: str, query: str, headers: dict[str, str], route: Answer
) -> None:
    assert decide(method, path, query, host=host, **headers) is route


@pytest.mark.parametrize(("asked", "route"), [("PUT", Answer.ONLY_OBJECT), ("DELETE", Answer.REFUSED)])
def test_a_preflight_is_judged_by_the_method_it_asks_for(asked: str, route: Answer) -> None:
    headers = {"origin": "https://app.example", "access_control_request_method": asked}
    assert decide("OPTIONS", "/open/key", PRESIGNED, **headers) is route
    assert decide("OPTIONS", "/open/key", **headers) is Answer.REFUSED


def test_what_a_browser_that_says_nothing_asks_of_a_service_is_a_page_s() -> None:
    browser = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64)", "host": "localhost.localstack.cloud:4566"}
    assert decide("GET", "/", "Action=DeleteQueue&QueueUrl=x", **browser) is Answer.REFUSED
    assert decide("GET", "/000000000000/q", "Action=SendMessage", **browser) is Answer.REFUSED
    assert decide("GET", "/bucket/index.html", **browser) is Answer.REFUSED
    assert decide("GET", "/_aws/s3-website/bucket/index.html", **browser) is Answer.OPEN
    assert decide("GET", "/", "Action=ListQueues", sec_fetch_site="none", **browser) is Answer.OPEN
    assert decide("GET", "/", "Action=ListQueues", user_agent="Boto3/1.42") is Answer.OPEN


def test_without_a_page_everything_passes() -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        assert decide(method, "/anything", sec_fetch_site="none") is Answer.OPEN


@given(st.text(), st.text(), st.text(), st.text())
def test_no_header_breaks_the_decision(host: str, origin: str, referer: str, query: str) -> None:
    headers = {"host": host, "origin": origin, "referer": referer}
    GUARD.decide("POST", "/open/key", query, headers, lambda: False)
    GUARD.decide("POST", "/open/key", query, {"host": "localhost", "referer": referer}, lambda: False)
