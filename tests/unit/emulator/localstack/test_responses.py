"""A response that is made without looking is the one that werkzeug makes."""

from typing import Any

import pytest
from rolo.response import Response
from werkzeug.datastructures import Headers

from emulator.localstack.gateway.responses import making, update_from
from emulator.localstack.server.headers import IndexedHeaders

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
    ("given", "is_ours"),
    [
        ([("Content-Type", JSON), ("x-a", "1")], True),
        ([("x-a", "1"), ("Content-Type", JSON), ("x-d", "4")], True),
        ([("content-type", JSON), ("x-a", "1")], True),
        ([("Content-Type", JSON), ("x-a", "1"), ("X-A", "2")], False),
        ([("x-a", "1")], False),
        ([], False),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "own", [[("Content-Type", "text/plain")], [("x-b", "1"), ("Content-Type", "text/plain")]], ids=str
)
def test_what_is_taken_over_is_the_same(
    own: list[tuple[str, str]], given: list[tuple[str, str]], is_ours: bool
) -> None:
    original, asked = Response.update_from, []

    def both() -> tuple[Response, Response]:
        response, other = Response(), Response("body", 201)
        response.headers, other.headers = IndexedHeaders.of(list(own)), IndexedHeaders.of(list(given))
        return response, other

    def seen(response: Response) -> Any:
        response.headers["x-c"] = "3"
        return response.status, list(response.headers), response.data, response.headers.get("X-C")

    def asking(*given: Any) -> None:
        asked.append(1)
        original(*given)

    theirs, other = both()
    original(theirs, other)
    ours, other = both()
    update_from(asking, ours, other)
    assert bool(asked) is not (is_ours and len(own) == 1)
    assert seen(ours) == seen(theirs)
