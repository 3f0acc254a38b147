"""A workshop as its leader starts it: a process of its own, which can be killed and started again."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from harness.engines.own_processes import has_ended
from harness.home import Home
from harness.run.clock import POLL_S, Deadline
from tests.integration.workshop.participants import Page


def three_ports() -> tuple[int, int, int]:
    """Ports in a row that are free, and that no program is given that asks for any: they are taken again later."""
    begin = 20_000 + os.getpid() % 10_000
    for first in range(begin, begin + 2_000, 3):
        ports = (first, first + 1, first + 2)
        try:
            for port in ports:
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return ports
    raise AssertionError(f"no ports are free from {begin} on")


class Served:
    """`harness workshop --people …` in a home of its own; it is the same home, and the same ports, at each start."""

    def __init__(self, folder: Path, count: int = 2, emulators: int = 1) -> None:
        self.folder, (self.port, self.page_port, _) = folder, three_ports()
        self._count, self._emulators = count, emulators
        self._process: subprocess.Popen[str] | None = None
        (folder / "home").mkdir()
        (folder / "home" / "cache").symlink_to(Home.default().cache)  # layers are built once for all tests
        self.leader = ""

    def start(self) -> None:
        """Start it, and wait until it has said where the leader's page is."""
        self._process = subprocess.Popen(
            self._command("workshop", "--people", str(self._count), "--emulators", str(self._emulators),
                "--page-port", str(self.page_port), "--store", "runs"),
            cwd=self.folder, env=self._environment(), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.leader = self._process.stdout.readline().rpartition(" ")[2].strip()
        assert self.leader.startswith("http://"), self.leader

    def kill(self) -> None:
        """End it as nobody does who wants to keep anything."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def kill_emulator(self) -> None:
        """The same with the emulator alone."""
        process = psutil.Process(json.loads((self.folder / "home" / "engine" / "process.json").read_text())["pid"])
        process.kill()
        deadline = Deadline.after(30)
        while not has_ended(process):  # its parent, the page's server, may not look after it
            assert not deadline.passed, f"{process} doesn't end"
            deadline.nap(POLL_S)

    def harness(self, *arguments: str) -> str:
        """What another command prints in the same home, which must succeed."""
        done = subprocess.run(
            self._command(*arguments), cwd=self.folder, env=self._environment(), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def people(self) -> list[dict[str, Any]]:
        """Everybody as the leader sees them."""
        page = Page(self.leader)
        try:
            found: list[dict[str, Any]] = page.ask("GET", "ask/people")[1]
        finally:
            page.close()
        return found

    def page(self, number: int) -> Page:
        """A participant's page, opened in a browser."""
        parts = urlsplit(self.leader)
        return Page(f"{parts.scheme}://{parts.netloc}{self.people()[number - 1]['page']}")

    def close(self) -> None:
        """Nothing of it is left."""
        if self._process is not None:
            self.kill()
        self.harness("down")

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "harness", "--port", str(self.port), *arguments]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "HARNESS_HOME": str(self.folder / "home"), "PYTHONUNBUFFERED": "1"}


@contextmanager
def a_workshop(folder: Path, count: int = 2, emulators: int = 1) -> Iterator[Served]:
    """It is served, and all is stopped afterwards."""
    served = Served(folder, count, emulators)
    try:
        served.start()
        yield served
    finally:
        served.close()
