"""The certificate of an emulator that was given none: its own, made at each start."""

from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile

from localstack import config

from emulator.gateway.hosts import LOOPBACK
from emulator.localstack.seams import wraps

ADDRESSES = ("127.0.0.1", "::1")


@wraps(
    "utils.ssl:create_ssl_cert",
    why="A key for RSA takes 50 to 200 ms of each start, and LocalStack's certificate names no address.",
)
def create(original: Callable[..., tuple[str, str, str]], serial_number: int | None = None) -> tuple[str, str, str]:
    """The files with both, the certificate and the key. A file with both that is there is left as it is."""
    from localstack.utils.ssl import get_cert_pem_file_path

    both = Path(get_cert_pem_file_path())
    try:
        if not (both.exists() and both.stat().st_size):
            _write(both)
            return str(both), f"{both}.crt", f"{both}.key"
    except (OSError, ValueError):
        pass  # LocalStack finds another place, or takes a name that no certificate can have
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
        with NamedTemporaryFile(dir=both.parent, prefix=both.name, delete=False) as file:  # which is its owner's alone
            file.write(content)
        Path(file.name).replace(path)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
