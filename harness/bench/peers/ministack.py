"""Ministack, an emulator of AWS from PyPI, in an environment of its own; started and stopped as ours is.

It is measured, not used: nothing else of this project knows it. It listens on 127.0.0.1 only, and gets nothing of the
host's variables but PATH.
"""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bootstrap.endpoint import Endpoint
from bootstrap.sources import LOCKS
from harness.engines.engine import EngineError
from harness.engines.health import status_of
from harness.engines.own_processes import wait_for_the_end
from harness.home import Home
from harness.run.clock import Deadline
from harness.runtimes import InstallError, create_venv, digest, fresh, install, python_of, write_stamp

LOCK = LOCKS / "peers.txt"
START_DEADLINE_S, STOP_DEADLINE_S, POLL_S = 30.0, 10.0, 0.02


def version() -> str:
    """The locked version, such as `1.5.33`."""
    found = re.search(r"^ministack==([^ \\]+)", LOCK.read_text(), re.MULTILINE)
    return found[1] if found else "of no version"


def environment(home: Home) -> Path:
    """The environment with what is locked; it is made when it isn't there. InstallError when it can't be had."""
    if not LOCK.exists():
        raise InstallError(f"{LOCK.name} is only in a checkout of this project")
    where = home.root / "peers" / f"ministack-{version()}"
    stamp = digest([LOCK], salt=sys.version)
    if not fresh(where, stamp):
        create_venv(Path(sys.executable), where)
        install(where, ["-r", str(LOCK)], Path(sys.prefix))
        write_stamp(where, stamp)
    return where


@dataclass
class Ministack:
    """One process on 127.0.0.1:`port` with all it writes in `folder`."""

    python: Path
    folder: Path
    port: int
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @classmethod
    def installed(cls, home: Home, folder: Path, port: int) -> "Ministack":
        """It, not started; InstallError when it can't be installed."""
        return cls(python_of(environment(home)), folder, port)

    @property
    def pid(self) -> int:
        """Of its main process."""
        if self._process is None:
            raise EngineError("ministack is not up")
        return self._process.pid

    def start(self) -> Endpoint:
        """Start it and wait until it is healthy; EngineError when it isn't."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self.python, "-m", "ministack"], env=self._variables(), cwd=self.folder, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        endpoint, deadline = Endpoint(f"http://127.0.0.1:{self.port}"), Deadline.after(START_DEADLINE_S)
        while status_of(endpoint) is None:
            if deadline.passed or self._process.poll() is not None:
                said = (self.folder / "log").read_text(errors="replace")[-500:]
                self.stop()
                raise EngineError(f"ministack doesn't answer on port {self.port}: {said}")
            deadline.nap(POLL_S)
        return endpoint

    def stop(self) -> None:
        """End it and the functions that it has started."""
        if self._process is None:
            return
        with suppress(psutil.NoSuchProcess):
            functions = psutil.Process(self._process.pid).children(recursive=True)
            self._process.send_signal(signal.SIGTERM)
            alive = wait_for_the_end([self._process_as_is(), *functions], Deadline.after(STOP_DEADLINE_S))
            for process in alive:
                process.kill()
        self._process.wait()
        self._process = None

    def _process_as_is(self) -> psutil.Process:
        return psutil.Process(self.pid)

    def _variables(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "LAMBDA_EXECUTOR": "local",
            "S3_DATA_DIR": str(self.folder / "s3"),
            "STATE_DIR": str(self.folder / "state"),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
