"""Lets a user's own tools talk to the emulator: variables for a shell, and a shell that has them."""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bootstrap.endpoint import Endpoint
from harness.commands import PASSED, CommandError
from harness.commands.accounts import checked, running
from harness.commands.terminal import terminal
from harness.engines.engine import Engine

FOLDER = Path(__file__).resolve().parents[1] / "tools"
"""Where our `aws` is."""
REAL = (
    "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CA_BUNDLE", "BOTO_CONFIG",
)  # fmt: skip
"""Variables that lead a tool to somebody's real account, whether they are set now or by a shell's own files."""


@dataclass(frozen=True)
class Surroundings:
    """What a shell must have: variables with their values, and those it must not have."""

    variables: Mapping[str, str]
    without: tuple[str, ...]

    @classmethod
    def of(cls, endpoint: Endpoint, account_id: str, region: str, host: Mapping[str, str]) -> "Surroundings":
        """For an account and region of the emulator; `host` is the environment as it is."""
        around = [each for each in (host.get("NO_PROXY") or host.get("no_proxy") or "").split(",") if each]
        direct = ",".join(dict.fromkeys(["127.0.0.1", "localhost", *around]))
        path = [folder for folder in host.get("PATH", "").split(os.pathsep) if folder != str(FOLDER)]
        variables = {
            "AWS_ENDPOINT_URL": endpoint.url,
            "AWS_ACCESS_KEY_ID": account_id,
            # LocalStack checks presigned URLs against this word; it is no secret.
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "NO_PROXY": direct,
            "no_proxy": direct,
            "HARNESS_PYTHON": sys.executable,
            "PATH": os.pathsep.join([str(FOLDER), *path]),
        }
        foreign = {name for name in host if name.startswith("AWS_")}
        return cls(variables, tuple(sorted({*REAL, *foreign} - variables.keys())))

    def script(self, fish: bool = False) -> str:
        """Lines that give a shell of the Bourne family, or fish, what it must have."""
        if fish:
            gone = [f"set -e {name}" for name in self.without]
            return "\n".join([*gone, *(f"set -gx {name} {_fish(value)}" for name, value in self.variables.items())])
        made = [f"export {name}={shlex.quote(value)}" for name, value in self.variables.items()]
        return "\n".join([f"unset {' '.join(self.without)}", *made])

    def environment(self, host: Mapping[str, str]) -> dict[str, str]:
        """The host's variables with these."""
        return {**{name: value for name, value in host.items() if name not in self.without}, **self.variables}


def print_variables(choose: Callable[[], Engine], account_id: str, region: str, fish: bool) -> int:
    """Print what a shell is to evaluate; CommandError when no emulator is up, for then there is no address."""
    checked(account_id)
    endpoint = running(choose)
    if endpoint is None:
        raise CommandError("no emulator is up: start one with `make up`, or name one with --endpoint")
    sys.stdout.write(Surroundings.of(endpoint, account_id, region, os.environ).script(fish) + "\n")
    return PASSED


def open_shell(choose: Callable[[], Engine], account_id: str, region: str, line: str | None) -> int:
    """Open a shell with those variables, or run one line in it; the exit code is its own."""
    checked(account_id)
    endpoint = choose().start()
    surroundings = Surroundings.of(endpoint, account_id, region, os.environ)
    environment = surroundings.environment(os.environ)
    if line is not None:
        return _code(subprocess.run(["/bin/sh", "-c", line], env=environment, check=False))
    terminal().print(f"aws, boto3 and others talk to {endpoint.url}, account {account_id}, {region}; `exit` leaves")
    with tempfile.TemporaryDirectory() as folder:
        command, more = started(os.environ.get("SHELL") or "/bin/sh", surroundings, Path(folder))
        return _code(subprocess.run(command, env={**environment, **more}, check=False))


def started(shell: str, surroundings: Surroundings, folder: Path) -> tuple[list[str], dict[str, str]]:
    """How a shell is started so that its own files can't undo the variables: they are set again after those."""
    name = Path(shell).name
    if name == "fish":
        return [shell, "-C", surroundings.script(fish=True)], {}
    own, file = {"bash": ("~/.bashrc", "bashrc"), "zsh": ("~/.zshrc", ".zshrc")}.get(name, ("", ""))
    if not own:
        return [shell], {}
    text = f'[ ! -f {own} ] || . {own}\n{surroundings.script()}\nPS1="(emulator) $PS1"\n'
    (folder / file).write_text(text)
    return (
        ([shell, "--rcfile", str(folder / file), "-i"], {}) if name == "bash" else ([shell], {"ZDOTDIR": str(folder)})
    )


def _code(ended: "subprocess.CompletedProcess[bytes]") -> int:
    return ended.returncode if ended.returncode >= 0 else 128 - ended.returncode


def _fish(value: str) -> str:
    """The value as fish reads it; lists such as PATH are lists there."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
