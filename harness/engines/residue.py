"""What an embedded emulator has on this machine, and what of it is left when it should be gone.

Ports are those that its processes listen on; files are the folder, and what they hold open in the places for temporary
files.
"""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from harness.engines.locks import holder_of, listening
from harness.engines.own_processes import has_ended, processes_of

TEMPORARY = tuple({Path(tempfile.gettempdir()).resolve(), Path("/tmp"), Path("/dev/shm")})  # noqa: S108 - only looked at


@dataclass(frozen=True)
class Footprint:
    """Processes, TCP ports of 127.0.0.1 and files of one emulator at one moment."""

    folder: Path
    processes: tuple[psutil.Process, ...] = ()
    ports: tuple[int, ...] = ()
    files: tuple[Path, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> "Footprint":
        """What there is now that belongs to the emulator in `folder`."""
        processes = tuple(processes_of(folder))
        files = {path for process in processes for path in _open_files(process) if not path.is_relative_to(folder)}
        return cls(folder, processes, tuple(sorted(_ports(processes))), tuple(sorted(files)))

    def left(self) -> list[str]:
        """What is there now of this, or of the same folder since; a line each, empty when all is gone."""
        now = Footprint.of(self.folder)
        alive = {
            process for process in {*self.processes, *now.processes} if process.is_running() and not has_ended(process)
        }
        lines = [f"process {process.pid}: {_command(process)}" for process in sorted(alive, key=lambda each: each.pid)]
        lines += [f"port {port}{holder_of(port)}" for port in self.ports if listening(port)]
        if self.folder.exists() and any(entry.name != "lock" for entry in self.folder.iterdir()):
            lines.append(f"folder {self.folder}")
        return lines + [f"file {path}" for path in self.files if path.exists()]


def _ports(processes: tuple[psutil.Process, ...]) -> Iterator[int]:
    for process in processes:
        with suppress(psutil.Error, OSError):
            for connection in process.net_connections("tcp"):
                if connection.status == psutil.CONN_LISTEN:
                    yield connection.laddr.port


def _open_files(process: psutil.Process) -> Iterator[Path]:
    with suppress(psutil.Error, OSError):
        for opened in process.open_files():
            path = Path(opened.path)
            if any(path.is_relative_to(place) for place in TEMPORARY):
                yield path


def _command(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())[:100]
    return "it doesn't say what it is"
