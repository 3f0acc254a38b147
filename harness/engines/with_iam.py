"""An engine whose emulator is told what to do with IAM's decisions, however it came up."""

from dataclasses import dataclass

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.engines.engine import Engine, Status
from harness.probes.emulator import Emulator


@dataclass
class WithIam:
    """Another engine, with this mode for all accounts that have none of their own."""

    engine: Engine
    mode: str

    @property
    def name(self) -> str:
        """The engine's own."""
        return self.engine.name

    @name.setter
    def name(self, name: str) -> None:
        self.engine.name = name

    @property
    def port(self) -> int:
        """The engine's own."""
        return self.engine.port

    @port.setter
    def port(self, port: int) -> None:
        self.engine.port = port

    def start(self) -> Endpoint:
        """Bring it up, and set the mode."""
        endpoint = self.engine.start()
        Emulator(Clients(endpoint)).call("PUT", "iam", {"default": self.mode})
        return endpoint

    def stop(self) -> None:
        """Take it down."""
        self.engine.stop()

    def status(self) -> Status:
        """What there is now."""
        return self.engine.status()

    def log_tail(self, lines: int) -> str:
        """The last lines of the emulator's log."""
        return self.engine.log_tail(lines)
