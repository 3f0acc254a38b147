"""A zygote whose functions are threads of the test: they have a process's pipes and speak the Runtime API."""

import http.client
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.zygote import Zygote, ZygoteError

PREFIX = "/2018-06-01/runtime"
Main = Callable[["FakeFunction"], None]


class FakeFunction:
    """What runs in the place of a process. Its end is reported when `main` returns."""

    def __init__(self, launch: wire.Launch, descriptors: tuple[int, ...], main: Main) -> None:
        self.launch = launch
        self.output, self.report, self.lifeline = (os.dup(each) for each in descriptors)
        self._main = main
        self._ordered = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        threading.Thread(target=self._supervise, daemon=True).start()

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[str, bytes]:
        """One request to the Runtime API: the request id it answers, and its body."""
        host, _, secret = self.launch.environment["AWS_LAMBDA_RUNTIME_API"].partition("/")
        if self._connection is None:
            self._connection = http.client.HTTPConnection(host, timeout=30)
        self._connection.request(method, f"/{secret}{PREFIX}{path}" if secret else PREFIX + path, body)
        response = self._connection.getresponse()
        return response.getheader("Lambda-Runtime-Aws-Request-Id", ""), response.read()

    def say(self, text: str) -> None:
        """Write output."""
        os.write(self.output, text.encode())

    def wait_for_the_order(self) -> None:
        """Do nothing until the emulator closes the lifeline."""
        self._ordered.wait()

    def _run(self) -> None:
        with suppress(OSError, http.client.HTTPException):  # a function whose environment ends is cut off
            self._main(self)
            os.write(self.report, b"0 2048\n")
        if self._connection is not None:
            self._connection.close()
        for descriptor in (self.output, self.report):
            os.close(descriptor)

    def _supervise(self) -> None:
        """Cut the function off when the lifeline ends."""
        os.read(self.lifeline, 1)
        self._ordered.set()
        with suppress(OSError, AttributeError):  # it has ended by itself
            self._connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        os.close(self.lifeline)


def serve(function: FakeFunction) -> None:
    """Answer each event with itself, until the environment ends."""
    while True:
        request_id, event = function.ask("GET", "/invocation/next")
        function.say(f"got {event.decode()}\n")
        function.ask("POST", f"/invocation/{request_id}/response", event)


class FakeZygote:
    """Starts fake functions; the first `failures` starts fail as when a zygote is lost."""

    isolated = True
    not_isolated = ""

    def __init__(self, main: Main = serve, failures: int = 0) -> None:
        self._main, self._failures = main, failures
        self.functions: list[FakeFunction] = []

    def start(self, launch: wire.Launch, descriptors: tuple[int, ...]) -> int:
        """The id of this process: a function's connections are its own."""
        if self._failures:
            self._failures -= 1
            raise ZygoteError("it is lost")
        self.functions.append(FakeFunction(launch, descriptors, self._main))
        return os.getpid()

    @property
    def as_zygote(self) -> Zygote:
        """As the emulator's code takes it."""
        return cast(Zygote, self)
