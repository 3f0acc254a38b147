"""Build stand-ins for images of others, for machines that reach no container registry.

    python docker/stand_in.py localstack     LocalStack's official image: the base of this project's own
    python docker/stand_in.py lambda         AWS's image for Python 3.11 functions

Debian by debootstrap, the rest from the Python package index at this project's locked versions, laid out as the
originals are. LocalStack's lacks what the original has beside that: DynamoDB Local, Node, and the program that starts
AWS's Lambda images. AWS's has Debian's Python and system libraries in place of AWS's.

Needs root, debootstrap, a Docker engine, and this project's `.venv`. Prints the image's name, and builds nothing when
the image is there already, made from the same sources.
"""

import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENTRYPOINT = PROJECT / "docker" / "stand_in_entrypoint.sh"
LOCKS = PROJECT / "requirements"
UV = PROJECT / ".venv" / "bin" / "uv"
VERSION = "4.14.0"
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
HOME, FOLDERS = "opt/code/localstack", ("var/lib/localstack/logs", "usr/lib/localstack", "tmp/localstack")
PIP = ("install", "-q", "--disable-pip-version-check", "--no-cache-dir", "--require-hashes", "-r", "/tmp/lock.txt")
DEADLINE_S = 1800


class StandInError(Exception):
    """The image can't be built here. The message says what is missing, and what to do."""


@dataclass(frozen=True)
class StandIn:
    """An image by name: Debian's release and packages, what fills it, and how it starts."""

    image: str
    suite: str
    packages: tuple[str, ...]
    fill: Callable[[Path], None]
    metadata: tuple[str, ...]

    def digest(self) -> str:
        """What the image is made from, as one word."""
        content = hashlib.sha256()
        for path in (Path(__file__), ENTRYPOINT, LOCKS / "main.txt", LOCKS / "functions.txt", certificates()):
            content.update(path.read_bytes())
        return content.hexdigest()[:16]

    def build(self) -> None:
        """Build the image unless it is there, made from the same sources."""
        needed = missing()
        if needed:
            raise StandInError(f"this machine lacks {'; '.join(needed)}")
        if label(self.image, "harness.sources") == self.digest():
            return
        with tempfile.TemporaryDirectory() as name:
            root = Path(name) / "root"
            say(f"unpacking Debian {self.suite}")
            run("debootstrap", "--variant=minbase", f"--include={','.join(self.packages)}", self.suite, str(root))
            shutil.copy(certificates(), root / CERTIFICATES)
            for file in ("resolv.conf", "hosts"):
                shutil.copy(Path("/etc") / file, root / "etc" / file)
            say(f"filling {self.image}")
            self.fill(root)
            clear(root)
            say(f"importing {self.image}")
            self.load(root)

    def load(self, root: Path) -> None:
        """Make one image layer of the folder."""
        labels = f"LABEL harness.sources={self.digest()}"
        changes = [part for change in (*self.metadata, labels) for part in ("--change", change)]
        with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as packed:
            answer = subprocess.run(
                ["docker", "import", *changes, "-", self.image],
                stdin=packed.stdout,
                check=False,
                capture_output=True,
                text=True,
                timeout=DEADLINE_S,
            )
        if answer.returncode or packed.returncode:
            raise StandInError(f"docker import failed: {answer.stderr.strip()}; check the disk, then try again")


def main(arguments: list[str]) -> int:
    """Build the stand-in of that name if it isn't there; 0 when it is in the end."""
    if arguments not in [[name] for name in STAND_INS]:
        print(f"usage: python docker/stand_in.py {'|'.join(STAND_INS)}", file=sys.stderr)
        return 2
    stand_in = STAND_INS[arguments[0]]
    try:
        stand_in.build()
    except StandInError as error:
        print(f"stand-in: {error}", file=sys.stderr)
        return 1
    print(stand_in.image)
    return 0


def missing() -> list[str]:
    """What this machine lacks for it, in words; empty when it lacks nothing."""
    found = []
    if os.geteuid() != 0:
        found.append("root (debootstrap unpacks a system)")
    if shutil.which("debootstrap") is None:
        found.append("debootstrap (on Debian: apt install debootstrap)")
    if shutil.which("docker") is None:
        found.append("the docker command (on Debian: apt install docker.io)")
    elif subprocess.run(["docker", "version"], check=False, capture_output=True, timeout=60).returncode:
        found.append("a Docker engine that answers (`docker version` says why)")
    if not UV.exists():
        found.append("this project's .venv with uv (`make install`)")
    return found


