"""What the client gets for what a function returned.

Rules: developer guide, "Lambda function response format" of "Create AWS Lambda proxy integrations for HTTP APIs".
"""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from typing import Any

from emulator.apigatewayv2.message import HOP_BY_HOP, Headers, HttpResponse

DEFAULT_CONTENT_TYPE = "text/plain;charset=UTF-8"
_OURS = HOP_BY_HOP | {"content-length"}
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class ResponseError(ValueError):
    """The function's answer is not in the format that API Gateway expects; the message says what is wrong with it."""


def interpret(payload: bytes, version: str) -> HttpResponse:
    """The response that a function's `payload` means in format `version`; ResponseError when it means none."""
    try:
        answer = json.loads(payload)
    except ValueError as error:
        raise ResponseError(f"the answer is not JSON: {error}") from error
    if isinstance(answer, dict) and "statusCode" in answer:
        return _stated(answer, version)
    if version == "2.0":
        return _inferred(answer, payload)
    raise ResponseError("payload format 1.0 needs an object with a statusCode")


def _inferred(answer: Any, payload: bytes) -> HttpResponse:
    """Without a statusCode the whole answer is the body of a 200; a string is taken out of its quotes."""
    body = answer.encode() if isinstance(answer, str) else payload
    return HttpResponse(200, (("content-type", "application/json"),), body)


def _stated(answer: dict[str, Any], version: str) -> HttpResponse:
    headers = tuple(_headers(answer, version))
    if not any(name == "content-type" for name, _ in headers):
        headers += (("content-type", DEFAULT_CONTENT_TYPE),)
    status = _status(answer["statusCode"])
    body = b"" if status in (204, 304) else _body(answer)
    return HttpResponse(status, headers, body)


def _status(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[2-5]\d\d", text):
        raise ResponseError(f"statusCode {value!r} is not a status between 200 and 599")
    return int(text)


def _body(answer: dict[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise ResponseError(f"body is not a string but {type(body).__name__}")
    if answer.get("isBase64Encoded") is not True:
        return body.encode()
    try:
        return b64decode(body, validate=True)
    except Base64Error as error:
        raise ResponseError(f"body is not base64: {error}") from error


def _headers(answer: dict[str, Any], version: str) -> Iterator[tuple[str, str]]:
    """Of one name in both maps of format 1.0, all values are sent; each cookie of format 2.0 is a set-cookie."""
    single = _mapping(answer, "headers")
    several = (
        {name.lower(): values for name, values in _mapping(answer, "multiValueHeaders").items()}
        if version == "1.0"
        else {}
    )
    for name, value in single.items():
        if str(value) not in map(str, several.get(name.lower()) or ()):
            yield from _header(name, value)
    for name, values in several.items():
        if not isinstance(values, list):
            raise ResponseError(f"multiValueHeaders.{name} is not a list")
        for value in values:
            yield from _header(name, value)
    if version == "2.0":
        cookies = answer.get("cookies") or []
        if not isinstance(cookies, list):
            raise ResponseError("cookies is not a list")
        for cookie in cookies:
            yield from _header("set-cookie", cookie)


def _header(name: str, value: Any) -> Headers:
    if value is None or name.lower() in _OURS:
        return ()
    if isinstance(value, list | dict):
        raise ResponseError(f"header {name} is not a string")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not _NAME.fullmatch(name) or re.search(r"[\r\n\0]", text):
        raise ResponseError(f"header {name!r} can't be sent")
    return ((name.lower(), text),)


def _mapping(answer: dict[str, Any], name: str) -> dict[str, Any]:
    value = answer.get(name) or {}
    if not isinstance(value, dict):
        raise ResponseError(f"{name} is not an object")
    return value
