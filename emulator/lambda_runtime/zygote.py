"""The emulator's end of the zygotes: one for every Python version in use, started when needed, replaced when lost."""

import logging
import os
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

from emulator.lambda_runtime.guest.rapid import wire
from emulator.lambda_runtime.interpreters import Interpreter

LOG = logging.getLogger(__name__)
START = Path(__file__).parent / "guest" / "start.py"
_ANSWER_DEADLINE_S = 30.0


class ZygoteError(Exception):
    """A zygote doesn't start or doesn't answer. The message says which interpreter and what to look at."""


class Zygote:
    """One zygote process. `start` may be called from any thread."""

    def __init__(self, interpreter: Interpreter, folder: Path) -> None:
        self.interpreter = interpreter
        self._lock = threading.Lock()
        self._welcome: wire.Welcome | None = None
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(_ANSWER_DEADLINE_S)
        with theirs, (folder / f"python{interpreter.version}.log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(interpreter.python), "-s", str(START), "zygote", str(theirs.fileno()), str(folder)],
                env=base_environment(str(interpreter.libraries)),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    @property
    def welcome(self) -> wire.Welcome:
        """What the zygote said of itself; waits for it; ZygoteError when it doesn't speak."""
        with self._lock:
            return self._wait_for_welcome()

    def start(self, launch: wire.Launch, descriptors: tuple[int, ...]) -> int:
        """Start an environment; the process id of its supervisor. ZygoteError when the zygote is gone."""
        with self._lock:
            self._wait_for_welcome()
            wire.send(self._channel, launch, descriptors)
            return int(self._answer()["pid"])

    @property
    def alive(self) -> bool:
        """False when the process has ended."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it. Environments it started live on."""
        self._channel.close()
        self.process.kill()
        self.process.wait(_ANSWER_DEADLINE_S)

    def _wait_for_welcome(self) -> wire.Welcome:
        if self._welcome is None:
            self._welcome = wire.Welcome(**self._answer())
        return self._welcome

    def _answer(self) -> dict[str, Any]:
        try:
            received = wire.receive(self._channel)
        except OSError as error:
            raise ZygoteError(self._problem(str(error))) from error
        if received is None:
            raise ZygoteError(self._problem("it ended"))
        return received[0]

    def _problem(self, what: str) -> str:
        return f"the zygote of {self.interpreter.python} doesn't answer: {what}; run `make install`, then try again"


def base_environment(libraries: str) -> dict[str, str]:
    """What a zygote itself sees: AWS's language and time zone, nothing of the host."""
    return {
        "PATH": os.defpath,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": libraries,
    }


class Zygotes:
    """The zygotes of this emulator, by Python version."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._running: dict[str, Zygote] = {}

    def of(self, interpreter: Interpreter) -> Zygote:
        """The running zygote of an interpreter, a new one if there is none."""
        with self._lock:
            running = self._running.get(interpreter.version)
            if running is None or not running.alive:
                running = self._running[interpreter.version] = Zygote(interpreter, self._folder)
            return running

    def stop(self) -> None:
        """End all of them."""
        with self._lock:
            for running in self._running.values():
                running.stop()
            self._running.clear()
