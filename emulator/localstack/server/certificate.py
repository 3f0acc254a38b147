"""The certificate of an emulator that was given none: its own, made at each start."""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from localstack import config

from emulator.gateway.hosts import LOOPBACK, as_address
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
    names, addresses = ((), (host,)) if as_address(host) else ((host,), ())
    made = self_signed(dict.fromkeys((*LOOPBACK, *names)), dict.fromkeys((*ADDRESSES, *addresses)))
    _put(Path(f"{both}.key"), made.key)
    _put(Path(f"{both}.crt"), made.certificate)
    _put(both, made.key + made.certificate)


def _put(path: Path, content: bytes) -> None:
    """A file that is its owner's alone, whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
