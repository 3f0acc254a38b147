"""The short way into the gateway: what LocalStack's own clients ask of it needs no connection and no second thread.

A client of LocalStack's is botocore's, with signature, retries and all; only its last step, the sending, is another
one. The request walks the same handlers as one that comes over a connection. What clients ask most, and everything is
known of, isn't written down as HTTP at all (`parsed`); an answer to it that isn't a success is then botocore's to read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from threading import local
from typing import IO, Any, cast

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.response import StreamingBody
from localstack import config
from rolo.response import Response

from emulator.localstack.seams import wraps
from emulator.localstack.server.environment import environment_of, request_of
from emulator.localstack.server.parsed import call, credential
from emulator.localstack.server.within import WITHIN
from emulator.localstack.server.wsgi import answer_of
from emulator.server.answer import Answer
from emulator.server.head import Head

IN_MEMORY_BYTES = 1024 * 1024


class Body:
    """An answer's body as botocore reads it: as a whole, in part, or piece by piece."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._file = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY_BYTES))  # noqa: SIM115 - its reader closes it
        for piece in pieces:
            self._file.write(piece)
        self._file.seek(0)

    def read(self, amt: int | None = None) -> bytes:
        """So many bytes, or what is left."""
        return self._file.read(-1 if amt is None else amt)

    def stream(self) -> Iterator[bytes]:
        """What is left, in pieces."""
        return iter(lambda: self._file.read(IN_MEMORY_BYTES), b"")

    def close(self) -> None:
        """Read no more."""
        self._file.close()


@wraps(
    "aws.connect:InternalClientFactory._get_client_post_hook",
    why="LocalStack's own clients enter its gateway in the same thread, without a connection.",
)
def hook(original: Callable[..., Any], self: Any, client: Any) -> Any:
    """The client, which sends the short way."""
    made = original(self, client)
    made.meta.events.register_first("before-send.*.*", send)
    if made.meta.service_model.service_name in {service for service, _ in DIRECT}:
        made._make_api_call = partial(ask_directly, made, made._make_api_call)
    return made


def ask_directly(client: Any, original: Callable[..., Any], operation_name: str, parameters: dict[str, Any]) -> Any:
    """What the client's call answers. An error, which botocore may ask again for, is its own first answer."""
    service = client.meta.service_model.service_name
    converted = DIRECT.get((service, operation_name))
    if converted is None:
        return original(operation_name, parameters)
    given, returned = converted
    model, context = client.meta.service_model.operation_model(operation_name), {"client_region": ""}
    own = client._emit_api_params(api_params=dict(parameters), operation_model=model, context=context)
    request: dict[str, Any] = {"headers": {}}
    event = f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation_name}"
    client.meta.events.emit(event, model=model, params=request, request_signer=client._request_signer, context=context)
    headers = [(name, _text(value)) for name, value in request["headers"].items()]
    key = client._request_signer._credentials
    if key is not None:
        headers.append(("Authorization", credential(key.access_key, client.meta.region_name, service)))
    outcome = call(service, operation_name, given(own), headers)
    if outcome.result is None:
        _first.answer = outcome.answer
        try:
            return original(operation_name, parameters)
        finally:
            _first.answer = None
    about = {"RequestId": outcome.request_id, "HTTPStatusCode": outcome.status, "HTTPHeaders": {}, "RetryAttempts": 0}
    return {**returned(outcome.result), "ResponseMetadata": about}


def _given_invocation(parameters: dict[str, Any]) -> dict[str, Any]:
    payload = parameters.get("Payload")
    if payload is None:
        return parameters
    content = payload.read() if hasattr(payload, "read") else payload
    return {**parameters, "Payload": BytesIO(content.encode() if isinstance(content, str) else bytes(content))}


def _returned_invocation(result: Mapping[str, Any]) -> dict[str, Any]:
    payload = result.get("Payload") or b""
    content = payload.encode() if isinstance(payload, str) else bytes(payload)
    return {**_returned(result), "Payload": StreamingBody(BytesIO(content), len(content))}


def _returned(value: Any) -> Any:
    """What a client makes of an answer: members that say nothing aren't there."""
    if isinstance(value, Mapping):
        return {name: _returned(each) for name, each in value.items() if each is not None}
    return [_returned(each) for each in value] if isinstance(value, list) else value


def _as_is(parameters: dict[str, Any]) -> dict[str, Any]:
    return parameters


DIRECT: Mapping[tuple[str, str], tuple[Callable[..., dict[str, Any]], Callable[..., dict[str, Any]]]] = {
    ("lambda", "Invoke"): (_given_invocation, _returned_invocation),
    ("sqs", "ReceiveMessage"): (_as_is, _returned),
    ("sqs", "DeleteMessage"): (_as_is, _returned),
    ("sqs", "DeleteMessageBatch"): (_as_is, _returned),
}
"""What is asked without HTTP: how parameters are made what a service is given, and results what a client returns."""


class _First(local):
    answer: Answer | None = None


_first = _First()
"""What the thread's call has been answered already, when botocore is to see it as the answer to its first attempt."""


def send(request: Any, **_: Any) -> AWSResponse | None:
    """The answer to a client's request; None for one that goes elsewhere, or has a body that is read piece by piece."""
    if _first.answer is not None:
        answer, _first.answer = _first.answer, None
        return _received(request, answer)
    own, body = _own_url(), request.body
    if isinstance(body, str):
        body = body.encode()
    if not request.url.startswith(own + "/") or not isinstance(body, bytes | bytearray | None):
        return None
    headers = [(name, _text(value)) for name, value in request.headers.items()]
    if "host" not in {name.lower() for name, _ in headers}:
        headers.append(("Host", own.partition("://")[2]))
    return _received(request, ask(request.method, request.url.removeprefix(own), headers, bytes(body or b"")))


def _received(request: Any, answer: Answer) -> AWSResponse:
    return AWSResponse(
        request.url, int(answer.status[:3]), HTTPHeaders.from_dict(dict(answer.headers)), Body(content_of(answer))
    )


def ask(method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> Answer:
    """What the gateway answers."""
    from localstack.runtime import get_current_runtime

    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    head = Head(method, target.encode(), "1.1", raw, len(body), persistent=True, continues=False, websocket=False)
    environment = environment_of(head, WITHIN, BytesIO(body))
    response = Response()
    get_current_runtime().components.gateway.process(request_of(environment), response)
    return answer_of(response, environment)


def content_of(answer: Answer) -> Iterator[bytes]:
    """The body of an answer; whatever was open for it is closed in the end."""
    try:
        yield from answer.body
    finally:
        close = getattr(answer.body, "close", None)
        if close is not None:
            close()


@lru_cache(1)
def _own_url() -> str:
    from localstack.aws.connect import get_service_endpoint

    return str(get_service_endpoint() or config.internal_service_url()).rstrip("/")


def _text(value: bytes | str) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