def certificates() -> Path:
    """The certificates this machine trusts, a proxy's of its own among them."""
    return Path(os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile or f"/{CERTIFICATES}")


def fill_localstack(root: Path) -> None:
    """LocalStack and its dependencies, hashes checked; the folders, entry point and markers of the official image."""
    options = ("-q", "--python-version", "3.13", "--generate-hashes", "--no-header", "--no-annotate")
    asked = f"localstack-core[runtime]=={VERSION}\n"
    constraints = ("-c", str(LOCKS / "main.txt"))
    run(str(UV), "pip", "compile", *options, *constraints, "-", "-o", str(root / "tmp/lock.txt"), given=asked)
    inside(root, "python3", "-m", "venv", f"/{HOME}/.venv")
    inside(root, f"/{HOME}/.venv/bin/pip", *PIP)
    for stage in ("boot", "start", "ready", "shutdown"):
        (root / f"etc/localstack/init/{stage}.d").mkdir(parents=True)
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
        (root / name).chmod(0o777)
    for name in ("tmp/localstack/.marker", "usr/lib/localstack/.community-version"):
        (root / name).touch()
    # The index of all services. Without it the first request of every container builds one, which takes 400 MB.
    inside(root, f"/{HOME}/.venv/bin/python", "-m", "localstack.aws.spec")
    shutil.copy(ENTRYPOINT, root / "usr/local/bin/docker-entrypoint.sh")
    (root / "usr/local/bin/docker-entrypoint.sh").chmod(0o755)


def fill_lambda(root: Path) -> None:
    """What AWS's runtime brings, and its folders."""
    shutil.copy(LOCKS / "functions.txt", root / "tmp/lock.txt")
    for name in ("var/runtime", "var/task", "var/lang/bin"):
        (root / name).mkdir(parents=True)
    (root / "var/lang/bin/python3").symlink_to("/usr/bin/python3")
    inside(root, "python3", "-m", "venv", "/tmp/tools")
    inside(root, "/tmp/tools/bin/pip", *PIP, "--target", "/var/runtime")
    shutil.rmtree(root / "tmp/tools")


def clear(root: Path) -> None:
    """Remove what only building needed, and what is this machine's."""
    (root / "tmp/lock.txt").unlink()
    for file in ("resolv.conf", "hosts"):
        (root / "etc" / file).write_text("")
    for name in ("var/cache/apt/archives", "var/lib/apt/lists"):
        shutil.rmtree(root / name, ignore_errors=True)


def inside(root: Path, *command: str) -> None:
    """Run a command in the unpacked system. What LocalStack is told about this machine isn't for that one."""
    run("env", "-u", "OVERRIDE_IN_DOCKER", "chroot", str(root), *command)


def label(image: str, name: str) -> str:
    """A label of an image of this machine; empty when the image isn't there."""
    command = ["docker", "image", "inspect", "-f", f'{{{{index .Config.Labels "{name}"}}}}', image]
    answer = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return answer.stdout.strip() if answer.returncode == 0 else ""


def run(*command: str, given: str = "") -> None:
    """Run a command to its end; StandInError with its last lines when it fails."""
    answer = subprocess.run(
        command,
        check=False,
        input=given,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=DEADLINE_S,
    )
    if answer.returncode:
        last = "\n  ".join(answer.stdout.strip().splitlines()[-10:])
        raise StandInError(f"{' '.join(command[:4])} failed:\n  {last}\ncheck the network and the disk, then try again")


def say(line: str) -> None:
    """One line of progress."""
    print(f"{line} …", file=sys.stderr, flush=True)


STAND_INS = {
    "localstack": StandIn(
        f"emulation-harness/stand-in:{VERSION}",
        "trixie",
        ("python3", "python3-venv", "ca-certificates", "curl"),
        fill_localstack,
        (
            "ENV LANG=C.UTF-8 USER=localstack PYTHONUNBUFFERED=1",
            f"WORKDIR /{HOME}",
            "EXPOSE 4566 4510-4559 5678",
            "VOLUME /var/lib/localstack",
            'ENTRYPOINT ["docker-entrypoint.sh"]',
        ),
    ),
    "lambda": StandIn(
        "emulation-harness/stand-in-lambda:python3.11",
        "bookworm",
        ("python3", "python3-venv", "ca-certificates"),
        fill_lambda,
        ("ENV LANG=en_US.UTF-8 TZ=:/etc/localtime LAMBDA_TASK_ROOT=/var/task LAMBDA_RUNTIME_DIR=/var/runtime",),
    ),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
