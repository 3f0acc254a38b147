"""Route keys and which of them a request matches: the developer guide's example, and the order of precedence."""

from dataclasses import dataclass

import pytest

from emulator.apigatewayv2.route_key import RouteKey, RouteKeyError, best_match, parse_route_key


@dataclass(frozen=True)
class Route:
    key: RouteKey


def match(keys: list[str], method: str, path: str) -> tuple[str, dict[str, str]] | None:
    found = best_match([Route(parse_route_key(key)) for key in keys], method, path)
    return (found[0].key.text, found[1]) if found else None


GUIDE = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"]


@pytest.mark.parametrize("keys", [GUIDE, GUIDE[::-1]], ids=["in order", "reversed"])
@pytest.mark.parametrize(
    ("request_line", "key", "parameters"),
    [
        ("GET /pets/dog/1", "GET /pets/dog/1", {}),
        ("GET /pets/dog/2", "GET /pets/dog/{id}", {"id": "2"}),
        ("GET /pets/cat/1", "GET /pets/{proxy+}", {"proxy": "cat/1"}),
        ("POST /test/5", "ANY /{proxy+}", {"proxy": "test/5"}),
    ],
)
def test_the_guides_example(keys: list[str], request_line: str, key: str, parameters: dict[str, str]) -> None:
    method, path = request_line.split()
    assert match(keys, method, path) == (key, parameters)


@pytest.mark.parametrize(
    ("keys", "request_line", "expected"),
    [
        (["GET /"], "GET /", ("GET /", {})),
        (["GET /"], "GET /a", None),
        (["GET /a"], "GET /a/", None),
        (["GET /a"], "GET /A", None),
        (["GET /a"], "HEAD /a", None),
        (["GET /a"], "POST /a", None),
        (["ANY /a"], "PATCH /a", ("ANY /a", {})),
        (["ANY /a", "GET /a"], "GET /a", ("GET /a", {})),
        (["ANY /a", "GET /a"], "PUT /a", ("ANY /a", {})),
        (["ANY /a/b", "GET /a/{x}"], "GET /a/b", ("ANY /a/b", {})),
        (["POST /a/b", "GET /a/{x}"], "GET /a/b", ("GET /a/{x}", {"x": "b"})),
        (["GET /{proxy+}", "ANY /a/{x}"], "GET /a/b", ("ANY /a/{x}", {"x": "b"})),
        (["GET /a/{proxy+}", "GET /a/b/{proxy+}"], "GET /a/b/c/d", ("GET /a/b/{proxy+}", {"proxy": "c/d"})),
        (["GET /{x}/{proxy+}", "ANY /a/{proxy+}"], "GET /a/c", ("ANY /a/{proxy+}", {"proxy": "c"})),
        (["GET /{a}/x/{b}", "GET /{a}/{b}/{c}"], "GET /1/x/2", ("GET /{a}/x/{b}", {"a": "1", "b": "2"})),
        (["GET /a/{proxy+}"], "GET /a", None),
        (["GET /a/{proxy+}"], "GET /a/", ("GET /a/{proxy+}", {"proxy": ""})),
        (["GET /a/{id}"], "GET /a/", None),
        (["ANY /{proxy+}"], "GET /", ("ANY /{proxy+}", {"proxy": ""})),
        (["GET /", "ANY /{proxy+}"], "GET /", ("GET /", {})),
        (["$default"], "GET /", ("$default", {})),
        (["$default"], "DELETE /a/b", ("$default", {})),
        (["$default", "GET /a"], "GET /b", ("$default", {})),
        (["GET /jobs/{jobId}"], "GET /jobs/a%20b%2Fc", ("GET /jobs/{jobId}", {"jobId": "a b/c"})),
        (["GET /a"], "GET /%61", ("GET /a", {})),
        (["GET /{proxy+}"], "GET /a%20b/c", ("GET /{proxy+}", {"proxy": "a b/c"})),
        ([], "GET /", None),
    ],
)
def test_precedence(keys: list[str], request_line: str, expected: tuple[str, dict[str, str]] | None) -> None:
    method, path = request_line.split()
    assert match(keys, method, path) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET",
        "GET pets",
        "get /pets",
        "FETCH /pets",
        "GET  /pets",
        "GET /pets/",
        "GET //pets",
        "GET /pets/{}",
        "GET /pets/{id",
        "GET /pets/x{id}",
        "GET /pets?x=1",
        "$other",
    ],
)
def test_a_bad_route_key_says_the_format(text: str) -> None:
    with pytest.raises(RouteKeyError, match='Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "\\$default"'):
        parse_route_key(text)


def test_a_greedy_variable_comes_last() -> None:
    with pytest.raises(RouteKeyError, match="greedy path variable that is not at its end"):
        parse_route_key("GET /{proxy+}/x")


def test_a_variable_is_named_once() -> None:
    with pytest.raises(RouteKeyError, match="names a path variable twice"):
        parse_route_key("GET /{id}/{id}")
