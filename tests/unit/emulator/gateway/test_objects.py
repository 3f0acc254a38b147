"""What pages of other sites may ask of S3: presigned requests for one object, where the bucket's rules allow them."""

import pytest

from emulator.gateway.hosts import Hosts
from emulator.gateway.objects import is_presigned, is_presigned_link, may_ask, object_of, rule_allows

RULES = (
    {"AllowedMethods": ["PUT", "GET", "POST"], "AllowedOrigins": ["https://app.example", "https://*.shop.example"]},
)
PRESIGNED = "X-Amz-Signature=ab&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"
APP = {"origin": "https://app.example"}


def asks(method: str, key: str = "key", query: str = PRESIGNED, **headers: str) -> bool:
    return may_ask(method, key, query, {name.replace("_", "-"): value for name, value in headers.items()}, RULES)


def test_a_presigned_request_for_an_object_passes_where_the_bucket_s_rules_name_the_page() -> None:
    assert asks("PUT", **APP)
    assert asks("GET", origin="https://www.shop.example")
    assert asks("GET", referer="https://evil.example/")
    assert asks("PUT", query="AWSAccessKeyId=a&Signature=b&Expires=1", **APP)
    assert asks("GET", query=f"{PRESIGNED}&response-content-type=image%2Fpng&x-id=GetObject", **APP)
    assert asks("PUT", query=f"{PRESIGNED}&x-amz-acl=public-read", **APP)
    assert not asks("DELETE", **APP)
    assert not asks("PUT", origin="https://evil.example")
    assert not asks("PUT", origin="null")
    assert not may_ask("PUT", "key", PRESIGNED, APP, ())
    assert not asks("PUT", sec_fetch_site="cross-site")


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "cors",
        "X-Amz-Signature=ab",
        *(
            f"{PRESIGNED}&{name}"
            for name in (
                "cors",
                "acl=",
                "policy",
                "tagging",
                "uploads",
                "uploadId=1",
                "versionId=1",
                "lifecycle",
                "delete",
            )
        ),
        f"{PRESIGNED}&x-amz-copy-source=%2Fother%2Fkey",
        f"{PRESIGNED}&X-Amz-Copy-Source-Range=bytes%3D0-1",
        f"{PRESIGNED}&Action=DeleteQueue",
    ],
)
def test_nothing_unsigned_no_settings_and_no_other_object(method: str, query: str) -> None:
    assert not asks(method, query=query, access_control_request_method="PUT", **APP)


def test_no_other_object_by_a_header_either() -> None:
    assert not asks("PUT", x_amz_copy_source="/other/key", **APP)
    assert not asks("PUT", x_amz_copy_source_range="bytes=0-1", **APP)
    announced = {"access_control_request_method": "PUT", **APP}
    assert asks("OPTIONS", access_control_request_headers="content-type", **announced)
    assert not asks("OPTIONS", access_control_request_headers="content-type, X-Amz-Copy-Source", **announced)


@pytest.mark.parametrize(("asked", "allowed"), [("PUT", True), ("DELETE", False), ("", False)])
def test_a_preflight_is_judged_as_what_it_announces(asked: str, allowed: bool) -> None:
    assert asks("OPTIONS", access_control_request_method=asked, **APP) is allowed
    assert not asks("OPTIONS", query="", access_control_request_method=asked, **APP)


def test_a_form_is_sent_to_a_bucket_and_signed_inside() -> None:
    assert asks("POST", key="", query="", **APP)
    assert not asks("POST", key="", query="delete", **APP)
    assert not asks("POST", key="key", query="", **APP)
    assert not asks("PUT", key="", **APP)
    assert not asks("GET", key="", query="", **APP)


@pytest.mark.parametrize(
    ("host", "path", "bucket", "key"),
    [
        ("localhost:4566", "/b/key", "b", "key"),
        ("localhost:4566", "/b/", "b", ""),
        ("localhost:4566", "/b", "b", ""),
        ("b.s3.localhost:4566", "/key", "b", "key"),
        ("a.b.s3.us-east-1.localhost.localstack.cloud", "/k/l", "a.b", "k/l"),
        ("localhost", "/", "", ""),
    ],
)
def test_the_object_of_a_request(host: str, path: str, bucket: str, key: str) -> None:
    assert object_of(Hosts(), host, path) == (bucket, key)


def test_both_kinds_of_presigned_query_are_known() -> None:
    assert is_presigned(PRESIGNED)
    assert is_presigned_link(PRESIGNED)
    assert is_presigned("AWSAccessKeyId=a&Signature=b&Expires=1")
    assert not is_presigned("X-Amz-Signature=a&X-Amz-Credential=a%2Fsqs%2Faws4_request")
    assert not is_presigned("Action=DeleteQueue")


def test_a_wildcard_needs_both_of_its_ends() -> None:
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://a*a.example"]}
    assert rule_allows(rule, "https://aa.example", "GET")
    assert not rule_allows(rule, "https://a.example", "GET")
