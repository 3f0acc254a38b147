"""The settings of a test session: the command line comes before the environment, that before the configuration file."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from harness.engines.emulators import automatic, number_of_emulators
from harness.home import Home

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
    emulators: int = 1
    """So many for the workers of a session to share."""
    interpreters: Path | None = None
    """The home whose interpreters functions run on; `home` if nothing is said."""

    @property
    def as_home(self) -> Home:
        """Where the emulator keeps what it makes."""
        return Home(self.home, self.interpreters)

    def of_emulator(self, number: int) -> "Settings":
        """Those for the emulator of that number, from 0 on: each but the first has a folder and a free port for it."""
        return self._in(self.as_home.beside(number + 1)) if number else self

    def used(self) -> list["Settings"]:
        """Of every emulator that any session ever used."""
        return [each for each in (self, *map(self._in, self.as_home.all_beside())) if each.users.exists()]

    def _in(self, home: Home) -> "Settings":
        return replace(self, home=home.root, port=None, interpreters=home.whose_interpreters)

    @property
    def users(self) -> Path:
        """The file that whoever uses the emulator of the home holds a lock on."""
        return self.home / "users.lock"


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
    group.addoption(
        "--emulators", metavar="NUMBER", help="so many emulators for the workers to share, or auto (default: 1)"
    )
    group.addoption("--emulator-stay-up", action="store_true", help="leave the emulator up for the next session")
    group.addoption("--emulator-keep-runs", action="store_true", help="keep what was seen by passing tests too")
    parser.addini("emulator_endpoint", "like --emulator-endpoint", default="")
    parser.addini("emulator_engine", "like --emulator-engine", default="embedded")
    parser.addini("emulator_home", "like --emulator-home, below the root folder", default=".harness")
    parser.addini("emulator_runs", "like --emulator-runs, below the root folder", default="runs")
    parser.addini("emulators", "like --emulators", default="1")
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
    emulators = _number_of_emulators(config, one_only=bool(endpoint) or engine == "container")
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
        emulators,
    )


def _number_of_emulators(config: pytest.Config, one_only: bool) -> int:
    """How many emulators the workers share, never more than there are workers; UsageError where one can't be several.

    At an endpoint there is one; with the container engine each worker has its own.
    """
    text = str(config.getoption("--emulators") or config.getini("emulators"))
    try:
        count = number_of_emulators(text)
    except ValueError as error:
        raise pytest.UsageError(f"emulators = {error}") from error
    if one_only and count > 1:
        raise pytest.UsageError(
            f"emulators = {count}: an endpoint is one emulator, and with containers each worker has one of its own; "
            "leave out the number, the endpoint or the engine"
        )
    return 1 if one_only else min(count or automatic(), _workers(config))


def _workers(config: pytest.Config) -> int:
    """How many workers of pytest-xdist this is one of; 1 where it is none."""
    return int(config.workerinput["workercount"]) if hasattr(config, "workerinput") else 1


def worker_number(config: pytest.Config) -> int:
    """Which of them this is, from 0 on."""
    return int(config.workerinput["workerid"].removeprefix("gw")) if hasattr(config, "workerinput") else 0
