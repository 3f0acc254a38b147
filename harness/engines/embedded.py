"""LocalStack in host mode: a background process of ours, with all it writes in one private folder."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from bootstrap.endpoint import Endpoint
from harness.engines.engine import EngineError, Status
from harness.engines.health import missing_plugins, status_of
from harness.engines.init_scripts import scripts_have_run, show_scripts
from harness.engines.localstack_settings import DEFAULT_PORT, localstack_settings
from harness.engines.locks import check_port, lock_folder, remove_folder
from harness.engines.memory import remember
from harness.engines.own_processes import has_ended, processes_of, wait_for_the_end
from harness.engines.removal import folders_in, meanwhile_removing, remove_trees
from harness.engines.service_catalog import bring
from harness.home import Home
from harness.run.clock import Deadline

START_DEADLINE_S = 60.0
STOP_DEADLINE_S = 15.0
POLL_S = 0.05
PID_FILE = "process.json"
"""Which process the emulator of a folder is."""
CHOSEN = ("GATEWAY_SERVER",)
"""The variables of the host that count more than our settings: `bound` has Twisted serve, as LocalStack itself does."""
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "DEBUG", "LS_LOG", "HARNESS_ALLOWED_HOSTS", "HARNESS_IAM")
"""The only variables of the host that LocalStack sees: no credential, profile, endpoint, proxy or home of the host."""


@dataclass(frozen=True)
class Process:
    """A process that can't be mistaken for another one: its number, and when it was created."""

    pid: int
    created: float
    port: int

    @classmethod
    def of(cls, pid: int, port: int) -> "Process":
        """The process `pid` as it is now."""
        return cls(pid, psutil.Process(pid).create_time(), port)

    @classmethod
    def load(cls, path: Path) -> "Process":
        """The process that a pid file names; OSError, ValueError or TypeError when it names none."""
        process = cls(**json.loads(path.read_text()))
        if not (type(process.pid) is type(process.port) is int and isinstance(process.created, float)):
            raise ValueError(f"{path} names no process: {process}")
        if process.pid <= 0 or not 0 < process.port < 65536:
            raise ValueError(f"{path} names no process that there can be: {process}")
        return process

    @property
    def alive(self) -> bool:
        """True while exactly this process runs."""
        try:
            process = psutil.Process(self.pid)
            return abs(process.create_time() - self.created) < 1 and not has_ended(process)
        except psutil.NoSuchProcess:
            return False


class _Ended(EngineError):
    """The process ended before it answered."""


