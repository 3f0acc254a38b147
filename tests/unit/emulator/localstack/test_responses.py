"""A response that is made without looking is the one that werkzeug makes."""

from typing import Any

import pytest
from rolo.response import Response
from werkzeug.datastructures import Headers

from emulator.localstack.gateway.responses import making, update_from

ORIGINAL = Response.__init__
JSON = "application/x-amz-json-1.0"


def made(init: Any, *args: Any, **kwargs: Any) -> Any:
    response = Response.__new__(Response)
    try:
        init(response, *args, **kwargs)
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)
    return response.status, list(response.headers), response.data, response.direct_passthrough


@pytest.mark.parametrize(
    "headers",
    [
        None,
        {},
        {"Content-Type": JSON, "x-amzn-RequestId": "1"},
        {"x-a": "1", "Content-Type": "text/html"},
        {"x-amzn-RequestId": "1"},
        {"content-type": "text/plain"},
        {"Content-Type": JSON, "Content-Length": 3},
        {"Content-Type": JSON, "x-a": ["1", "2"]},
        {"Content-Type": JSON, "x-a": "two\nlines"},
        {"Content-Type": JSON, "x-a": "a\ttab"},
        {"Content-Type": JSON, "x-a": ""},
        [("Content-Type", JSON), ("x-a", "1"), ("x-a", "2")],
        Headers({"Content-Type": JSON}),
    ],
    ids=str,
)
@pytest.mark.parametrize("body", [None, "text", b"bytes"])
@pytest.mark.parametrize("status", [None, 200, 404, "201 CREATED", 99])
def test_it_is_the_same(status: Any, body: Any, headers: Any) -> None:
    assert made(making(Response), body, status, headers) == made(ORIGINAL, body, status, headers)


@pytest.mark.parametrize(
    "given",
    [
        [("Content-Type", JSON), ("x-a", "1")],
        [("x-a", "1"), ("Content-Type", JSON)],
        [("content-type", JSON), ("x-a", "1")],
        [("Content-Type", JSON), ("x-a", "1"), ("X-A", "2")],
        [("x-a", "1")],
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "own", [[("Content-Type", "text/plain")], [("x-b", "1"), ("Content-Type", "text/plain")]], ids=str
)
def test_what_is_taken_over_is_the_same(own: list[tuple[str, str]], given: list[tuple[str, str]]) -> None:
    def taken(update: Any) -> Any:
        response, other = Response(headers=Headers(own)), Response("body", 201, Headers(given))
        update(response, other)
        response.headers["x-c"] = "3"
        return response.status, sorted(response.headers), response.data, response.headers.get("X-C")

    original = Response.update_from
    assert taken(lambda *both: update_from(original, *both)) == taken(original)
