"""A request as rolo's gateway wants it: a WSGI environment, as its bridge from Twisted makes it, and a `Request`."""

import re
import sys
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit

from rolo.request import get_raw_path
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio.request import Request as Described
from werkzeug.sansio.utils import get_host
from werkzeug.wrappers import Request

from emulator.localstack.server.headers import IndexedHeaders
from emulator.server.channel import Origin
from emulator.server.head import Head
from emulator.server.refusal import Refused

Environment = dict[str, Any]
CONNECTION = "harness.connection"
"""In the environment: where the request comes from, which is the same for all requests of a connection."""
PLAIN_URI = re.compile(r"/(?!/)[\w/.~*'()!$&+,=:@%-]*(?:\?|\Z)", re.ASCII)
"""One with a path that has nothing but itself: no parameters after a semicolon, no fragment."""
NO_PARAMETERS: ImmutableMultiDict[str, str] = ImmutableMultiDict()
JSON = "application/x-amz-json"
"""How the media types of AWS's JSON protocols begin: their bodies are read as a whole."""


def environment_of(head: Head, origin: Origin, body: IO[bytes]) -> Environment:
    """The environment; Refused when the target is no text."""
    try:
        uri = head.target.decode()
    except UnicodeDecodeError:
        raise Refused(HTTPStatus.BAD_REQUEST) from None
    path, _, query = uri.partition("?")
    if not path.startswith("/"):
        # As a proxy is asked (RFC 9112, 3.2.2).
        asked = urlsplit(path)
        if asked.scheme and (asked.scheme not in ("http", "https") or not asked.netloc):
            raise Refused(HTTPStatus.BAD_REQUEST)
        if asked.netloc and _name_of(asked.netloc.encode()) != _name_of(head.first(b"host")):
            raise Refused(HTTPStatus.BAD_REQUEST)  # two names of whom it is for
        path = asked.path
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
        CONNECTION: origin,
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


def _name_of(host: bytes) -> bytes:
    """A host's name without its port."""
    name, _, port = host.lower().rpartition(b":")
    return name if port.isdigit() else host.lower()


def sent_path(request: Request) -> str:
    """The path as it was sent, as rolo's `get_raw_path` tells it."""
    uri: str = request.environ.get("RAW_URI", "")
    return uri.partition("?")[0] if PLAIN_URI.match(uri) else str(get_raw_path(request))


def request_of(environment: Environment) -> Request:
    """The request. Its headers can be changed and keep their spelling, unlike those of the environment.

    It is made as werkzeug makes it, but for the headers, which werkzeug would take out of the environment again; what
    each request is asked for (host, media type, that it has no parameters or no body, a body in memory) is put where
    werkzeug keeps it when it is asked. The environment doesn't refer to the request, as werkzeug has it: without that
    circle both go as soon as nobody uses them, and a request leaves nothing to Python's collector.
    """
    pairs = [(_names(name)[0], value.decode("latin-1")) for name, value in environment["rolo.headers"]]
    headers = IndexedHeaders.of(pairs)
    path: str = environment["PATH_INFO"]
    request = Request.__new__(Request)
    Described.__init__(
        request,
        method=environment["REQUEST_METHOD"],
        scheme=environment["wsgi.url_scheme"],
        server=(environment["SERVER_NAME"], int(environment["SERVER_PORT"])),
        root_path="",
        path=path if path.isascii() else path.encode("latin-1").decode(errors="replace"),
        query_string=environment["QUERY_STRING"].encode("latin-1"),
        headers=headers,
        remote_addr=environment["REMOTE_ADDR"],
    )
    request.environ, request.shallow = environment, False
    known = headers.by_name
    host = _host(request.scheme, known["host"]) if "host" in known and request.trusted_hosts is None else None
    if host is not None:
        request.__dict__["host"] = host
    request.__dict__["_parsed_content_type"] = _media_type(known.get("content-type", ""))
    if not environment["QUERY_STRING"]:
        request.__dict__["args"] = NO_PARAMETERS
    body = environment["wsgi.input"]
    if type(body) is BytesIO and "content-encoding" not in known:
        if not body.getbuffer().nbytes:
            request.__dict__["_cached_data"] = b""
        elif request.mimetype.startswith(JSON):
            request.__dict__["_cached_data"] = body.getvalue()
    return request


@lru_cache(1024)
def _names(raw: bytes) -> tuple[str, str]:
    """A header's name as it was sent, and in a WSGI environment."""
    name = raw.decode("latin-1")
    return name, "HTTP_" + name.upper().replace("-", "_")


@lru_cache(1024)
def _host(scheme: str, sent: str) -> str | None:
    """None for a name that werkzeug refuses, to whoever asks for it."""
    try:
        return get_host(scheme, sent, None, None)
    except HTTPException:
        return None


@lru_cache(1024)
def _media_type(sent: str) -> tuple[str, dict[str, str]]:
    return parse_options_header(sent)


def _add_headers(environment: Environment, head: Head) -> None:
    for raw_name, raw_value in head.headers:
        name = _names(raw_name)[1]
        value = raw_value.decode("latin-1")
        environment[name] = f"{environment[name]},{value}" if name in environment else value
    environment["CONTENT_TYPE"] = environment.get("HTTP_CONTENT_TYPE", "")
    environment["CONTENT_LENGTH"] = environment.get("HTTP_CONTENT_LENGTH", "")
    environment["SERVER_NAME"] = environment.get("HTTP_HOST", "127.0.0.1").partition(":")[0]
