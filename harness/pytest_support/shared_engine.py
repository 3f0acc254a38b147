"""One emulator for all who test in a folder at once: the workers of a session, and sessions side by side.

Whoever uses it holds a shared lock on a file. Whoever comes first starts it; whoever finds nobody else holding the lock
at the end stops it. The system gives a lock up with its process, so a worker that is killed leaves no use behind. An
emulator that was up before any of them, or is left up on purpose, is used and not stopped.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Protocol

from bootstrap.endpoint import Endpoint
from bootstrap.file_lock import try_lock
from harness.engines.embedded import EmbeddedEngine
from harness.engines.engine import EngineError, Status
from harness.engines.free_port import free_port
from harness.pytest_support.settings import Settings
from harness.run.clock import POLL_S, Deadline

PORTS_TRIED = 5
OURS = "for-tests"
"""The mark that tests started the engine: a file in its folder."""


class StartableEngine(Protocol):
    """What is needed of `harness.engines.embedded.EmbeddedEngine`."""

    folder: Path
    """What is in it goes when the engine starts and stops."""
    port: int

    def status(self) -> Status:
        """Whether it is up."""

    def start(self) -> Endpoint:
        """Start it, or find it running."""

    def stop(self) -> None:
        """Stop it."""

    def log_tail(self, lines: int) -> str:
        """The last lines of its log."""


class SharedEngine:
    """The engine of the settings' home, started at its first use."""

    def __init__(self, settings: Settings, engine: StartableEngine) -> None:
        self._settings, self._engine = settings, engine
        self._use: TextIOWrapper | None = None

    def acquire(self) -> Endpoint:
        """Use it, and start it if nobody has; EngineError when it can't be had."""
        for folder in (self._settings.interpreters or self._settings.home, self._settings.home):
            private_folder(folder)
        self._use = self._settings.users.open("w")
        try:
            _lock(self._use, self._settings.start_deadline_s, shared=True)
            with self._alone():
                return self._found() or self._started()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Use it no more. It stays up until somebody stops it."""
        if self._use is not None:
            self._use.close()
            self._use = None

    def stop_if_last(self) -> bool:
        """Stop it when nobody uses it and none but tests started it; whether that was so."""
        if not self._ours.exists():
            return False
        with self._settings.users.open("w") as users:
            if not try_lock(users):
                return False
            self._engine.stop()
            return True

    def leave_up(self) -> None:
        """Let it outlive its tests, until `harness down`."""
        self._ours.unlink(missing_ok=True)

    def log_tail(self, lines: int) -> str:
        """The last lines of its log."""
        return self._engine.log_tail(lines)

    @property
    def _ours(self) -> Path:
        return self._engine.folder / OURS

    def _found(self) -> Endpoint | None:
        return self._engine.start() if self._engine.status().up else None

    def _started(self) -> Endpoint:
        """A free port may be taken before the emulator has it: then another is tried."""
        for attempt in range(1, PORTS_TRIED + 1):
            self._engine.port = self._settings.port or free_port()
            try:
                endpoint = self._engine.start()
            except EngineError as error:
                if self._settings.port or attempt == PORTS_TRIED or "is taken" not in str(error):
                    raise
            else:
                self._ours.touch()
                return endpoint
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._settings.home / "starting.lock").open("w") as starting:
            _lock(starting, self._settings.start_deadline_s)
            yield


def shared_engine(settings: Settings) -> SharedEngine:
    """The embedded engine, shared."""
    return SharedEngine(settings, EmbeddedEngine(settings.as_home, start_deadline_s=settings.start_deadline_s))


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner reads and that no repository takes in."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


def _lock(file: TextIOWrapper, deadline_s: float, shared: bool = False) -> None:
    deadline = Deadline.after(deadline_s)
    while not try_lock(file, shared):
        if deadline.passed:
            raise EngineError(f"{file.name} is held for {deadline_s:g} s by another test session; end that first")
        deadline.nap(POLL_S)
