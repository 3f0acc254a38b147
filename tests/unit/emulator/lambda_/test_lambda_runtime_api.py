"""The Runtime API against the Python stand-in for AWS's compiled client: each is the other's test."""

import select
import threading
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import Any

import pytest

from emulator.lambda_.guest.portable import runtime_client as client
from emulator.lambda_.runtime_api import RuntimeApi

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
    api.deliver(request_id, [("Lambda-Runtime-Deadline-Ms", "123")], event)
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
