"""The door without an emulator behind it: what is refused never goes on."""

from base64 import b32encode
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from bootstrap.endpoint import Endpoint
from harness.workshop.door import PASSED_ON, Door, account_of
from harness.workshop.people import new_person

DOOR = "http://127.0.0.1:4581"
NOBODY = Endpoint("http://127.0.0.1:9")
ONE, OTHER = new_person(1), new_person(2)


def ask(target: str = "/", body: bytes = b"", more: Mapping[str, str] = MappingProxyType({})) -> TestResponse:
    """A request that is signed with the first card, to a door whose emulator doesn't answer."""
    request = AWSRequest("POST", f"{DOOR}{target}", data=body, headers={"Host": "127.0.0.1:4581"})
    SigV4Auth(Credentials(ONE.key_id, ONE.secret), "sqs", "us-east-1").add_auth(request)
    return plain(target, body, more={**{name: str(value) for name, value in request.headers.items()}, **more})


def plain(
    target: str, body: bytes = b"", base: str = DOOR, more: Mapping[str, str] = MappingProxyType({})
) -> TestResponse:
    """A request as it is."""
    builder = EnvironBuilder(path="/", method="POST", base_url=base, data=body, headers=list(more.items()))
    environ: dict[str, Any] = {**builder.get_environ(), "RAW_URI": target}
    door = Door(lambda person: NOBODY, (ONE, OTHER), DOOR, now=lambda: datetime.now(UTC))  # noqa: TID251
    body_of, status, headers = run_wsgi_app(door, environ, buffered=True)
    return TestResponse(body_of, status, headers, builder.get_request())


def test_a_signed_request_goes_on() -> None:
    assert ask(body=b"{}").status_code == 503, "the emulator is asked, and isn't there"
    assert b"the emulator doesn't answer" in ask().data


@pytest.mark.parametrize(
    "target", ["/_harness/lease", "//_harness/lease", "/%5F_harness", "/%2f_harness", "/_aws/x", "/openapi.yaml"]
)
def test_nobody_s_key_opens_an_internal_route(target: str) -> None:
    answer = ask(target)
    assert answer.status_code == 403
    assert b"the leader" in answer.data


@pytest.mark.parametrize("target", ["foo:/_harness/lease", "http:/_localstack/health", f"{DOOR}/_harness/lease", "x"])
def test_what_the_emulator_would_take_for_another_path_is_refused(target: str) -> None:
    for answer in (ask(target), plain(target)):
        assert answer.status_code == 403
        assert b"begins with a slash" in answer.data


def test_another_account_is_refused_and_named() -> None:
    answer = ask(body=f"QueueUrl=/queue/us-east-1/{OTHER.account_id}/q".encode())
    assert answer.status_code == 403
    assert OTHER.account_id in answer.text


@pytest.mark.parametrize("name", ["Origin", "Referer", "Sec-Fetch-Site"])
def test_a_page_of_a_browser_is_refused(name: str) -> None:
    assert b"not for pages" in ask(more={name: "http://127.0.0.1:4581"}).data


def test_another_host_is_refused() -> None:
    assert plain("/", base="http://rebound.example:4581").status_code == 403


@pytest.mark.parametrize("rest", ["/", "/_harness/holdings", "/bucket/key", "/_aws/sqs/messages", "/_aws/execute-api/"])
def test_the_secret_of_a_card_opens_apis_and_signed_links_only(rest: str) -> None:
    assert plain(f"/{ONE.token}{rest}").status_code == 403
    assert plain(f"/{ONE.token}/_aws/execute-api/abc/stage").status_code == 503
    link = f"/{ONE.token}/b/k?X-Amz-Signature=1"
    assert plain(f"{link}&X-Amz-Credential={session_key(ONE.account_id)}%2F1").status_code == 503
    for key in (session_key(OTHER.account_id), OTHER.account_id, ONE.account_id, ONE.key_id, "test", "LSIA1"):
        assert plain(f"{link}&X-Amz-Credential={key}%2F1").status_code == 403, key
    two = f"{link}&X-Amz-Credential={session_key(ONE.account_id)}%2F1"
    assert plain(f"{two}&X-Amz-Credential={session_key(OTHER.account_id)}%2F1").status_code == 403
    assert plain(f"{two}&AWSAccessKeyId={OTHER.account_id}").status_code == 403
    assert plain(f"/{'x' * 24}/_aws/execute-api/abc/stage").status_code == 403


def session_key(account_id: str) -> str:
    """A key as STS makes it for a role of that account."""
    number = (1 << 47) | (int(account_id) << 7)
    return "LSIA" + b32encode(number.to_bytes(6, "big") + b"abcd").decode()


def test_a_session_s_key_tells_its_account() -> None:
    assert account_of("AKIARZPUZDIKGB2VALC4") == "", "that of a user is not a role's"
    assert account_of("ASIARZPUZDIKGB2VALC4") == "123456789012"
    assert account_of(session_key("000000000001")) == "000000000001"


def test_headers_of_localstack_s_own_don_t_go_on() -> None:
    for name in ("x-localstack-data", "x-moto-account-id", "authorization", "host", "x-amz-security-token", "cookie"):
        assert not PASSED_ON.fullmatch(name), name
    for name in ("x-amz-target", "content-type", "x-amz-meta-mine", "range", "if-none-match"):
        assert PASSED_ON.fullmatch(name), name
