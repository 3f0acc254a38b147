"""The data plane in LocalStack's gateway: requests to the addresses of HTTP APIs, and to no others.

It is a handler before LocalStack's router, not a route: REST APIs have routes of the same forms, of which the router
would take either. A request is taken only when its API is an HTTP API; all others go on as if this weren't here.
"""

import time
from base64 import b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from localstack.services.plugins import SERVICE_PLUGINS

from emulator.apigatewayv2.address import address_of
from emulator.apigatewayv2.invocation import Backends
from emulator.apigatewayv2.message import HttpRequest, HttpResponse, message
from emulator.apigatewayv2.pipeline import Arrival, respond
from emulator.localstack.apigatewayv2.delivery import deliver
from emulator.localstack.apigatewayv2.invocation import invoke
from emulator.localstack.apigatewayv2.measures import measure
from emulator.localstack.apigatewayv2.store import find_api
from emulator.localstack.gateway.random_ids import random_bytes
from emulator.localstack.seams import appends

BACKENDS = Backends(invoke, deliver, measure)


@appends("aws.handlers:preprocess_request", why="HTTP APIs, which LocalStack doesn't have, answer at their addresses.")
def handle(chain: Any, context: Any, response: Any) -> None:
    """Answer a request to an HTTP API, and one to an API that nobody has; pass on all others."""
    raw_path, query = raw_target(context.request)
    address = address_of(context.request.headers.get("Host", ""), raw_path)
    if address is None:
        return
    owned = find_api(address.api_id)
    if owned is not None:
        request = received(context.request, query)
        request = replace(request, path=address.path, domain_name=address.domain_name)
        write(respond(BACKENDS, owned, address, Arrival(request, request_id(), time.time())), response)
        chain.stop()
    elif not SERVICE_PLUGINS.is_running("apigateway"):
        # Without REST APIs nobody else knows this address, and LocalStack would take it for a bucket's.
        write(message(404, "Not Found"), response)
        chain.stop()


def raw_target(request: Any) -> tuple[str, str]:
    """The path and the query string as the client sent them, undecoded."""
    target: str = request.environ.get("RAW_URI") or request.path
    if not target.startswith("/"):
        parts = urlsplit(target)
        target = target.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
    path, _, query = target.partition("?")
    return path, query or request.query_string.decode("latin-1")


def received(request: Any, query: str) -> HttpRequest:
    """The request as a value, with the headers that API Gateway adds."""
    source_ip = request.remote_addr or "127.0.0.1"
    headers = tuple((name, value) for name, value in request.headers.items())
    before = request.headers.get("X-Forwarded-For")
    trace = request.headers.get("X-Amzn-Trace-Id")
    added = {
        "x-amzn-trace-id": trace or f"Root=1-{int(time.time()):08x}-{random_bytes(12).hex()}",
        "x-forwarded-for": f"{before}, {source_ip}" if before else source_ip,
        "x-forwarded-port": request.host.rpartition(":")[2] if ":" in request.host else "80",
        "x-forwarded-proto": request.scheme,
    }
    kept = tuple((name, value) for name, value in headers if name.lower() not in added)
    return HttpRequest(
        method=request.method,
        path="/",
        query=query,
        headers=kept + tuple(added.items()),
        body=request.get_data(),
        protocol=request.environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
        source_ip=source_ip,
    )


def request_id() -> str:
    """An id of the form that API Gateway gives requests: 16 characters, the last of them `=`."""
    return b64encode(random_bytes(11)).decode()


def write(answer: HttpResponse, response: Any) -> None:
    """Put the answer into LocalStack's response. Header values go out as UTF-8, which WSGI spells in Latin-1."""
    response.headers.clear()
    response.status_code = answer.status
    response.data = answer.body
    if answer.status in (204, 304):
        response.headers.pop("Content-Length", None)
    for name, value in answer.headers:
        response.headers.add(name, value.encode().decode("latin-1"))
