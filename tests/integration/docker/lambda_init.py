#!/var/lang/bin/python3
"""Starts a Python function in a container for LocalStack's Docker executor, as the program in LocalStack's image does.

That program comes from the network; this one stands in for it in tests, with the standard library alone. LocalStack
posts events to port 9563 and is told of readiness, logs and answers at LOCALSTACK_RUNTIME_ENDPOINT; the function's
runtime client speaks AWS's Runtime API with this process.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOCALSTACK = os.environ["LOCALSTACK_RUNTIME_ENDPOINT"]
INVOCATIONS: "queue.Queue[dict[str, Any]]" = queue.Queue()
READY = threading.Event()


class Output:
    """What the function prints: in a pipe, so that all it printed before it answered is there when it answers."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.reading, False)

    def take(self) -> str:
        """What has been printed since the last time."""
        taken = b""
        while True:
            try:
                taken += os.read(self.reading, 65536)
            except BlockingIOError:
                return taken.decode(errors="replace")


OUTPUT = Output()


def tell(path: str, body: bytes) -> None:
    """POST to LocalStack."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{LOCALSTACK}/{path}", data=body, headers=headers, method="POST")
    urllib.request.urlopen(request, timeout=30).close()


def report(request_id: str, kind: str, body: bytes) -> None:
    """The log of an invocation, then its outcome."""
    log = f"START RequestId: {request_id}\n{OUTPUT.take()}END RequestId: {request_id}\n"
    tell(f"invocations/{request_id}/logs", json.dumps({"logs": log}).encode())
    tell(f"invocations/{request_id}/{kind}", body)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing: the output is the function's."""

    def answer(self, status: int, body: bytes = b"", headers: "dict[str, str] | None" = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))


class FromLocalStack(Handler):
    def do_POST(self) -> None:
        INVOCATIONS.put(json.loads(self.body()))
        self.answer(200)


class FromRuntime(Handler):
    def do_GET(self) -> None:
        if not READY.is_set():
            READY.set()
            tell(f"status/{os.environ['LOCALSTACK_RUNTIME_ID']}/ready", b"")
        event = INVOCATIONS.get()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": event["invoke-id"],
            "Lambda-Runtime-Deadline-Ms": "4102444800000",
            "Lambda-Runtime-Invoked-Function-Arn": event["invoked-function-arn"],
            "Lambda-Runtime-Trace-Id": event.get("trace-id", ""),
            "Content-Type": "application/json",
        }
        self.answer(200, event["payload"].encode(), headers)

    def do_POST(self) -> None:
        *_, request_id, kind = self.path.split("/")
        body = self.body()
        self.answer(202)
        if kind in ("response", "error"):
            report(request_id, kind, body)


def serve(address: "tuple[str, int]", handler: type[Handler]) -> int:
    server = ThreadingHTTPServer(address, handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    for entry in json.loads(os.environ.get("LOCALSTACK_CHMOD_PATHS", "[]")):
        subprocess.run(["chmod", "-R", entry["mode"].removeprefix("0"), entry["path"]], check=True)
    serve(("0.0.0.0", 9563), FromLocalStack)
    port = serve(("127.0.0.1", 0), FromRuntime)
    search = "/var/task:/opt/python/lib/python3.11/site-packages:/opt/python:/var/runtime"
    environment = {**os.environ, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}", "PYTHONPATH": search}
    command = ["/var/lang/bin/python3", "-u", "-m", "awslambdaric", os.environ["_HANDLER"]]
    with subprocess.Popen(
        command, env=environment, cwd="/var/task", stdout=OUTPUT.writing, stderr=OUTPUT.writing
    ) as runtime:
        return runtime.wait()


if __name__ == "__main__":
    sys.exit(main())
