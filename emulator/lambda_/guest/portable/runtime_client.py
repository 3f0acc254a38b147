"""The part of `awslambdaric` that is compiled, in Python: the package is built without it on anything but Linux.

Same functions, same errors; found only where the compiled module isn't.
"""

import http.client
import os
import sys
import time
from typing import Any

_PREFIX = "/2018-06-01/runtime/invocation"
_HEADERS = (
    "Lambda-Runtime-Aws-Request-Id",
    "Lambda-Runtime-Trace-Id",
    "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Deadline-Ms",
    "Lambda-Runtime-Client-Context",
    "Lambda-Runtime-Cognito-Identity",
    "Content-Type",
)


class _Client:
    connection: http.client.HTTPConnection
    below = ""
    user_agent = ""


def initialize_client(user_agent: str) -> None:
    """Be ready to talk to the address in `AWS_LAMBDA_RUNTIME_API`, which may end in a path."""
    _Client.user_agent = user_agent
    host, slash, path = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
    _Client.below = slash + path
    _Client.connection = http.client.HTTPConnection(host)


def next() -> "tuple[str, dict[str, str | None]]":  # noqa: A001 - the name of the compiled one
    """Wait for an event: its body and its headers."""
    status, body, headers = _call("GET", f"{_PREFIX}/next", None, {})
    if status != 200:
        raise RuntimeError("Failed to get next")
    return body.decode(), {name: headers.get(name) for name in _HEADERS}


def post_invocation_result(
    invoke_id: str,
    content: bytes,
    content_type: str = "application/json",
    invocation_id: "str | None" = None,  # noqa: ARG001
) -> None:
    """Answer an event; RuntimeError when the answer isn't taken."""
    status, body, _ = _call("POST", f"{_PREFIX}/{invoke_id}/response", content, {"Content-Type": content_type})
    if status != 202:
        _complain("success", status, body)
        raise RuntimeError("Failed to post invocation response")


def post_error(
    invoke_id: str,
    error: str,
    xray_fault: str,  # noqa: ARG001
    invocation_id: "str | None" = None,  # noqa: ARG001
) -> None:
    """Report an error as the answer; RuntimeError when it isn't taken."""
    headers = {"Content-Type": "application/json"}
    status, body, _ = _call("POST", f"{_PREFIX}/{invoke_id}/error", error.encode(), headers)
    if status != 202:
        _complain("failure", status, body)
        raise RuntimeError("Failed to post invocation error")


def _call(method: str, path: str, body: "bytes | None", headers: "dict[str, str]") -> "tuple[int, bytes, Any]":
    _Client.connection.request(method, _Client.below + path, body, {**headers, "User-Agent": _Client.user_agent})
    answer = _Client.connection.getresponse()
    return answer.status, answer.read(), answer.headers


def _complain(kind: str, status: int, body: bytes) -> None:
    now_ms = int(time.time() * 1000)
    said = f"LAMBDA_RUNTIME Failed to post handler {kind} response. Http response code: {status}. {body.decode()}"
    sys.stderr.write(f"[ERROR] [{now_ms}] {said}\n")
