"""A request as rolo's gateway wants it: a WSGI environment, as its bridge from Twisted makes it, and a `Request`."""

import sys
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit

from werkzeug.wrappers import Request

from emulator.localstack.server.headers import IndexedHeaders
from emulator.server.channel import Origin
from emulator.server.head import Head
from emulator.server.refusal import Refused

Environment = dict[str, Any]


def environment_of(head: Head, origin: Origin, body: IO[bytes]) -> Environment:
    """The environment; Refused when the target is no text."""
    try:
        uri = head.target.decode()
    except UnicodeDecodeError:
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    path, _, query = uri.partition("?")
    if not path.startswith("/"):
        # As a proxy is asked (RFC 9112, 3.2.2).
        path = urlsplit(path).path
    if "%" in path or not path.isascii():
        path = unquote_to_bytes(path).decode("latin-1")
    host, port = origin.peer
    environment: Environment = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query.encode().decode("latin-1"),
        "RAW_URI": uri,
        "REQUEST_URI": uri,
        "CONTENT_TYPE": "",
        "CONTENT_LENGTH": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(origin.port),
        "SERVER_PROTOCOL": f"HTTP/{head.version}",
        "REMOTE_ADDR": host,
        "REMOTE_PORT": str(port),
        "rolo.headers": head.headers,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if origin.secure else "http",
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.run_once": False,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
    }
    _add_headers(environment, head)
    return environment


def request_of(environment: Environment) -> Request:
    """The request. Its headers can be changed and keep their spelling, unlike those of the environment."""
    request = Request(environment)
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in environment["rolo.headers"]]
    request.headers = IndexedHeaders.of(pairs)
    return request


def _add_headers(environment: Environment, head: Head) -> None:
    for raw_name, raw_value in head.headers:
        name = "HTTP_" + raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        environment[name] = f"{environment[name]},{value}" if name in environment else value
    environment["CONTENT_TYPE"] = environment.get("HTTP_CONTENT_TYPE", "")
    environment["CONTENT_LENGTH"] = environment.get("HTTP_CONTENT_LENGTH", "")
    environment["SERVER_NAME"] = environment.get("HTTP_HOST", "127.0.0.1").partition(":")[0]
