"""The contract that every engine keeps."""

from dataclasses import dataclass
from typing import Protocol

from bootstrap.endpoint import Endpoint
from bootstrap.errors import HarnessError

ENGINES = ("auto", "embedded", "container", "attached")
"""What can be asked for; `auto` is what there is, see `harness.engines.choose`."""


class EngineError(HarnessError):
    """The emulator can't be had. The message says what, where, the last log lines, and what to do."""


class EngineMisused(EngineError):
    """The engine, port and endpoint that were asked for contradict each other."""


IAM_MODES = ("off", "observe", "enforce")
"""What an emulator can do with IAM's decisions; see docs/iam.md."""


@dataclass(frozen=True)
class Status:
    """What an engine says of itself: up or not, where, and one line for people."""

    up: bool
    endpoint: Endpoint | None
    line: str


class Engine(Protocol):
    """A way to have an emulator. `start` and `stop` are idempotent; after `stop` nothing of it is left running."""

    name: str
    port: int

    def start(self) -> Endpoint:
        """Bring the emulator up, or find it up; return when it is healthy and our plugins are loaded."""

    def stop(self) -> None:
        """Take it down: no process, no child, no temporary file is left."""

    def status(self) -> Status:
        """What there is now, without changing it."""

    def log_tail(self, lines: int) -> str:
        """The last lines of the emulator's log."""
