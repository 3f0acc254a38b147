"""A scheduler and workers of Dask's, each a process of this machine, on the loopback interface only."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap.polling import until
from harness.home import PROJECT

PATIENCE_S = 60.0


@dataclass
class DaskProcesses:
    """All of them write below `folder`; whoever is made here is ended by `end`."""

    folder: Path
    port: int
    ttl_s: int = 3
    """How long a worker may say nothing before its runs are given to others."""
    scheduler: "subprocess.Popen[bytes]" = field(init=False)
    workers: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """What clients and workers are given."""
        return f"tcp://127.0.0.1:{self.port}"

    def start_scheduler(self) -> None:
        """A scheduler without a dashboard."""
        self.scheduler = self._start(
            "scheduler", "scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"
        )
        until(self._listens, bool, "a scheduler that listens", PATIENCE_S)

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def start_worker(self, name: str, **variables: str) -> None:
        """A worker of one thread that ends when it loses its scheduler for good."""
        more = ("--nthreads", "1", "--no-dashboard", "--name", name, "--no-nanny", "--death-timeout", "30")
        self.workers[name] = self._start(
            f"worker-{name}", "worker", self.address, "--host", "127.0.0.1", *more, **variables
        )

    def has_joined(self, name: str) -> bool:
        """Whether the scheduler knows this worker."""
        return "Registered to" in (self.folder / f"worker-{name}.log").read_text()

    def kill(self, name: str) -> None:
        """End a worker without a word."""
        self.workers[name].kill()
        self.workers[name].wait()

    def suspend(self, name: str) -> None:
        """Have a worker stand still, as a machine that sleeps."""
        self.workers[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Have it go on."""
        self.workers[name].send_signal(signal.SIGCONT)

    def kill_scheduler(self) -> None:
        """End the scheduler without a word, and with it what it knew."""
        self.scheduler.kill()
        self.scheduler.wait()

    def end(self) -> None:
        """End all that was started: a worker that is killed leaves its emulator, so each has the time that it takes."""
        for processes in (list(self.workers.values()), [self.scheduler]):
            for process in processes:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            for process in processes:
                try:
                    process.wait(PATIENCE_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _start(self, log: str, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{log}.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=self.folder,
                env=self.variables(**variables),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def variables(self, **more: str) -> dict[str, str]:
        """What a process of a cluster is given: this checkout, and a home below `folder`."""
        own = {
            "PYTHONPATH": str(PROJECT),
            "HARNESS_HOME": str(self.folder / "home"),
            "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": f"{self.ttl_s} s",
            "DASK_TEMPORARY_DIRECTORY": str(self.folder),
        }
        return {**os.environ, **own, **more}
