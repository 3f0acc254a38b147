"""LocalStack in a container of its own, by testcontainers: for tests, where many must come and go beside each other.

Testcontainers removes what a dead test run left behind with a helper container, Ryuk, whose image comes from a
registry. It is off here. Each container carries its owner's process instead; `stop` proves by a fresh listing that
nothing is left, and `start` removes the containers of owners that are gone.
"""

import json
import os
import platform
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bootstrap.endpoint import Endpoint
from harness.engines import docker_cli
from harness.engines.docker_cli import ask, containers, labels_of
from harness.engines.embedded import Process
from harness.engines.engine import EngineError, Status
from harness.engines.health import missing_plugins
from harness.engines.image import Image
from harness.engines.localstack_settings import container_settings
from harness.engines.locks import check_port
from harness.run.clock import Deadline

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

OWNER = "harness.owner"
CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"]
"""What LocalStack and our executor need; the compose file says the same."""
START_DEADLINE_S, POLL_S = 120.0, 0.1
MACHINE = platform.node() or "localhost"
"""Whether a process of another machine, or of another container on this engine, lives can't be told from here."""


class ContainerEngine:
    """The engine of a test. See `harness.engines.engine.Engine` for what it promises; the image must be there."""

    name = "container"

    def __init__(self, port: int, image: Image | None = None, start_deadline_s: float = START_DEADLINE_S) -> None:
        self.port = port
        self.image = image or Image.asked()
        self.start_deadline_s = start_deadline_s
        self.endpoint = Endpoint(f"http://127.0.0.1:{port}")
        self._container: DockerContainer | None = None
        self._volumes: list[str] = []

    def start(self) -> Endpoint:
        """Start the container, or find it started; EngineError when it can't be had."""
        if self._container is None:
            remove_orphans()
            if labels_of(self.image.reference) is None:
                raise EngineError(f"there is no image {self.image.reference}; `make up ENGINE=container` builds it")
            check_port(self.port)
            try:
                self._container = self._made()
                self._container.start()
                self._volumes = volumes_of(self._container.get_container_id())
                self._wait_until_healthy()
            except BaseException:
                self.stop()
                raise
        return self.endpoint

    def stop(self) -> None:
        """Remove the container and its volumes and prove it; nothing happens when there is none."""
        container, self._container = self._container, None
        if container is None:
            return
        container.stop(force=True, delete_volume=True)
        left = [each.name for each in containers(f"{OWNER}={owner(self.port)}")]
        left += sorted(set(self._volumes) & set(ask("volume", "ls", "-q")))
        if left:
            raise EngineError(f"these are left: {', '.join(left)}; remove them with `docker rm -f -v`")

    def status(self) -> Status:
        """Whether it answers."""
        up = self._container is not None and missing_plugins(self.endpoint) is not None
        line = f"container: up at {self.endpoint.url}" if up else "container: down"
        return Status(up, self.endpoint if self._container else None, line)

    def log_tail(self, lines: int) -> str:
        """The last `lines` lines of the container's log; empty when there is none."""
        if self._container is None:
            return ""
        return docker_cli.log_tail(self._container.get_container_id(), lines)

    def _made(self) -> "DockerContainer":
        from testcontainers.core.config import testcontainers_config
        from testcontainers.core.container import DockerContainer

        testcontainers_config.ryuk_disabled = True
        made = DockerContainer(self.image.reference, env=container_settings(self.port))
        bindings: dict[str, Any] = made.ports
        bindings[f"{self.port}/tcp"] = ("127.0.0.1", self.port)
        return made.with_kwargs(
            labels={OWNER: owner(self.port)},
            cap_drop=["ALL"],
            cap_add=CAPABILITIES,
            security_opt=["no-new-privileges:true"],
        )

    def _wait_until_healthy(self) -> None:
        deadline = Deadline.after(self.start_deadline_s)
        while not deadline.passed:
            if missing_plugins(self.endpoint) == frozenset():
                return
            deadline.nap(POLL_S)
        raise EngineError(
            f"the container did not come up with our plugins within {self.start_deadline_s:g} s. "
            f"Last lines of its log:\n{self.log_tail(15)}"
        )


def owner(port: int) -> str:
    """This process and the port, as a label: it names one engine, and tells whether its owner still lives."""
    return f"{MACHINE} {json.dumps(asdict(Process.of(os.getpid(), port)), separators=(',', ':'))}"


def volumes_of(container: str) -> list[str]:
    """The names of the volumes that a container uses."""
    return ask("inspect", "--format", '{{range .Mounts}}{{.Name}}{{"\\n"}}{{end}}', container)


def remove_orphans() -> None:
    """Remove the containers of this kind whose owner has ended without removing them."""
    for line in ask("ps", "-a", "--filter", f"label={OWNER}", "--format", '{{.ID}}\t{{.Label "' + OWNER + '"}}'):
        number, machine, process = line.replace("\t", " ").split(" ", 2)
        with suppress(ValueError, TypeError):
            if machine == MACHINE and not Process(**json.loads(process)).alive:
                ask("rm", "-f", "-v", number)
