"""The emulator's end of the zygotes: one for every Python version in use, started when needed, replaced when lost."""

import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

from emulator.lambda_.callers import CALLERS
from emulator.lambda_.guest.rapid import wire
from emulator.lambda_.interpreters import Interpreter
from emulator.lambda_.variables import AWS_PLACES, Places

LOG = logging.getLogger(__name__)
START = Path(__file__).parent / "guest" / "start.py"
Mode = Literal["isolated", "shared", "bare"]
MODE: Mode = {"linux": "isolated", "darwin": "bare"}.get(sys.platform, "shared")  # type: ignore[assignment]
"""How zygotes begin on this system, see `guest/start.py`; macOS's own libraries don't survive a fork."""
_ANSWER_DEADLINE_S = 30.0


class ZygoteError(Exception):
    """A zygote doesn't start or doesn't answer. The message says which interpreter and what to look at."""


class Zygote:
    """One zygote process. `start` may be called from any thread."""

    def __init__(self, interpreter: Interpreter, folder: Path, mode: Mode) -> None:
        self.interpreter = interpreter
        self.folder = folder
        self.log = folder / f"python{interpreter.version}.log"
        self.not_isolated = ""
        self._lock = threading.Lock()
        self._ready = self._lost = False
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.process, self._channel = self._begin(mode)

    @property
    def isolated(self) -> bool:
        """Whether functions get a file system of their own; `not_isolated` says why not. Waits for the zygote."""
        with self._lock:
            self._wait()
        return not self.not_isolated

    def start(self, launch: wire.Launch, descriptors: tuple[int, ...]) -> int:
        """Start an environment; the process id of its supervisor. ZygoteError when the zygote is gone."""
        with self._lock:
            self._wait()
            try:
                wire.send(self._channel, launch, descriptors)
            except OSError as error:
                raise self._lose(str(error)) from error
            return int(self._answer()["pid"])

    @property
    def alive(self) -> bool:
        """False when the process has ended or doesn't answer."""
        return not self._lost and self.process.poll() is None

    def stop(self) -> None:
        """End it. Environments it started live on."""
        self._channel.close()
        self.process.kill()
        self.process.wait(_ANSWER_DEADLINE_S)
        CALLERS.discard(self.process.pid)

    def _begin(self, mode: Mode) -> tuple["subprocess.Popen[bytes]", socket.socket]:
        ours, theirs = socket.socketpair()
        ours.settimeout(_ANSWER_DEADLINE_S)
        descriptor, libraries = theirs.fileno(), str(self.interpreter.libraries)
        with theirs, self.log.open("wb") as log:
            process = subprocess.Popen(
                [
                    str(self.interpreter.python),
                    "-s",
                    str(START),
                    "zygote",
                    str(descriptor),
                    str(self.folder),
                    mode,
                    libraries,
                ],
                env=base_environment(AWS_PLACES if mode == "isolated" else None, libraries),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[descriptor],
                start_new_session=True,
            )
        CALLERS.add(process.pid)
        return process, ours

    def _wait(self) -> None:
        """Wait for the first word. A zygote that can't have a file system of its own ends; another one goes without."""
        if self._ready:
            return
        try:
            isolated = self._answer()["isolated"]
        except ZygoteError:
            self.stop()
            self.not_isolated = (self.log.read_text(errors="replace").strip().splitlines() or ["unknown reason"])[-1]
            self.process, self._channel = self._begin("shared")
            self._lost = False
            isolated = self._answer()["isolated"]
        if not isolated and not self.not_isolated:
            self.not_isolated = f"not tried on {sys.platform}"
        self._ready = True

    def _answer(self) -> dict[str, Any]:
        try:
            received = wire.receive(self._channel)
        except OSError as error:
            raise self._lose(str(error)) from error
        if received is None:
            raise self._lose("it ended")
        return received[0]

    def _lose(self, what: str) -> ZygoteError:
        self._lost = True
        return ZygoteError(
            f"the zygote of {self.interpreter.python} doesn't answer: {what}; run `make install`, then try again"
        )


def base_environment(places: Places | None, libraries: str) -> dict[str, str]:
    """What a zygote itself sees: AWS's language and time zone, nothing of the host.

    The loader's path is read when a process starts, so the zygote has that of its functions.
    """
    common = {"LANG": "en_US.UTF-8", "TZ": ":UTC"}
    if places is None:
        return {**common, "PATH": os.defpath, "PYTHONPATH": libraries}
    own = {"PATH": places.path, "PYTHONPATH": places.runtime, "LD_LIBRARY_PATH": places.library_path}
    return {**common, **own}


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
                running = self._running[interpreter.version] = Zygote(interpreter, self._folder, MODE)
            return running

    def running(self) -> list[Zygote]:
        """Those that have been asked for so far."""
        with self._lock:
            return list(self._running.values())

    def stop(self) -> None:
        """End all of them."""
        with self._lock:
            for running in self._running.values():
                running.stop()
            self._running.clear()
