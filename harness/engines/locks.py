"""Locks: one engine at a time has a folder, and one program a port."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from bootstrap.file_lock import lock
from harness.engines.beside import emulator_at
from harness.engines.engine import EngineError

LOCK, OURS = "lock", "This folder is the emulation harness's: it is emptied at each start and removed at the end.\n"
"""The file that is locked, and what stands in it: by that a folder is known as one that may be emptied."""


class ForeignFolder(EngineError):
    """A folder that the engine would have emptied isn't the harness's. The message says which, and what to do."""


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """One start or stop at a time in `folder`, which is made if need be; EngineError when it can't be had.

    ForeignFolder for one that somebody else has filled.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _check_ours(folder)
        with (folder / LOCK).open("a+") as file:
            lock(file)
            file.seek(0)
            if file.read() != OURS:
                file.truncate(0)
                file.write(OURS)
                file.flush()
            yield
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise EngineError(f"{folder}: {error.strerror}; make the folder writable, or set HARNESS_HOME") from error
    except OSError as error:
        raise EngineError(f"{error.filename or folder}: {error.strerror}") from error


def _check_ours(folder: Path) -> None:
    """A folder is the harness's when its lock says so, or when there is nothing in it to lose."""
    others = [entry.name for entry in folder.iterdir() if entry.name != LOCK]
    said = (folder / LOCK).read_text(errors="replace") if (folder / LOCK).is_file() else ""
    if folder.is_symlink() or (said != OURS and (others or said)):
        raise ForeignFolder(
            f"{folder} is not the harness's{f', it holds {sorted(others)[0]}' if others else ''}; nothing was touched. "
            "Choose another place for what the harness makes: HARNESS_HOME, or `home` in harness.toml"
        )


def remove_folder(folder: Path) -> None:
    """Remove the folder, which has nothing but its lock in it."""
    with suppress(OSError):
        (folder / LOCK).unlink()
        folder.rmdir()


def check_port(port: int) -> None:
    """EngineError when somebody has the port of 127.0.0.1 already; it says who, where the system tells."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            beside = emulator_at(port)
            if beside:
                raise EngineError(f"{beside.line}, or choose another port: {_next_to(port)}") from error
            raise EngineError(
                f"port {port} on 127.0.0.1 is taken{holder_of(port)}; "
                f"stop that program, or choose another port: {_next_to(port)}"
            ) from error


def _next_to(port: int) -> str:
    other = port % 65535 + 1
    return f"PORT={other} with make, --port {other} with harness"


def listening(port: int) -> bool:
    """Whether anybody answers on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def holder_of(port: int) -> str:
    """Who listens on the port, as ` by <name> (pid <n>)`; empty when the system doesn't tell."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if (
                connection.status == psutil.CONN_LISTEN
                and connection.laddr
                and connection.laddr.port == port
                and connection.pid
            ):
                return f" by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
    return ""
