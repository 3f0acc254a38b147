"""The README's commands on machines unlike the developer's: `make test-environments`.

Each environment is a fresh clone of what is committed, installed and used there as a newcomer would. What the machine
lacks for an environment is a reason to skip it; nothing else is. It needs the standard library only.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORDINARY_USER, ORDINARY_GROUP = "nobody", "nogroup"
AS_ORDINARY_USER = ("setpriv", f"--reuid={ORDINARY_USER}", f"--regid={ORDINARY_GROUP}", "--clear-groups")
DEBIAN_PYTHON = "/usr/bin/python3"
OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "ARGS", "WHOLE", "PYTHON")
"""What a make hands to those it starts: what was typed to begin this would be typed to each of them."""
LINES_SHOWN = 40
STEP_DEADLINE_S = 2400


@dataclass(frozen=True)
class Step:
    """A command of an environment, and whether it has to do without a network."""

    name: str
    arguments: tuple[str, ...]
    offline: bool = False


@dataclass(frozen=True)
class Environment:
    """One kind of machine: how commands run in it, what it needs, and which tests are about it.

    `gate` is the part of `make check` that can differ there, `concerned` are folders of tests on a real emulator.
    """

    name: str
    what: str
    gate: tuple[str, ...]
    concerned: tuple[str, ...]
    python: str = sys.executable
    variables: dict[str, str] = field(default_factory=dict)
    ordinary_user: bool = False
    offline: bool = False

    def missing(self) -> str:
        """Why this machine can't be such an environment; empty when it can."""
        if shutil.which(self.python) is None:
            return f"there is no {self.python} here"
        if not runs([self.python, "-c", "import ensurepip, venv"]):
            return f"{self.python} has no venv module (on Debian: apt install python3-venv)"
        if self.ordinary_user and (os.geteuid() != 0 or shutil.which("setpriv") is None):
            return "only root can become another user, with setpriv"
        if self.offline and not runs(["unshare", "-rn", "true"]):
            return "no network namespace can be made here"
        return ""

    def command(self, step: Step, clone: Path, wheels: Path) -> list[str]:
        """The step's command as it is run in this environment. What was downloaded is kept in `wheels`."""
        home = clone.parent
        variables = {
            "HOME": str(home),
            "TMPDIR": f"{home}/tmp",
            "UV_CACHE_DIR": f"{wheels}/uv",
            "PIP_CACHE_DIR": f"{wheels}/pip",
            **self.variables,
        }
        without = [argument for name in OF_MAKE for argument in ("-u", name)]
        command = ["env", *without, *(f"{name}={value}" for name, value in variables.items()), *step.arguments]
        if self.ordinary_user:
            command = [*AS_ORDINARY_USER, *command]
        if step.offline:
            joined = 'ip link set lo up && exec "$@"'
            command = ["unshare", *([] if os.geteuid() == 0 else ["-r"]), "-n", "sh", "-c", joined, "sh", *command]
        return command

    def steps(self, whole: bool) -> Iterator[Step]:
        """What is run, in order. Only the install may use the network, and what builds the layers, once."""
        make = ("make", f"PYTHON={self.python}")
        yield Step("install", (*make, "install-dev"))
        there = (*make, f"PORT={free_port()}")
        if self.offline:
            for scenario in ("s3-cleanup", "media-pipeline"):
                yield Step(f"layers of {scenario}", (*there, "scenario", f"SCENARIO={scenario}"))
            yield Step("down", (*there, "down"))
        yield Step("scenario", (*there, "scenario"), self.offline)
        yield Step("down", (*there, "down"), self.offline)
        if whole:
            yield Step("test", (*make, "test"), self.offline)
        else:
            pytest = (".venv/bin/python", "-m", "pytest", "-q", "-n", "2")
            yield Step("gate", (*pytest, *self.gate), self.offline)
            yield Step("tests", (*pytest, "--dist", "loadfile", "-m", NEITHER, *self.concerned), self.offline)


