"""A pytest plugin inside LocalStack's tests: where the emulator is, and what came of each test.

Their `conftest.py` takes the edge port from LocalStack's constant, and host names below `localhost.localstack.cloud`
need a name server: here both lead to the emulator. Loaded by `-p`, before any `conftest.py`.
"""

import os
import socket
from pathlib import Path
from typing import Any

from localstack import constants

PORT, RESULTS = "LOCALSTACK_TESTS_PORT", "LOCALSTACK_TESTS_RESULTS"
DOMAIN = "localhost.localstack.cloud"

constants.DEFAULT_PORT_EDGE = int(os.environ[PORT])
_looked_up = socket.getaddrinfo
_outcomes: dict[str, str] = {}


def _on_this_machine(host: Any, *arguments: Any, **options: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else str(host)
    return _looked_up("127.0.0.1" if f".{name}".endswith(f".{DOMAIN}") else host, *arguments, **options)


socket.getaddrinfo = _on_this_machine


def pytest_runtest_logreport(report: Any) -> None:
    """Keep the worst of set-up, test and tear-down."""
    name = report.nodeid.partition("::")[2]
    if report.when == "call" or report.outcome != "passed":
        before = _outcomes.get(name)
        _outcomes[name] = report.outcome if before != "failed" else before


def pytest_sessionfinish() -> None:
    """Write a line for each test: outcome and name."""
    Path(os.environ[RESULTS]).write_text("".join(f"{outcome} {name}\n" for name, outcome in _outcomes.items()))
