"""How Python's collector and its threads are set for the command line, as the emulator sets them for itself.

A command loads libraries whose objects stay, and a workshop's server runs what thirty people do at once. At Python's
own settings the collector goes over the same objects again and again, and threads take the interpreter from each other
in the middle of short work.
"""

import gc
import sys

ALLOCATIONS = 50_000
"""Container objects that are made and not freed before the youngest are looked at."""
SWITCH_S = 0.02
"""How long a thread may go on while others want the interpreter."""


def tune() -> None:
    """Set both for this process."""
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    sys.setswitchinterval(SWITCH_S)
