"""The short way into the gateway: what LocalStack's own clients ask of it needs no connection and no second thread.

A client of LocalStack's is botocore's, with signature, retries and all; only its last step, the sending, is another
one. The request walks the same handlers as one that comes over a connection.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from localstack import config
from rolo.response import Response

from emulator.localstack.seams import wraps
from emulator.localstack.server.environment import environment_of, request_of
from emulator.localstack.server.wsgi import answer_of
from emulator.server.answer import Answer
from emulator.server.head import Head

HERE = "127.0.0.1"
IN_MEMORY_BYTES = 1024 * 1024


class Within:
    """Where a request comes from that never left the process."""

    peer = (HERE, 0)
    secure = False

    @property
    def port(self) -> int:
        """The gateway's."""
        return int(config.GATEWAY_LISTEN[0].port)


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


WITHIN = Within()


@wraps(
    "aws.connect:InternalClientFactory._get_client_post_hook",
    why="LocalStack's own clients enter its gateway in the same thread, without a connection.",
)
def hook(original: Callable[..., Any], self: Any, client: Any) -> Any:
    """The client, which sends the short way."""
    made = original(self, client)
    made.meta.events.register_first("before-send.*.*", send)
    return made


def send(request: Any, **_: Any) -> AWSResponse | None:
    """The answer to a client's request; None for one that goes elsewhere, or has a body that is read piece by piece."""
    own, body = _own_url(), request.body
    if isinstance(body, str):
        body = body.encode()
    if not request.url.startswith(own + "/") or not isinstance(body, bytes | bytearray | None):
        return None
    headers = [(name, _text(value)) for name, value in request.headers.items()]
    if "host" not in {name.lower() for name, _ in headers}:
        headers.append(("Host", own.partition("://")[2]))
    answer = ask(request.method, request.url.removeprefix(own), headers, bytes(body or b""))
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
