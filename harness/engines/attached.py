"""An emulator that somebody else started: an endpoint given by the user, used and never stopped."""

import os

from bootstrap.endpoint import Endpoint
from harness.engines.engine import EngineError, Status
from harness.engines.health import missing_plugins


class AttachedEngine:
    """The engine at a given endpoint. It must be local and carry our plugins; it outlives us."""

    name = "attached"

    def __init__(self, url: str) -> None:
        allowed = tuple(host for host in os.environ.get("HARNESS_ALLOW_HOSTS", "").lower().split(",") if host)
        self.endpoint = Endpoint(url, allowed)
        self.port = self.endpoint.port

    def start(self) -> Endpoint:
        """Check that it answers and carries our plugins; EngineError when not."""
        missing = missing_plugins(self.endpoint)
        if missing is None:
            raise EngineError(
                f"nothing that looks like LocalStack answers at {self.endpoint.url}; start it, or give another ENDPOINT"
            )
        if missing:
            raise EngineError(
                f"the LocalStack at {self.endpoint.url} lacks our plugins {', '.join(sorted(missing))}; "
                "start it with `make up`, or install this project into it"
            )
        return self.endpoint

    def stop(self) -> None:
        """Nothing: whoever started it stops it."""

    def status(self) -> Status:
        """Whether it answers."""
        up = missing_plugins(self.endpoint) is not None
        return Status(up, self.endpoint, f"attached: {'up' if up else 'no answer'} at {self.endpoint.url}")

    def log_tail(self, lines: int) -> str:
        """Nothing: its log is elsewhere."""
        return ""