def free_port() -> int:
    """A port that nobody has: an emulator of this machine's user may be up where the documents have theirs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def runs(command: Sequence[str]) -> bool:
    """Whether a command can be run and ends with 0."""
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def installed(minor: int) -> str:
    """An interpreter of Python 3.`minor` that works: on PATH, or one that pyenv has; else its name."""
    name = f"python3.{minor}"
    of_pyenv = sorted(map(str, Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/{name}")))
    return next((one for one in (name, *of_pyenv) if runs([one, "-c", ""])), name)


NEITHER = "not slow and not docker"
GATE = ("tests/unit", "tests/contract", "tests/architecture")
ENVIRONMENTS = (
    Environment(
        "no-docker", "no Docker engine: its socket isn't there",
        GATE, ("tests/integration/engines", "tests/integration/cli"),
        variables={"DOCKER_HOST": "unix:///nonexistent"},
    ),
    Environment(
        "ordinary-user", "the distribution's own python3, and a Docker engine whose socket the user may not open",
        ("tests/unit/emulator/lambda_", "tests/unit/harness", "tests/unit/bootstrap"),
        ("tests/integration/engines", "tests/integration/gateway",
         "tests/integration/lambda_runtime/test_function_place.py",
         "tests/integration/lambda_runtime/test_sandbox_modes.py",
         "tests/integration/lambda_runtime/test_sandbox_memory.py"),
        python=DEBIAN_PYTHON, ordinary_user=True,
    ),
    Environment(
        "python3.12", "Python 3.12", ("tests/unit/harness", "tests/contract"),
        ("tests/integration/cloudwatch", "tests/integration/logs"), installed(12),
    ),
    Environment(
        "python3.13", "Python 3.13, and with it LocalStack's last release",
        ("tests/unit/emulator", "tests/contract"), ("tests/integration/cloudwatch", "tests/integration/apigatewayv2"),
        installed(13),
    ),
    Environment(
        "offline", "a network namespace that has only lo, after the install",
        ("tests/unit/harness",), ("tests/integration/gateway", "tests/integration/s3_events"), offline=True,
    ),
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the environments that were asked for, or all; 0 when each passed or was skipped for a reason."""
    parser = argparse.ArgumentParser(prog="make test-environments", description=__doc__)
    parser.add_argument("--whole", action="store_true", help="all of make test in each, rather than the tests about it")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(one.name for one in ENVIRONMENTS))
    options = parser.parse_args(arguments)
    unknown = set(options.names) - {one.name for one in ENVIRONMENTS}
    if unknown:
        parser.error(f"there is no environment {', '.join(sorted(unknown))}")
    chosen = [each for each in ENVIRONMENTS if not options.names or each.name in options.names]
    with tempfile.TemporaryDirectory(prefix="harness-wheels-") as wheels:
        failed = sum(not run(each, options.whole, wheels_of(each, Path(wheels))) for each in chosen)
    return 1 if failed else 0


def wheels_of(environment: Environment, folder: Path) -> Path:
    """Where an environment keeps what it downloads: with this user's own; an ordinary user can't write there."""
    if not environment.ordinary_user:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    shutil.chown(folder, ORDINARY_USER, ORDINARY_GROUP)
    return folder


def run(environment: Environment, whole: bool, wheels: Path) -> bool:
    """One environment, told in a line; the end of what failed is printed."""
    reason = environment.missing()
    if reason:
        say(f"skipped  {environment.name}: {reason}")
        return True
    with tempfile.TemporaryDirectory(prefix=f"harness-{environment.name}-") as home:
        Path(home).chmod(0o755)
        clone = Path(home) / "clone"
        prepare(environment, clone)
        took: list[str] = []
        for number, step in enumerate(environment.steps(whole)):
            started = time.monotonic()
            log = Path(home) / f"{number}.log"
            if not ended_well(environment.command(step, clone, wheels), clone, log):
                say(f"FAILED   {environment.name}: {step.name} ({' '.join(step.arguments)})")
                say("\n".join(log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]))
                return False
            took.append(f"{step.name} {time.monotonic() - started:.0f} s")
        say(f"passed   {environment.name}: {environment.what} ({', '.join(took)})")
    return True


def prepare(environment: Environment, clone: Path) -> None:
    """A clone of what is committed, in a folder that belongs to whoever works in it."""
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    (clone.parent / "tmp").mkdir()
    if environment.ordinary_user:
        for path in (clone.parent, *clone.parent.rglob("*")):
            shutil.chown(path, ORDINARY_USER, ORDINARY_GROUP)


def ended_well(command: list[str], folder: Path, log: Path) -> bool:
    """Whether the command ended with 0 in time. What it said is in the log."""
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        try:
            return process.wait(STEP_DEADLINE_S) == 0
        except subprocess.TimeoutExpired:
            file.write(f"\nnot ended after {STEP_DEADLINE_S} s\n")
            return False
        finally:
            process.kill()
            process.wait()


def say(text: str) -> None:
    """A line at once, whoever reads."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
