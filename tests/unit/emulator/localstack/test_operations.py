"""The operation that is remembered is the one that LocalStack finds, for every kind of request."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from localstack.aws.protocol.op_router import RestServiceOperationRouter
from localstack.aws.spec import load_service
from rolo.request import Request
from werkzeug.exceptions import NotFound

from emulator.localstack.gateway import operations
from emulator.localstack.gateway.operations import KEPT, match
from emulator.localstack.server.headers import IndexedHeaders

ORIGINAL = RestServiceOperationRouter.match
METHODS = st.sampled_from(["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"])
SEGMENTS = st.sampled_from(
    [
        "bucket",
        "b.ucket",
        "key",
        "a",
        "",
        ".",
        "..",
        "a%2Fb",
        "a%20b",
        "a b",
        "a+b",
        "ä",
        "a;b",
        "a=b",
        "(x)",
        "~",
        "a:b",
    ]
)
FIXED = st.sampled_from(
    ["/WriteGetObjectResponse", "/2015-03-31/functions/f/invocations", "/2015-03-31/functions/", "//"]
)
PATHS = st.one_of(FIXED, st.lists(SEGMENTS, max_size=4).map(lambda segments: "/" + "/".join(segments)))
HEADERS = st.lists(
    st.sampled_from(["x-amz-copy-source", "X-Amz-Copy-Source", "x-amz-request-route", "x-amz-request-token", "Range"]),
    max_size=2,
    unique=True,
)
QUERIES = st.sampled_from(["", "", "", "uploads", "list-type=2", "versions", "tagging", "x-id=GetObject"])
REQUESTS = st.lists(st.tuples(METHODS, PATHS, QUERIES, HEADERS), min_size=1, max_size=8)


@cache
def router(service: str) -> RestServiceOperationRouter:
    return RestServiceOperationRouter(load_service(service))


def found(by: Any, service: str, method: str, path: str, query: str, headers: list[str]) -> Any:
    request = Request(method, path, query_string=query, raw_path=path)
    request.headers = IndexedHeaders([(name, "1") for name in headers])
    try:
        operation, said = by(router(service), request)
    except NotFound as error:
        return type(error)
    return operation.name, dict(said)


@pytest.mark.parametrize("service", ["s3", "lambda", "apigateway"])
@given(requests=REQUESTS)
def test_it_is_the_one_that_localstack_finds(service: str, requests: list[tuple[str, str, str, list[str]]]) -> None:
    for request in requests:
        theirs = found(ORIGINAL, service, *request)
        for _ in range(2):
            ours = found(lambda *given: match(ORIGINAL, *given), service, *request)
            assert ours == theirs, request


def test_another_bucket_and_another_object_are_not_looked_for() -> None:
    looks = []

    def look(*given: Any) -> Any:
        looks.append(given)
        return ORIGINAL(*given)

    router("s3").__dict__.pop(KEPT, None)
    for number in range(5):
        path = f"/bucket{number}/some/key-{number}.jpg"
        operation, said = found(lambda *given: match(look, *given), "s3", "PUT", path, "", [])
        assert (operation, said) == ("PutObject", {"Bucket": f"bucket{number}", "Key": f"some/key-{number}.jpg"})
    assert len(looks) == 1


def test_what_is_said_of_a_path_is_each_requests_own() -> None:
    path = "/2015-03-31/functions/f/invocations"
    for _ in range(2):
        request = Request("POST", path, raw_path=path)
        request.headers = IndexedHeaders([])
        _, said = match(ORIGINAL, router("lambda"), request)
        assert said == {"FunctionName": "f"}
        said["FunctionName"] = "changed"  # type: ignore[index]


def test_only_so_many_paths_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST", 3)
    router("lambda").__dict__.pop(KEPT, None)
    for number in range(10):
        path = f"/2015-03-31/functions/f{number}/invocations"
        assert found(lambda *given: match(ORIGINAL, *given), "lambda", "POST", path, "", [])[0] == "Invoke"
    assert len(router("lambda").__dict__[KEPT].by_path) <= 3
