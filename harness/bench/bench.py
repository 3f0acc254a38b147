"""What groups of figures are measured on."""

from functools import cached_property
from pathlib import Path

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.bench.cpu import cpu_s
from harness.engines.embedded import EmbeddedEngine, Process
from harness.home import Home

PORT = 14566


class Bench:
    """Where it is measured: a home and a store of their own, and an emulator that starts when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.store = folder, Home(folder / "home"), folder / "runs"
        self.own = Home.default()
        self.cache = self.own.cache
        self.skipped: list[str] = []
        """What wasn't measured, and why, in a line each."""

    @cached_property
    def engine(self) -> EmbeddedEngine:
        """The emulator that the groups share."""
        return EmbeddedEngine(self.home, PORT)

    @property
    def endpoint(self) -> Endpoint:
        """Where it answers; it is started when it isn't up."""
        return self.engine.start()

    def used_s(self) -> float:
        """The CPU time that the shared emulator's process has used so far, in seconds."""
        return cpu_s(Process.load(self.engine.pid_file).pid)

    def clients(self, account_id: str) -> Clients:
        """Clients of the shared emulator."""
        return Clients(self.endpoint, account_id=account_id)

    def alone(self) -> Home:
        """The home for a group that starts an emulator itself, once the shared one is down."""
        self.engine.stop()
        return self.home
