"""The Runtime API against the Python stand-in for AWS's compiled client: each is the other's test."""

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.lambda_.guest.portable import runtime_client as client
from emulator.lambda_.runtime_api import MOST_CONNECTIONS, RuntimeApi
from tests.examples import examples

LIMIT_BYTES = 2_000_000


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[RuntimeApi]:
    api = RuntimeApi(LIMIT_BYTES)
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", api.address)
    client.initialize_client("test")
    yield api
    client._Client.connection.close()
    api.close()


def drive(api: RuntimeApi, until: Callable[[], Any], deadline_s: float = 5.0) -> None:
    """Serve until the condition holds, as the emulator's loop does."""
    end_s = monotonic() + deadline_s
    while not until():
        assert monotonic() < end_s, "the condition didn't come about"
        ready, _, _ = select.select([api.listener, *api.connections], [], [], 0.05)
        for readable in ready:
            if readable is api.listener:
                api.accept()
            else:
                api.read(readable)


class Aside:
    """A call in another thread, as the function's process is another one."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.value: Any = None
        self.error: Exception | None = None
        self._call = call
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.value = self._call()
        except Exception as error:
            self.error = error

    def ended(self) -> bool:
        return not self._thread.is_alive()


def ask(api: RuntimeApi, request_id: str = "id-1", event: bytes = b"{}") -> Any:
    asked = Aside(client.next)
    drive(api, lambda: api.waiting)
    api.deliver(request_id, [("Lambda-Runtime-Deadline-Ms", "123")], event, monotonic() + 5)
    drive(api, asked.ended)
    return asked.value


def test_an_event_goes_out_with_its_headers_and_the_answer_comes_back(api: RuntimeApi) -> None:
    body, headers = ask(api, event=b'{"a": 1}')
    assert body == '{"a": 1}'
    assert headers["Lambda-Runtime-Aws-Request-Id"] == "id-1"
    assert headers["Lambda-Runtime-Deadline-Ms"] == "123"
    assert headers["Lambda-Runtime-Client-Context"] is None
    answered = Aside(lambda: client.post_invocation_result("id-1", b'"done"'))
    drive(api, answered.ended)
    assert answered.error is None
    assert api.outcome is not None
    assert (api.outcome.payload, api.outcome.is_error) == (b'"done"', False)


def test_one_connection_serves_many_events(api: RuntimeApi) -> None:
    for request_id in ("id-1", "id-2", "id-3"):
        ask(api, request_id, b"x" * 100_000)
        answered = Aside(partial(client.post_invocation_result, request_id, b"y" * 1_500_000))
        drive(api, answered.ended)
        assert api.outcome is not None
        assert len(api.outcome.payload) == 1_500_000
    assert len(api.connections) == 1


def test_an_error_is_an_outcome(api: RuntimeApi) -> None:
    ask(api)
    answered = Aside(lambda: client.post_error("id-1", '{"errorType": "E"}', ""))
    drive(api, answered.ended)
    assert api.outcome is not None
    assert (api.outcome.payload, api.outcome.is_error) == (b'{"errorType": "E"}', True)


def test_a_response_over_the_limit_is_refused(api: RuntimeApi, capsys: pytest.CaptureFixture[str]) -> None:
    ask(api)
    answered = Aside(lambda: client.post_invocation_result("id-1", b"x" * (LIMIT_BYTES + 1)))
    drive(api, answered.ended)
    assert isinstance(answered.error, RuntimeError)
    assert "Http response code: 413" in capsys.readouterr().err
    assert api.too_large
    assert api.outcome is None


@pytest.mark.parametrize("request_id", ["another", "id-1"])
def test_only_the_first_answer_to_the_event_in_hand_counts(api: RuntimeApi, request_id: str) -> None:
    ask(api)
    first = Aside(lambda: client.post_invocation_result("id-1", b"1"))
    drive(api, first.ended)
    second = Aside(lambda: client.post_invocation_result(request_id, b"2"))
    drive(api, second.ended)
    assert isinstance(second.error, RuntimeError)
    assert api.outcome is not None
    assert api.outcome.payload == b"1"


def test_an_error_of_the_initialisation_is_kept(api: RuntimeApi) -> None:
    sent = Aside(lambda: client._call("POST", "/2018-06-01/runtime/init/error", b"{}", {}))
    drive(api, sent.ended)
    assert sent.value[0] == 202
    assert api.init_error == b"{}"


def test_another_path_isn_t_there(api: RuntimeApi) -> None:
    sent = Aside(lambda: client._call("GET", "/2020-01-01/extension/register", None, {}))
    drive(api, sent.ended)
    assert sent.value[0] == 404


def test_a_client_that_goes_away_is_forgotten(api: RuntimeApi) -> None:
    ask(api)
    client._Client.connection.close()
    drive(api, lambda: not api.connections)
    assert api.waiting is None


NEXT = b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n%s\r\n"


def connect(api: RuntimeApi) -> socket.socket:
    host, _, port = api.host.partition(":")
    return socket.create_connection((host, int(port)), timeout=5)


def next_request(api: RuntimeApi, headers: bytes = b"") -> bytes:
    return NEXT % (api.host.encode(), headers)


@pytest.mark.parametrize("times", [2, 50])
def test_requests_behind_one_that_waits_end_the_connection(api: RuntimeApi, times: int) -> None:
    with connect(api) as pipelining:
        pipelining.sendall(next_request(api) * times)
        drive(api, lambda: api.connections)
        drive(api, lambda: not api.connections)
    assert api.waiting is None


def test_a_request_behind_one_that_is_answered_ends_the_connection(api: RuntimeApi) -> None:
    with connect(api) as pipelining:
        pipelining.sendall(next_request(api).replace(b"next", b"what") + next_request(api))
        drive(api, lambda: api.connections)
        drive(api, lambda: not api.connections)
    assert api.waiting is None


def test_a_client_that_ends_while_it_waits_is_forgotten_at_once(api: RuntimeApi) -> None:
    with connect(api) as leaving:
        leaving.sendall(next_request(api))
        drive(api, lambda: api.waiting)
    drive(api, lambda: not api.connections)
    assert api.waiting is None


def test_a_second_next_beside_the_first_is_refused(api: RuntimeApi) -> None:
    with connect(api) as first, connect(api) as second:
        first.sendall(next_request(api))
        drive(api, lambda: api.waiting)
        second.sendall(next_request(api))
        answer = Aside(partial(second.recv, 4096))
        drive(api, answer.ended)
        assert b" 400 " in answer.value.splitlines()[0]
        assert api.waiting is not None


@pytest.mark.parametrize(
    "request_head",
    [
        lambda api: next_request(api, b"Origin: http://%s\r\n" % api.host.encode()),
        lambda api: next_request(api, b"Origin: null\r\n"),
        lambda api: NEXT % (b"evil.example", b""),
        lambda api: NEXT % (b"localhost:" + api.host.rpartition(":")[2].encode(), b""),
    ],
    ids=["own origin", "null origin", "foreign host", "a name"],
)
def test_a_page_is_refused(api: RuntimeApi, request_head: Callable[[RuntimeApi], bytes]) -> None:
    with connect(api) as page:
        page.sendall(request_head(api))
        answer = Aside(partial(page.recv, 4096))
        drive(api, answer.ended)
    assert b" 403 " in answer.value.splitlines()[0]
    assert api.waiting is None


def test_a_stranger_s_connection_is_closed_unread() -> None:
    api = RuntimeApi(LIMIT_BYTES, welcome=lambda _: False)
    with connect(api) as stranger:
        stranger.sendall(next_request(api))
        assert api.accept() is None
        assert api.connections == {}
        with suppress(ConnectionResetError):
            assert stranger.recv(1) == b""
    api.close()


def test_more_connections_than_a_client_needs_are_closed(api: RuntimeApi) -> None:
    opened = [connect(api) for _ in range(MOST_CONNECTIONS + 1)]
    taken = [api.accept() for _ in opened]
    assert taken[:-1].count(None) == 0
    assert taken[-1] is None
    for one in opened:
        one.close()


def test_the_secret_in_the_address_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    api = RuntimeApi(LIMIT_BYTES, secret="abc")
    with connect(api) as guessing:
        guessing.sendall(next_request(api))
        answer = Aside(partial(guessing.recv, 4096))
        drive(api, answer.ended)
        assert b" 404 " in answer.value.splitlines()[0]
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", api.address)
    client.initialize_client("test")
    assert ask(api)[0] == "{}"
    client._Client.connection.close()
    api.close()


BODIES: dict[str, Callable[[int], tuple[bytes, bytes]]] = {
    "declared": lambda size: (b"Content-Length: %d\r\n" % size, b""),
    "chunked": lambda _: (b"Transfer-Encoding: chunked\r\n", b"10000\r\n" + b"x" * 0x10000 + b"\r\n"),
}


@pytest.mark.parametrize("path", ["invocation/id-1/response", "invocation/id-1/error", "init/error", "elsewhere"])
@pytest.mark.parametrize("how", BODIES)
def test_a_body_over_the_limit_is_cut_as_it_arrives(api: RuntimeApi, how: str, path: str) -> None:
    ask(api)
    header, piece = BODIES[how](400_000_000)
    with connect(api) as sending:
        sending.sendall(
            b"POST /2018-06-01/runtime/%s HTTP/1.1\r\nHost: %s\r\n%s\r\n" % (path.encode(), api.host.encode(), header)
        )
        for _ in range(LIMIT_BYTES // max(1, len(piece)) + 1 if piece else 0):
            sending.sendall(piece)
            drive(api, lambda: True)
            for connected in list(api.connections):
                if select.select([connected], [], [], 0)[0]:
                    api.read(connected)
        answer = Aside(partial(sending.recv, 4096))
        drive(api, answer.ended)
        assert (b" 404 " if path == "elsewhere" else b" 413 ") in answer.value.splitlines()[0]
        for connection in api.connections.values():
            assert connection._body == []
    assert api.outcome is None
    assert api.too_large == ("id-1" in path)


def test_an_event_that_nobody_takes_is_given_up_in_time(api: RuntimeApi) -> None:
    with connect(api) as deaf:
        deaf.sendall(next_request(api))
        drive(api, lambda: api.waiting)
        with pytest.raises(OSError, match="timed out"):
            api.deliver("id-1", [], b"x" * 50_000_000, monotonic() + 0.05)


@given(st.lists(st.binary(max_size=200), max_size=5), st.booleans())
@settings(max_examples=examples(2), deadline=None)
def test_no_bytes_wedge_it(pieces: list[bytes], whole_first: bool) -> None:
    api = RuntimeApi(1000)
    try:
        with connect(api) as hostile:
            connected = api.accept()
            assert connected is not None
            for piece in [next_request(api), *pieces] if whole_first else pieces:
                with suppress(OSError):
                    hostile.sendall(piece)
                if connected in api.connections and select.select([connected], [], [], 0)[0]:
                    api.read(connected)
            hostile.close()
            reads = 0
            while connected in api.connections:
                assert select.select([connected], [], [], 5)[0]
                api.read(connected)
                reads += 1
            assert reads <= len(pieces) + 2
    finally:
        api.close()
