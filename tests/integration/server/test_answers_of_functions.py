"""What a function answers at its URL is one answer, whatever it says: the next one on the connection is another's."""

import socket
from contextlib import suppress
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pytest

from bootstrap.clients import Clients
from tests.integration.lambda_runtime.functions import Deploy

FORGED = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nFORGED"
SOURCE = f"""
FORGED = {FORGED!r}
ANSWERS = {{
    "name": {{"statusCode": 200, "headers": {{"X: 1\\r\\nContent-Length: 2\\r\\n\\r\\nhi" + FORGED: "1"}}}},
    "value": {{"statusCode": 200, "headers": {{"X": "1\\r\\nContent-Length: 2\\r\\n\\r\\nhi" + FORGED}}}},
    "coding": {{"statusCode": 200, "headers": {{"Transfer-Encoding": "chunked"}}, "body": "0\\r\\n\\r\\n" + FORGED}},
    "length": {{"statusCode": 200, "headers": {{"Content-Length": "2"}}, "body": "hi" + FORGED}},
    "interim": {{"statusCode": 100, "body": FORGED}},
    "switching": {{"statusCode": 101, "body": FORGED}},
    "none": {{"statusCode": 99999}},
    "plain": {{"statusCode": 200, "headers": {{"X": "\\u20ac"}}, "body": "hi"}},
}}
def handler(event, context):
    return ANSWERS[event["rawQueryString"]]
"""


@pytest.fixture
def address(clients: Clients) -> Any:
    """Where the function answers."""
    function = Deploy(clients)(SOURCE)
    name = function.name
    url = clients.lambda_.create_function_url_config(FunctionName=name, AuthType="NONE")["FunctionUrl"]
    return urlsplit(url)


def test_one_answer_stays_one(address: Any, clients: Clients) -> None:
    """Read as a client does that keeps what came beyond an answer for the next one."""
    statuses = {}
    for which in ("name", "value", "coding", "length", "interim", "switching", "none", "plain"):
        with socket.create_connection(("127.0.0.1", clients.endpoint.port), timeout=20) as connection:
            head = f"GET {address.path or '/'}?{which} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
            connection.sendall(head.encode())
            came = connection.makefile("rb")
            statuses[which] = answered(came)[0]
            with suppress(OSError):  # the connection may be over
                connection.sendall(b"GET /_localstack/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            status, body = answered(came)
            assert status == 0 or b'"services"' in body, which
    assert statuses == {
        "name": 502, "value": 502, "coding": 200, "length": 200, "interim": 502, "switching": 502, "none": 502,
        "plain": 200,
    }  # fmt: skip


def answered(came: BinaryIO) -> tuple[int, bytes]:
    """The next answer's status and body; 0 when there is none."""
    line, length = came.readline(), 0
    while header := came.readline().strip():
        name, _, value = header.partition(b":")
        assert name.lower() != b"transfer-encoding"
        length = int(value) if name.lower() == b"content-length" else length
    return int(line.split()[1]) if line else 0, came.read(length)
