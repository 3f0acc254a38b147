"""What this machine has, for tests that need it."""

import os
import socket
from pathlib import Path


def has_network() -> bool:
    """Whether there is an interface beside the loopback's."""
    return [name for _, name in socket.if_nameindex()] != ["lo"]


def is_full_root() -> bool:
    """Whether this process is root of the machine, rather than of a user namespace."""
    mapping = Path("/proc/self/uid_map")
    return os.geteuid() == 0 and (not mapping.exists() or mapping.read_text().split() == ["0", "0", str(2**32 - 1)])
