"""The settings of a test session: the command line comes before the environment, that before the configuration file."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

GROUP = "emulator"
ENGINES = ("embedded", "container", "attached")
"""As the command line calls them; an endpoint alone means an attached one."""


@dataclass(frozen=True)
class Settings:
    """The choices of one session."""

    endpoint: str | None
    engine: str
    home: Path
    runs: Path
    region: str
    port: int | None
    start_deadline_s: float
    stay_up: bool
    keep_runs: bool

    @property
    def users(self) -> Path:
        """The file that whoever uses the emulator of the home holds a lock on."""
        return self.home / "users.lock"

    @property
    def was_used(self) -> bool:
        """Whether any session ever used the emulator of the home."""
        return self.users.exists()


def add_options(parser: pytest.Parser) -> None:
    """Every option, and every key of the configuration file."""
    group = parser.getgroup(GROUP, "an AWS emulator on this machine")
    group.addoption(
        "--emulator-endpoint", metavar="URL", help="use this emulator, which outlives the session; it needs our plugins"
    )
    group.addoption(
        "--emulator-engine",
        choices=ENGINES,
        help="LocalStack as a process (default), in a container for each worker, or the one at the endpoint",
    )
    group.addoption("--emulator-home", metavar="FOLDER", help="private folder of the emulator (default: .harness)")
    group.addoption("--emulator-runs", metavar="FOLDER", help="where failing tests keep what was seen (default: runs)")
    group.addoption("--emulator-port", type=int, metavar="PORT", help="port on 127.0.0.1 (default: a free one)")
    group.addoption("--emulator-stay-up", action="store_true", help="leave the emulator up for the next session")
    group.addoption("--emulator-keep-runs", action="store_true", help="keep what was seen by passing tests too")
    parser.addini("emulator_endpoint", "like --emulator-endpoint", default="")
    parser.addini("emulator_engine", "like --emulator-engine", default="embedded")
    parser.addini("emulator_home", "like --emulator-home, below the root folder", default=".harness")
    parser.addini("emulator_runs", "like --emulator-runs, below the root folder", default="runs")
    parser.addini("emulator_region", "the region of clients", default="us-east-1")
    parser.addini("emulator_start_deadline_s", "seconds that the emulator may take to start", default="60")


def settings_of(config: pytest.Config) -> Settings:
    """The session's choices; UsageError when one can't be meant."""
    deadline = str(config.getini("emulator_start_deadline_s"))
    try:
        start_deadline_s = float(deadline)
    except ValueError as error:
        raise pytest.UsageError(f"emulator_start_deadline_s = {deadline}: give seconds, for example 60") from error
    engine = str(config.getoption("--emulator-engine") or config.getini("emulator_engine"))
    if engine not in ENGINES:
        raise pytest.UsageError(f"emulator_engine = {engine}: give {' or '.join(ENGINES)}")
    endpoint = config.getoption("--emulator-endpoint") or config.getini("emulator_endpoint") or None
    if engine == "attached" and not endpoint:
        raise pytest.UsageError("the attached engine needs an endpoint: --emulator-endpoint http://127.0.0.1:4566")
    home = config.getoption("--emulator-home") or os.environ.get("HARNESS_HOME") or config.getini("emulator_home")
    return Settings(
        endpoint,
        engine,
        config.rootpath / home,
        config.rootpath / (config.getoption("--emulator-runs") or config.getini("emulator_runs")),
        str(config.getini("emulator_region")),
        config.getoption("--emulator-port"),
        start_deadline_s,
        bool(config.getoption("--emulator-stay-up")),
        bool(config.getoption("--emulator-keep-runs")),
    )
