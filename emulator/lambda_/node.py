"""The Node.js of this machine, which runs functions of the runtimes nodejs18.x, nodejs20.x and nodejs22.x.

It is the machine's own: nothing is installed for it. A process of a Python interpreter makes the function's place, and
then becomes Node.js with the client in `guest/node`.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from emulator.lambda_.interpreters import NoInterpreter

PREFIX = "nodejs"
RUNTIMES = {f"{PREFIX}{major}.x": major for major in (18, 20, 22)}
"""What may be declared, and the version that it is on AWS."""
OLDEST = 18
CLIENT = Path(__file__).parent / "guest" / "node" / "client.cjs"
SEEN_CLIENT = "/var/rapid/node/client.cjs"
"""Where a function with a file system of its own sees it."""
SEEN = ("/usr/", "/bin/", "/nix/", "/gnu/")
"""The machine's folders that such a function sees programs in."""
_PLACES = "/usr/local/bin:/usr/bin:/bin"
_HEAP_SHARE = 0.9
_DEADLINE_S = 20.0


@dataclass(frozen=True)
class Node:
    """A Node.js that is installed."""

    program: str
    major: int

    def command(self, memory_mb: int, isolated: bool) -> list[str]:
        """What a function's process becomes; AWS gives the heap nine tenths of the function's memory."""
        heap = f"--max-old-space-size={int(memory_mb * _HEAP_SHARE)}"
        return [self.program, heap, SEEN_CLIENT if isolated else str(CLIENT)]


def is_node(runtime: str | None) -> bool:
    """Whether a runtime is one of Node.js's, of whatever version."""
    return runtime is not None and runtime.startswith(PREFIX)


def choose_node(runtime: str, found: Node | None, isolated: bool) -> Node:
    """The Node.js for a function that declares `runtime`; NoInterpreter says why there is none, and what to do."""
    if runtime not in RUNTIMES:
        raise NoInterpreter(f"runtime {runtime} can't be run here: declare {', '.join(RUNTIMES)}")
    if found is None:
        raise NoInterpreter(f"runtime {runtime} can't be run here: there is no `node` on this machine; install one")
    if found.major < OLDEST:
        reason = f"{found.program} is version {found.major}; install {OLDEST} or a later one"
        raise NoInterpreter(f"runtime {runtime} can't be run here: {reason}")
    if isolated and not found.program.startswith(SEEN):
        reason = f"functions don't see {found.program}; install Node.js below /usr"
        raise NoInterpreter(f"runtime {runtime} can't be run here: {reason}")
    return found


def search(path: str) -> Node | None:
    """The first `node` in the folders of `path` that says its version; None when there is none."""
    program = shutil.which("node", path=path)
    if program is None:
        return None
    program = os.path.realpath(program)
    try:
        said = subprocess.run([program, "--version"], capture_output=True, timeout=_DEADLINE_S, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(rb"v(\d+)\.", said)
    return Node(program, int(version[1])) if version else None


@lru_cache(maxsize=1)
def machine_s() -> Node | None:
    """That of this machine: in the emulator's search path, or where systems have it."""
    return search(f"{os.environ.get('PATH', '')}:{_PLACES}")
