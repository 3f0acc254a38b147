"""Which interpreter runs a function: the declared one if the machine has it, else the nearest there is."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

_FOLDER = re.compile(r"python(3)\.(\d+)")


INSTALL = "run `make install`, or `harness install-runtimes` outside of a checkout"


class NoInterpreter(Exception):
    """A function can't be run here. The message says which runtime, why, and what to do."""


@dataclass(frozen=True)
class Interpreter:
    """A virtual environment that holds what AWS's managed runtime brings."""

    minor: int
    folder: Path

    @property
    def version(self) -> str:
        """`3.11`."""
        return f"3.{self.minor}"

    @property
    def python(self) -> Path:
        """The program."""
        return self.folder / "bin" / "python"

    @property
    def libraries(self) -> Path:
        """Where boto3 and awslambdaric are."""
        return self.folder / "lib" / f"python{self.version}" / "site-packages"


def installed(folder: Path) -> list[Interpreter]:
    """The environments in `folder`, `python3.x` each, oldest first."""
    found = []
    for entry in folder.iterdir() if folder.is_dir() else ():
        named = _FOLDER.fullmatch(entry.name)
        if named and (entry / "bin" / "python").exists():
            found.append(Interpreter(int(named[2]), entry))
    return sorted(found, key=lambda interpreter: interpreter.minor)


def choose(runtime: str | None, folder: Path) -> Interpreter:
    """The interpreter for a function that declares `runtime`; NoInterpreter when it isn't Python or none is there."""
    if runtime is None:
        raise NoInterpreter(
            "the function is a container image; this emulator runs zip functions of the python3.x runtimes"
        )
    declared = _FOLDER.fullmatch(runtime)
    if declared is None:
        raise NoInterpreter(
            f"runtime {runtime} can't be run here: functions run as processes of Python interpreters; declare python3.x"
        )
    candidates = installed(folder)
    if not candidates:
        raise NoInterpreter(f"runtime {runtime}: no interpreter in {folder}; {INSTALL}")
    return min(candidates, key=lambda one: (abs(one.minor - int(declared[2])), -one.minor))


def own(folder: Path) -> Interpreter | None:
    """The environment of the interpreter that runs the emulator itself, which the installer always makes."""
    return next((one for one in installed(folder) if one.minor == sys.version_info[1]), None)