class EmbeddedEngine:
    """The engine that needs no Docker. See `harness.engines.engine.Engine` for what it promises."""

    name = "embedded"
    command: tuple[str, ...] = (sys.executable, "-m", "emulator.localstack")

    def __init__(self, home: Home, port: int | None = None, start_deadline_s: float = START_DEADLINE_S) -> None:
        self.home = home
        self.folder = home.engine
        self._asked_port = port
        self.start_deadline_s = start_deadline_s
        self.port = DEFAULT_PORT if port is None else port
        self.pid_file = self.folder / PID_FILE
        self.log_file = self.folder / "localstack.log"

    @property
    def exists(self) -> bool:
        """Whether LocalStack runs, or has left something to clear."""
        return self.pid_file.exists()

    def start(self) -> Endpoint:
        """Start LocalStack, or find it running; EngineError when it can't be had."""
        with lock_folder(self.folder):
            running = self._running()
            if running is not None:
                if self._asked_port not in (None, running.port):
                    raise EngineError(
                        f"LocalStack is already up on port {running.port}, not {self._asked_port}; "
                        "run `make down` first, or use that port"
                    )
                with suppress(_Ended):  # it was on its way out: then this is a start like any other
                    self._wait_until_healthy(running)
                    return self._endpoint(running)
            self._kill()
            self._clear()
            check_port(self.port)
            try:
                process = self._launch()
                self._wait_until_healthy(process)
            except BaseException:
                self._kill()
                raise
            remember(self.folder.parent, self.name)
            return self._endpoint(process)

    def stop(self) -> None:
        """Stop LocalStack and its children and remove the folder; nothing happens when there is none."""
        if not self.folder.exists():
            return
        with lock_folder(self.folder):
            # What functions are made of is most of the files; what is written while they end is removed after that.
            with meanwhile_removing(folders_in(self.folder)):
                self._kill()
            self._clear()
        remove_folder(self.folder)

    def status(self) -> Status:
        """Whether LocalStack runs, and since when."""
        running = self._running()
        if running is None:
            stale = " (a stale pid file is there; `make up` or `make down` clears it)" if self.pid_file.exists() else ""
            return Status(False, None, f"embedded: down{stale}")
        endpoint = self._endpoint(running)
        answer = status_of(endpoint)
        line = f"embedded: {'up' if answer else 'not answering'} at {endpoint.url}, pid {running.pid}"
        return Status(answer is not None, endpoint, line)

    def log_tail(self, lines: int) -> str:
        """The last `lines` lines of LocalStack's log; empty when there is none."""
        if not self.log_file.exists():
            return ""
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])

    def _running(self) -> Process | None:
        try:
            process = Process.load(self.pid_file)
        except (OSError, ValueError, TypeError):
            return None
        return process if process.alive else None

    def _launch(self) -> Process:
        settings = localstack_settings(self.port, self.home)
        for name in ("TMPDIR", "HOME", "HARNESS_WORK_DIR"):
            Path(settings[name]).mkdir(parents=True, exist_ok=True)
        bring(Path(settings["FILESYSTEM_ROOT"]), self.home.service_catalog)
        show_scripts(Path(settings["FILESYSTEM_ROOT"]))
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        settings.update({name: os.environ[name] for name in CHOSEN if os.environ.get(name)})
        with self.log_file.open("wb") as log:
            child = subprocess.Popen(
                self.command,
                env={**passed_on, **settings, "PYTHONUNBUFFERED": "1"},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process.of(child.pid, self.port)
        # It outlives this object, and is watched by its pid from here on; Popen would warn that it still runs.
        child.returncode = 0
        self.pid_file.write_text(json.dumps(asdict(process)))
        return process

    def _wait_until_healthy(self, process: Process) -> None:
        endpoint = self._endpoint(process)
        deadline = Deadline.after(self.start_deadline_s)
        missing: frozenset[str] | None = None
        while not deadline.passed:
            if not process.alive:
                raise _Ended(self._with_log("LocalStack ended while starting"))
            missing = missing_plugins(endpoint)
            if missing == frozenset() and self._scripts_have_run(endpoint):
                return
            deadline.nap(POLL_S)
        problem = "did not answer" if missing is None else f"lacks our plugins {', '.join(sorted(missing))}"
        raise EngineError(self._with_log(f"LocalStack {problem} within {self.start_deadline_s:g} s"))

    def _scripts_have_run(self, endpoint: Endpoint) -> bool:
        try:
            return scripts_have_run(endpoint)
        except EngineError as error:
            raise EngineError(self._with_log(str(error))) from error

    def _with_log(self, problem: str) -> str:
        tail = self.log_tail(15) or "(the log is empty)"
        return (
            f"{problem}. Last lines of its log:\n{tail}\nRead the whole log with `make logs`, then try `make down up`."
        )

    def _endpoint(self, process: Process) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{process.port}")

    def _kill(self) -> None:
        """End LocalStack and every process that it has started, at once, for it has nothing to save.

        What it has started is looked for while it ends: it starts nothing more then.
        """
        running = self._running()
        first = [psutil.Process(running.pid)] if running else []
        _order_the_end_of(first)
        others = processes_of(self.folder)
        _order_the_end_of(others)
        left = list({*first, *others})
        alive = wait_for_the_end(left, Deadline.after(STOP_DEADLINE_S))
        if alive:
            raise EngineError(
                f"processes {[p.pid for p in alive]} don't end; end them by hand, then run `make down` again"
            )

    def _clear(self) -> None:
        remove_trees(folders_in(self.folder))
        for entry in self.folder.iterdir():
            if entry.name != "lock":
                entry.unlink()


def _order_the_end_of(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
