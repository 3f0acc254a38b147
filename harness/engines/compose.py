"""LocalStack in Docker, as `docker-compose.yml` describes it: one Compose project for each home of the harness."""

import hashlib
import os
import subprocess
import sys

from bootstrap.endpoint import Endpoint
from harness.engines import docker_cli
from harness.engines.docker_cli import Container, NoDocker, Say, ask, compose_command, containers, filters, follow
from harness.engines.engine import EngineError, Status
from harness.engines.health import missing_plugins, status_of
from harness.engines.image import Image
from harness.engines.init_scripts import VARIABLE, init_folder, scripts_have_run
from harness.engines.localstack_settings import DEFAULT_PORT
from harness.engines.locks import check_port, lock_folder, remove_folder
from harness.engines.memory import remember
from harness.home import PROJECT, Home
from harness.run.clock import Deadline

START_DEADLINE_S = 120.0
UP_DEADLINE_S, STOP_S = 300.0, 15
POLL_S, LOOK_S = 0.05, 1.0
PROJECT_LABEL, SERVICE_LABEL = "com.docker.compose.project", "com.docker.compose.service=localstack"
FUNCTION_LABEL = "harness.project"
"""On containers of functions, which LocalStack's Docker executor starts beside ours."""


def to_stderr(line: str) -> None:
    """Print a line of progress to standard error."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


class ComposeEngine:
    """The engine in a container. See `harness.engines.engine.Engine` for what it promises."""

    name = "container"

    def __init__(
        self,
        home: Home,
        port: int | None = None,
        image: Image | None = None,
        start_deadline_s: float = START_DEADLINE_S,
        say: Say = to_stderr,
    ) -> None:
        self.folder = home.root / "container"
        self.project = f"harness-{hashlib.sha256(str(home.root).encode()).hexdigest()[:10]}"
        self.image = image or Image.asked()
        self.start_deadline_s = start_deadline_s
        self.port = DEFAULT_PORT if port is None else port
        self._asked_port = port
        self._say = say

    @property
    def claimed(self) -> bool:
        """Whether it was started from this home and not stopped; somebody may have removed its container since."""
        return self.folder.exists()

    def start(self) -> Endpoint:
        """Start the container, or find it running; build and pull what is missing. EngineError when it fails."""
        claimed = self.claimed
        try:
            with lock_folder(self.folder):
                return self._started()
        except BaseException:
            if not claimed:
                remove_folder(self.folder)
            raise

    def stop(self) -> None:
        """Remove the containers, volumes and networks of this project, and prove it; nothing happens without any."""
        if self._left():
            with lock_folder(self.folder):
                self._remove()
        remove_folder(self.folder)

    def status(self) -> Status:
        """Whether the container runs and answers."""
        try:
            found = self.container()
        except NoDocker as error:
            return Status(False, None, f"container: down ({error.short})")
        if found is None:
            return Status(False, None, "container: down")
        if not found.running or found.port is None:
            return Status(
                False, None, f"container: down, its container {found.name} is {found.state}; `make down` clears it"
            )
        endpoint = self._endpoint(found.port)
        up = status_of(endpoint) is not None
        return Status(
            up, endpoint, f"container: {'up' if up else 'not answering'} at {endpoint.url}, container {found.name}"
        )

    def log_tail(self, lines: int) -> str:
        """The last `lines` lines of the container's log; empty when there is none."""
        found = self.container()
        return "" if found is None else docker_cli.log_tail(found.id, lines)

    def follow_log(self, lines: int) -> None:
        """Print the container's log from its last lines on, until it ends; nothing when there is none."""
        found = self.container()
        if found is not None:
            subprocess.run(["docker", "logs", "--follow", "--tail", str(lines), found.id], check=False)

    def container(self, deadline_s: float = docker_cli.ANSWER_S) -> Container | None:
        """The container of this project, running or not. NoDocker when there is no engine."""
        found = containers(f"{PROJECT_LABEL}={self.project}", SERVICE_LABEL, deadline_s=deadline_s)
        return found[0] if found else None

    def _started(self) -> Endpoint:
        found = self.container()
        if found is not None and found.running:
            return self._join(found)
        if found is not None:
            self._remove()
        try:
            self.image.ensure(self._say)
            check_port(self.port)
            self._up()
            endpoint = self._wait_until_healthy()
            remember(self.folder.parent, self.name)
            return endpoint
        except NoDocker:
            raise
        except BaseException:
            self._remove()
            raise

    def _join(self, found: Container) -> Endpoint:
        if self._asked_port not in (None, found.port):
            raise EngineError(
                f"LocalStack is already up on port {found.port}, not {self._asked_port}; "
                "run `make down` first, or use that port"
            )
        self.port = found.port or self.port
        return self._wait_until_healthy()

    def _up(self) -> None:
        variables = {
            **os.environ,
            **self.image.variables(),
            "COMPOSE_PROJECT_NAME": self.project,
            "HARNESS_PORT": str(self.port),
            **({VARIABLE: str(scripts)} if (scripts := init_folder()) else {}),
        }
        quiet: list[str] = []
        follow(
            (*compose_command(), "up", "-d", "--no-build", "localstack"),
            variables,
            PROJECT,
            quiet.append,
            UP_DEADLINE_S,
        )

    def _wait_until_healthy(self) -> Endpoint:
        endpoint = self._endpoint(self.port)
        deadline, look = Deadline.after(self.start_deadline_s), Deadline.after(LOOK_S)
        missing: frozenset[str] | None = None
        while not deadline.passed:
            missing = missing_plugins(endpoint)
            if missing == frozenset() and self._scripts_have_run(endpoint):
                return endpoint
            if look.passed:
                self._check_running()
                look = Deadline.after(LOOK_S)
            deadline.nap(POLL_S)
        problem = "did not answer" if missing is None else f"lacks our plugins {', '.join(sorted(missing))}"
        raise EngineError(self._with_log(f"the container's LocalStack {problem} within {self.start_deadline_s:g} s"))

    def _check_running(self) -> None:
        found = self.container()
        if found is None or not found.running:
            raise EngineError(self._with_log("the container ended while starting"))

    def _scripts_have_run(self, endpoint: Endpoint) -> bool:
        try:
            return scripts_have_run(endpoint)
        except EngineError as error:
            raise EngineError(self._with_log(str(error))) from error

    def _with_log(self, problem: str) -> str:
        tail = self.log_tail(15) or "(the log is empty)"
        return f"{problem}. Last lines of its log:\n{tail}\nTry `make down`, then `make up ENGINE=container`."

    def _endpoint(self, port: int) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{port}")

    def _remove(self) -> None:
        """Stop and remove everything of this project; EngineError names what is left."""
        ours, functions = self._containers()
        if ours:
            ask("stop", "-t", str(STOP_S), *ours, deadline_s=STOP_S + docker_cli.ANSWER_S)
        ours, functions = self._containers()
        if ours or functions:
            ask("rm", "-f", "-v", *ours, *functions)
        for kind in ("volume", "network"):
            found = self._listed(kind)
            if found:
                ask(kind, "rm", *found)
        left = self._left()
        if left:
            raise EngineError(
                f"these are left of the Compose project {self.project}: {', '.join(left)}; "
                "remove them with `docker rm -f`, `docker volume rm` or `docker network rm`, then `make down` again"
            )

    def _containers(self) -> tuple[list[str], list[str]]:
        """Ids of the project's own containers, and of those that LocalStack started for functions."""
        found = [containers(f"{label}={self.project}") for label in (PROJECT_LABEL, FUNCTION_LABEL)]
        ours, functions = ([each.id for each in group] for group in found)
        return ours, functions

    def _listed(self, kind: str) -> list[str]:
        return ask(kind, "ls", "-q", *filters((f"{PROJECT_LABEL}={self.project}",)))

    def _left(self) -> list[str]:
        """What there is of the project, by kind and id."""
        ours, functions = self._containers()
        found = {"container": [*ours, *functions], "volume": self._listed("volume"), "network": self._listed("network")}
        return [f"{kind} {number}" for kind, numbers in found.items() for number in numbers]
