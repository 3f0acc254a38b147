"""Who follows the documents: in a folder, with an emulator of their own and nothing of this machine's settings."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from harness.home import PROJECT
from tests.integration.documents.blocks import SHELL, Example, at

DEADLINE_S = 900
COPIED, ORDERS = "examples", "examples/orders"
"""Projects of a reader's own, which is where their examples are followed; and one that tests of documents fit into."""
KEPT = "PATH", "LANG", "UV_CACHE_DIR", "DOCKER_HOST"
ENTERS = "\n" * 100
"""What is typed where a command asks whether to go on."""


@dataclass(frozen=True)
class Reader:
    """Who types in the folder `at`, has a `home` of their own, and an emulator on a port of its own."""

    at: Path
    home: Path
    port: int
    variables: Mapping[str, str] = field(default_factory=dict)

    def follows(self, example: Example) -> None:
        """Do what an example shows, where its document is or at the top; `$SAID` has what the last one printed."""
        place = (self.at / example.document).parent if example.document.startswith(COPIED) else self.at
        if example.language in SHELL:
            said = self.types(example.code, place)
            (self.home / "said").write_text(said)
        elif "def test_" in example.code:
            self.tests(example.code)
        else:
            self._run([".venv/bin/python", "-c", at(example.code, self.port)], place)

    def begins(self) -> None:
        """Have an emulator up that holds nothing, as who opens a document has: what others left there is gone."""
        self.types("make up && .venv/bin/harness audit --empty || .venv/bin/harness restart")

    def types(self, code: str, place: Path | None = None) -> str:
        """Run lines as a shell does, stopping at the first that fails; what they printed."""
        return self._run(["bash", "-euo", "pipefail", "-c", at(code, self.port)], place or self.at)

    def tests(self, code: str) -> None:
        """Run a test as it would stand in the example project of orders."""
        project = self.at / ORDERS
        (project / "my_stack.py").write_text("from orders_stack import orders as orders\n")
        (project / "tests" / "test_of_a_document.py").write_text(code)
        self._run(["../../.venv/bin/python", "-m", "pytest", "tests/test_of_a_document.py"], project)

    def _run(self, command: list[str], place: Path) -> str:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        own = {
            "HOME": str(self.home),
            "HARNESS_HOME": str(self.home / ".harness"),
            "HARNESS_ALLOW_OUTSIDE": str(PROJECT),
            "PORT": str(self.port),
            "SAID": str(self.home / "said"),
            "PYTEST_ADDOPTS": "-p no:cacheprovider",
        }
        answer = subprocess.run(
            command,
            cwd=place,
            env={**kept, **own, **self.variables},
            input=ENTERS,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=DEADLINE_S,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout
        return answer.stdout
