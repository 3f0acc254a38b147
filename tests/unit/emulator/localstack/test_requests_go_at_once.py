"""A request is gone as soon as nobody uses it: what waits for Python's collector costs every request a share of it."""

import gc
import weakref
from io import BytesIO

import pytest

from emulator.localstack.server.environment import environment_of, request_of
from emulator.localstack.server.within import WITHIN
from emulator.localstack.service_models import model_of
from emulator.server.head import Head

BODY = b'{"TableName": "jobs"}'
HEADERS = [(b"Host", b"localhost"), (b"Content-Type", b"application/x-amz-json-1.0"), (b"X-Amz-Target", b"x")]


@pytest.mark.parametrize("looks", ["", "headers", "data", "args", "host", "path"])
def test_a_request_needs_no_collector(looks: str) -> None:
    head = Head("POST", b"/?a=b", "1.1", HEADERS, len(BODY), persistent=True, continues=False, websocket=False)
    gc.disable()
    try:
        request = request_of(environment_of(head, WITHIN, BytesIO(BODY)))
        if looks:
            assert getattr(request, looks) is not None
        gone = weakref.ref(request)
        del request
        assert gone() is None
    finally:
        gc.enable()


def test_a_model_is_read_once() -> None:
    assert model_of("lambda").operation_model("Invoke") is model_of("lambda").operation_model("Invoke")
