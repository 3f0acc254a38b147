"""An emulator with our plugins that was not started from here: by hand with Compose, or from another folder.

`python -m harness.engines.beside PORT` says so where nothing is installed; the standard library is enough for it.
"""

import sys
from dataclasses import dataclass

from bootstrap.endpoint import Endpoint
from harness.engines.docker_cli import LOOK_S, ask
from harness.engines.engine import EngineError
from harness.engines.health import missing_plugins

PROJECT, BY_HAND = "com.docker.compose.project", "started by hand with Compose"


@dataclass(frozen=True)
class Beside:
    """Where such an emulator answers, where it comes from as far as can be told, and the command that ends it."""

    endpoint: Endpoint
    origin: str
    ends: str

    @property
    def line(self) -> str:
        """One line for people: what is there, how to use it, how to end it."""
        return (
            f"another emulator is up at {self.endpoint.url}, {self.origin}: use it with ENDPOINT={self.endpoint.url}, "
            f"end it with {self.ends}"
        )


def emulator_at(port: int) -> Beside | None:
    """The emulator with all our plugins that answers on that port of 127.0.0.1; None when none does."""
    endpoint = Endpoint(f"http://127.0.0.1:{port}")
    if missing_plugins(endpoint) != frozenset():
        return None
    project = _compose_project(port)
    if not project:
        return Beside(endpoint, "started from another folder", "`make down` there")
    if project.startswith("harness-"):
        return Beside(endpoint, "started in Docker from another folder", "`make down` there")
    return Beside(endpoint, BY_HAND, f"`docker compose -p {project} down -v`")


def _compose_project(port: int) -> str:
    """The Compose project whose container publishes the port; empty when none does, or nobody can tell."""
    try:
        found = ask("ps", "--filter", f"publish={port}", "--format", f'{{{{.Label "{PROJECT}"}}}}', deadline_s=LOOK_S)
    except EngineError:
        return ""
    return next(filter(None, found), "")


if __name__ == "__main__":
    found = emulator_at(int(sys.argv[1]))
    if found:
        sys.stdout.write(f"still up, for it isn't from here: {found.line}\n")
