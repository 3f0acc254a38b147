"""The Docker engine of this machine, asked through its own commands: they know contexts, hosts and credentials."""

import os
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals
from textwrap import shorten
from threading import Event, Timer

from harness.engines.engine import EngineError

Say = Callable[[str], None]
ANSWER_S = 20.0
"""Within this an engine answers a question, even on a busy machine."""
LOOK_S = 2.0
"""So long waits who only looks whether there is an engine, and can do without."""
SHOWN = 120
"""So many characters of what Docker says are shown."""
END_S = 5.0
"""So long a command of Docker's may take to end once it is told to."""
COMPOSES = (("docker", "compose"), ("docker-compose",))
"""Compose as it is called today, and as it was."""
UNREACHABLE = (
    "docker daemon",
    "permission denied",
    "error during connect",
    "unable to resolve docker endpoint",
    "unable to parse docker host",
    "for api route and version",
    "failed to initialize",
)
"""What the docker command says, one of these in it, when it reaches no engine or can't make out where it is."""
INSTALL = "install Docker Engine with Compose (on Debian: apt install docker.io docker-compose), or use ENGINE=embedded"
RIGHTS = (
    "become a member of the group docker (sudo usermod -aG docker $USER, then log in anew), "
    "or use ENGINE=embedded, which needs no Docker"
)
START = "start it (on Linux: systemctl start docker), see `docker info`, or use ENGINE=embedded, which needs no Docker"


class NoDocker(EngineError):
    """There is no Docker engine to use. `short` says why in a few words, the message what to do as well."""

    def __init__(self, short: str, cure: str) -> None:
        super().__init__(f"{short}; {cure}")
        self.short = short


@dataclass(frozen=True)
class Container:
    """A container as `docker ps` lists it; `port` is the one it publishes on 127.0.0.1, if any."""

    id: str
    name: str
    state: str
    port: int | None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.state == "running"


def ask(*arguments: str, deadline_s: float = ANSWER_S) -> list[str]:
    """The lines that `docker …` prints. NoDocker when there is no engine, EngineError when the command fails."""
    if shutil.which("docker") is None:
        raise NoDocker("the docker command is not installed", INSTALL)
    try:
        answer = subprocess.run(["docker", *arguments], check=False, capture_output=True, text=True, timeout=deadline_s)
    except subprocess.TimeoutExpired as error:
        raise NoDocker(f"the Docker engine does not answer within {deadline_s:g} s", START) from error
    if answer.returncode == 0:
        return answer.stdout.splitlines()
    said = answer.stderr.strip() or f"exit code {answer.returncode}"
    if any(words in said.lower() for words in UNREACHABLE):
        raise _no_docker(said.splitlines()[0])
    raise EngineError(f"docker {' '.join(arguments[:2])}: {said}")


def _no_docker(said: str) -> NoDocker:
    """What the docker command says when it reaches no engine, in a line that can be read."""
    if "permission denied" in said.lower():
        return NoDocker("this user has no rights to the Docker engine", RIGHTS)
    return NoDocker(f"no Docker engine answers ({shorten(said, SHOWN)})", START)


def labels_of(image: str, deadline_s: float = ANSWER_S) -> Mapping[str, str] | None:
    """The labels of an image of this machine; None when it isn't there. NoDocker when there is no engine."""
    template = "{{range $name, $value := .Config.Labels}}{{$name}}={{$value}}\n{{end}}"
    try:
        lines = ask("image", "inspect", "--format", template, image, deadline_s=deadline_s)
    except NoDocker:
        raise
    except EngineError:
        return None
    return dict(line.split("=", 1) for line in lines if "=" in line)


def containers(*labels: str, deadline_s: float = ANSWER_S) -> list[Container]:
    """Every container that has all the labels (`name=value`), running or not."""
    template = "{{.ID}}\t{{.Names}}\t{{.State}}\t{{.Ports}}"
    listed = ask("ps", "-a", *filters(labels), "--format", template, deadline_s=deadline_s)
    rows = (line.split("\t") for line in listed)
    return [Container(number, name, state, published(ports)) for number, name, state, ports in rows]


def published(ports: str) -> int | None:
    """The port of 127.0.0.1 in a listing like `127.0.0.1:4566->4566/tcp, 4510-4559/tcp`; None without one."""
    for entry in ports.split(", "):
        outside, arrow, _ = entry.partition("->")
        host, _, port = outside.rpartition(":")
        if arrow and host == "127.0.0.1" and port.isdigit():
            return int(port)
    return None


def filters(labels: tuple[str, ...]) -> list[str]:
    """The options that make a docker listing show only what has all these labels."""
    return [part for label in labels for part in ("--filter", f"label={label}")]


def compose_command() -> tuple[str, ...]:
    """How Compose is called here: `docker compose`, or `docker-compose` of old; EngineError when it isn't there."""
    for command in COMPOSES:
        if works(*command, "version"):
            return command
    raise EngineError(
        "neither `docker compose` nor `docker-compose` works here; install Compose "
        "(on Debian: apt install docker-compose), or use ENGINE=embedded, which needs no Docker"
    )


def works(*command: str) -> bool:
    """Whether a program is installed and exits with 0 for these arguments."""
    if shutil.which(command[0]) is None:
        return False
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=ANSWER_S).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def follow(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    say: Say,
    deadline_s: float,
    end_s: float = END_S,
) -> None:
    """Run a command that takes long, saying what it prints; EngineError with its last lines when it fails.

    Neither it nor what it has started outlives the call; an interruption gives it `end_s` seconds to end by itself.
    """
    last: deque[str] = deque(maxlen=10)
    expired = Event()
    with subprocess.Popen(
        command,
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        process_group=0,
    ) as process:

        def expire() -> None:
            expired.set()
            signal_group(process, SIGKILL)

        timer = Timer(deadline_s, expire)
        timer.start()
        try:
            for line in process.stdout or ():
                last.append(line.rstrip())
                say(line.rstrip())
            process.wait()
        except BaseException:
            end(process, end_s)
            raise
        finally:
            timer.cancel()
    shown = " ".join(command)
    if expired.is_set():
        raise EngineError(f"`{shown}` did not end within {deadline_s:g} s and was ended; try again")
    if process.returncode:
        raise EngineError(f"`{shown}` failed:\n  " + "\n  ".join(last))


def end(process: "subprocess.Popen[str]", within_s: float) -> None:
    """Ask a process group to end (SIGTERM), and kill what is left of it after that many seconds."""
    signal_group(process, SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(within_s)
    signal_group(process, SIGKILL)
    process.wait()


def signal_group(process: "subprocess.Popen[str]", signal: Signals) -> None:
    """Send a signal to a group's first process and all that it has started; nothing happens when none is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal)


def log_tail(container: str, lines: int) -> str:
    """The last lines that a container printed, errors among them."""
    command = ["docker", "logs", "--tail", str(lines), container]
    answer = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=ANSWER_S,
    )
    return answer.stdout.strip() if answer.returncode == 0 else ""
