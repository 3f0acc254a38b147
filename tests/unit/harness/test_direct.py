"""Nothing that answers at an endpoint, and no proxy of the host, sends a request anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.health import get_json
from harness.probes.emulator import Emulator, EmulatorError
from harness.probes.http import http_send

METHODS = ("GET", "PUT", "POST", "DELETE", "HEAD")
REDIRECTS = (301, 302, 303, 307, 308)


@contextmanager
def answering(status: int, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server that gives every request this answer: its URL, and the requests that came."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        """One answer for all."""

        def answer(self) -> None:
            came.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(status)
            self.send_header("Location", location)
            self.send_header("x-amz-bucket-region", "eu-west-1")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.answer)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", came
        finally:
            server.shutdown()


@pytest.mark.parametrize("status", REDIRECTS)
def test_no_redirect_is_followed(status: int) -> None:
    with answering(200) as (elsewhere, reached), answering(status, f"{elsewhere}/there") as (url, came):
        clients = Clients(Endpoint(url))
        assert get_json(clients.endpoint, "/_localstack/health") is None
        for method in METHODS:
            assert http_send(method, url, b"{}" if method in ("PUT", "POST") else None).status == status
        with pytest.raises(EmulatorError, match=f"answered {status}"):
            Emulator(clients).holdings()
        with pytest.raises(EmulatorError, match=f"answered {status}"):
            Emulator(clients).forget(["Namespace"], [])
        heard = len(came)
        with suppress(ClientError, BotoCoreError):
            clients.s3.list_objects_v2(Bucket="bucket")
        with suppress(ClientError, BotoCoreError):
            clients.sqs.delete_queue(QueueUrl=f"{elsewhere}/000000000000/queue")
        with suppress(ClientError, BotoCoreError):
            clients.lambda_.delete_function(FunctionName="function")
    assert reached == []
    assert len(came) >= heard + 3


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_no_proxy_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(204) as (proxy, reached), answering(404) as (url, came):
        monkeypatch.setenv(name, proxy)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert http_send("GET", url).status == 404
        with pytest.raises(EmulatorError, match="answered 404"):
            Emulator(Clients(Endpoint(url))).holdings()
        with pytest.raises(ClientError):
            Clients(Endpoint(url)).s3.list_objects_v2(Bucket="bucket")
    assert reached == []
    assert len(came) >= 3
