"""What these tests share: the tools, in an environment as `harness shell` gives it."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from harness.commands.tools import Surroundings
from harness.home import Home
from tests.clients.environment import environment

DEADLINE_S = 240


@dataclass(frozen=True)
class Tools:
    """Runs a tool in a folder, for an account of the emulator."""

    clients: Clients
    programs: Path
    folder: Path

    def __call__(self, *command: str) -> str:
        """What the command printed; a failure with all that it said when it doesn't end well."""
        host = {**os.environ, "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.folder)}
        given = Surroundings.of(self.clients.endpoint, self.clients.account_id, self.clients.region, host)
        variables = {
            **given.environment(host), "SAM_CLI_TELEMETRY": "0", "SAM_CLI_CHECK_FOR_UPDATES": "false",
            "SAM_CLI_POLL_DELAY": "1",
        }  # fmt: skip
        done = subprocess.run(
            command, cwd=self.folder, env=variables, capture_output=True, text=True, timeout=DEADLINE_S, check=False
        )
        if done.returncode:
            pytest.fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def write(self, name: str, text: str) -> None:
        """A file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of the tools."""
    return environment(Home.default().root)


@pytest.fixture
def tools(clients: Clients, programs: Path, tmp_path: Path) -> Tools:
    """The tools, for the test's account and a folder of its own."""
    return Tools(clients, programs, tmp_path)


@pytest.fixture
def invoked(clients: Clients) -> Callable[[str], str]:
    """What a function answers to an event without anything in it."""

    def invoke(name: str) -> str:
        answer = clients.lambda_.invoke(FunctionName=name, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()
        return answer["Payload"].read().decode()

    return invoke
