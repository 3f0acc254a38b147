"""The short way through the gateway says what the long one says."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from localstack.aws.handlers.logging import ResponseLogger
from localstack.aws.protocol import serializer
from rolo.request import Request
from rolo.response import Response
from rolo.routing import Router
from werkzeug.datastructures import Headers
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.http import parse_dict_header

from emulator.localstack.gateway.answers_by_input import credential, mime_type
from emulator.localstack.gateway.log_lines import log
from emulator.localstack.gateway.routers import dispatch


def never(*_: Any) -> str:
    raise AssertionError("it isn't asked")


def dispatcher(_request: Any, handler: Any, arguments: dict[str, Any]) -> Response:
    return Response(handler(**arguments))


def asked(path: str, method: str = "GET", host: str = "localhost") -> Request:
    return Request(method, path, headers={"Host": host}, raw_path=path)


def test_a_router_remembers_what_it_has_not_until_it_has_it() -> None:
    router: Any = Router(dispatcher)
    router.add("/known", lambda: "known", methods=["GET"])
    for _ in range(2):
        with pytest.raises(NotFound):
            dispatch(Router.dispatch, router, asked("/later"))
        assert dispatch(Router.dispatch, router, asked("/known")).data == b"known"
        with pytest.raises(MethodNotAllowed):
            dispatch(Router.dispatch, router, asked("/known", "POST"))
    rule = router.add("/later", lambda: "now", host="other")
    with pytest.raises(NotFound):
        dispatch(Router.dispatch, router, asked("/later"))
    assert dispatch(Router.dispatch, router, asked("/later", host="other")).data == b"now"
    router.remove(rule)
    with pytest.raises(NotFound):
        dispatch(Router.dispatch, router, asked("/later", host="other"))


def test_what_a_route_does_not_find_is_asked_again() -> None:
    answers = iter([None, "found"])

    def sometimes() -> str:
        if (answer := next(answers)) is None:
            raise NotFound
        return answer

    router: Any = Router(dispatcher)
    router.add("/sometimes", sometimes)
    with pytest.raises(NotFound):
        dispatch(Router.dispatch, router, asked("/sometimes"))
    assert dispatch(Router.dispatch, router, asked("/sometimes")).data == b"found"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "application/json"),
        ({"Accept": "*/*"}, "application/json"),
        ({"Accept": "application/cbor"}, "application/cbor"),
        ({"Accept": "text/html"}, "application/json"),
        ({"Content-Type": "application/cbor"}, "application/cbor"),
        ({"Accept": "*/*", "Content-Type": "application/x-amz-json-1.1"}, "application/x-amz-json-1.1"),
    ],
)
def test_content_types(headers: dict[str, str], expected: str) -> None:
    for _ in range(2):
        assert mime_type(never, serializer.JSONResponseSerializer(), Headers(headers)) == expected


@pytest.mark.parametrize(
    "authorization",
    [
        "Credential=key/20250101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
        "Credential=key/20250101/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=00",
        'SignedHeaders="host", Credential="key/20250101/us-east-1/s3/aws4_request"',
        "nonsense",
        "",
    ],
)
def test_credentials(authorization: str) -> None:
    assert credential(parse_dict_header)(authorization).get("Credential") == parse_dict_header(authorization).get(
        "Credential"
    )


def lines_of(context: Any, response: Response, caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    caplog.clear()
    logger = ResponseLogger()
    with caplog.at_level(level, logger="localstack.request"):
        log(ResponseLogger._log, logger, context, response)
    return [record.getMessage() for record in caplog.records]


def test_lines(caplog: pytest.LogCaptureFixture) -> None:
    operation = SimpleNamespace(name="SendMessage", input_shape=None, output_shape=None)
    service = SimpleNamespace(service_name="sqs")
    common = {
        "is_internal_call": False, "service": service, "account_id": "1", "region": "r", "service_request": {},
        "service_response": {}, "request": asked("/path", "PUT"), "service_exception": None,
    }  # fmt: skip
    failed = SimpleNamespace(code="Nope", message="no")
    expected: list[tuple[dict[str, Any], str]] = [
        ({"operation": operation}, "AWS sqs.SendMessage => 200"),
        ({"operation": operation, "service_exception": failed}, "AWS sqs.SendMessage => 200 (Nope)"),
        ({"operation": None}, "PUT /path => 200"),
    ]
    for given, line in expected:
        context = SimpleNamespace(**{**common, **given})
        assert lines_of(context, Response(status=200), caplog, logging.INFO) == [line]
        assert lines_of(context, Response(status=200), caplog, logging.WARNING) == []
