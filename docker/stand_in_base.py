"""Build a stand-in for LocalStack's official image, for machines that reach no container registry.

    python docker/stand_in_base.py

Debian by debootstrap, LocalStack from the Python package index at the locked versions, laid out as the official image
is; LocalStack's Dockerfile of this project, the compose files and the tests can't tell the difference. What the
official image has beside that (DynamoDB Local, Node, the program that starts AWS's Lambda images) is not in it.

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
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENTRYPOINT = PROJECT / "docker" / "stand_in_entrypoint.sh"
LOCK = PROJECT / "requirements" / "main.txt"
UV = PROJECT / ".venv" / "bin" / "uv"
IMAGE, VERSION = "emulation-harness/stand-in:4.14.0", "4.14.0"
SUITE, PYTHON, PACKAGES = "trixie", "3.13", ("python3", "python3-venv", "ca-certificates", "curl")
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
HOME, FOLDERS = "opt/code/localstack", ("var/lib/localstack/logs", "usr/lib/localstack", "tmp/localstack")
METADATA = (
    "ENV LANG=C.UTF-8 USER=localstack PYTHONUNBUFFERED=1",
    f"WORKDIR /{HOME}",
    "EXPOSE 4566 4510-4559 5678",
    "VOLUME /var/lib/localstack",
    'ENTRYPOINT ["docker-entrypoint.sh"]',
)
DEADLINE_S = 1800


class StandInError(Exception):
    """The image can't be built here. The message says what is missing, and what to do."""


def main() -> int:
    """Build what isn't there; 0 when the image is there in the end."""
    try:
        build()
    except StandInError as error:
        print(f"stand-in: {error}", file=sys.stderr)
        return 1
    print(IMAGE)
    return 0


def build() -> None:
    """Build the image unless it is there, made from the same sources."""
    needed = missing()
    if needed:
        raise StandInError(f"this machine lacks {'; '.join(needed)}")
    sources = digest()
    if label(IMAGE, "harness.sources") == sources:
        return
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        say(f"unpacking Debian {SUITE}")
        run("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root))
        say(f"installing LocalStack {VERSION}")
        install_localstack(root)
        lay_out(root)
        say(f"importing {IMAGE}")
        import_image(root, sources)


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


def digest() -> str:
    """What the image is made from, as one word."""
    content = hashlib.sha256()
    for path in (Path(__file__), LOCK, ENTRYPOINT, certificates()):
        content.update(path.read_bytes())
    return content.hexdigest()[:16]


def certificates() -> Path:
    """The certificates this machine trusts, a proxy's of its own among them."""
    return Path(os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile or f"/{CERTIFICATES}")


def install_localstack(root: Path) -> None:
    """Install LocalStack and its dependencies at the versions this project is locked to, hashes checked."""
    shutil.copy(certificates(), root / CERTIFICATES)
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc") / name, root / "etc" / name)
    lock = root / "tmp/localstack.txt"
    options = ("-q", "--python-version", PYTHON, "--generate-hashes", "--no-header", "--no-annotate")
    asked = f"localstack-core[runtime]=={VERSION}\n"
    run(str(UV), "pip", "compile", *options, "-c", str(LOCK), "-", "-o", str(lock), given=asked)
    run("chroot", str(root), "python3", "-m", "venv", f"/{HOME}/.venv")
    pip = (f"/{HOME}/.venv/bin/pip", "install", "-q", "--disable-pip-version-check", "--no-cache-dir")
    run("chroot", str(root), *pip, "--require-hashes", "-r", "/tmp/localstack.txt")
    lock.unlink()


def lay_out(root: Path) -> None:
    """The folders, the entry point and the markers of the official image; nothing of this machine."""
    for stage in ("boot", "start", "ready", "shutdown"):
        (root / f"etc/localstack/init/{stage}.d").mkdir(parents=True)
    for name in FOLDERS:
        (root / name).mkdir(parents=True)
        (root / name).chmod(0o777)
    for name in ("tmp/localstack/.marker", "usr/lib/localstack/.community-version", "etc/resolv.conf", "etc/hosts"):
        (root / name).write_text("")
    shutil.copy(ENTRYPOINT, root / "usr/local/bin/docker-entrypoint.sh")
    (root / "usr/local/bin/docker-entrypoint.sh").chmod(0o755)
    for name in ("var/cache/apt/archives", "var/lib/apt/lists"):
        shutil.rmtree(root / name, ignore_errors=True)


def import_image(root: Path, sources: str) -> None:
    """Make one image layer of the folder."""
    changes = [part for change in (*METADATA, f"LABEL harness.sources={sources}") for part in ("--change", change)]
    with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as packed:
        answer = subprocess.run(
            ["docker", "import", *changes, "-", IMAGE],
            stdin=packed.stdout,
            check=False,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
        )
    if answer.returncode or packed.returncode:
        raise StandInError(f"docker import failed: {answer.stderr.strip()}; check the disk, then try again")


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
        raise StandInError(
            f"{command[0]} {command[1]} failed:\n  {last}\ncheck the network and the disk, then try again"
        )


def say(line: str) -> None:
    """One line of progress."""
    print(f"{line} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
