"""The certificate of an emulator that was given none: its own, made at each start."""

import os
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

from localstack import config

from emulator.gateway.hosts import LOOPBACK
from emulator.localstack.seams import wraps

ADDRESSES = ("127.0.0.1", "::1")


@wraps(
    "utils.ssl:create_ssl_cert",
    why="A key for RSA takes 50 to 200 ms of each start, and LocalStack's certificate names no address.",
)
def create(original: Callable[..., tuple[str, str, str]], serial_number: int | None = None) -> tuple[str, str, str]:
    """The files with both, the certificate and the key; those that are there are taken as they are."""
    from localstack.utils.ssl import get_cert_pem_file_path

    both = Path(get_cert_pem_file_path())
    try:
        if not (both.exists() and both.stat().st_size):
            _write(both)
            return str(both), f"{both}.crt", f"{both}.key"
    except OSError:
        pass  # LocalStack finds another place
    return original(serial_number=serial_number)


def _write(both: Path) -> None:
    from emulator.server.certificate import self_signed

    host = config.LOCALSTACK_HOST.host
    is_name = not _is_address(host)
    made = self_signed(
        dict.fromkeys([*LOOPBACK, *([host] if is_name else [])]),
        dict.fromkeys([*ADDRESSES, *([] if is_name else [host])]),
    )
    for path, content in (
        (f"{both}.key", made.key),
        (f"{both}.crt", made.certificate),
        (str(both), made.key + made.certificate),
    ):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
