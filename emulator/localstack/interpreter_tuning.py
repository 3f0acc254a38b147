"""How Python's collector and its threads are set in the emulator: for a process that keeps much and answers many.

Loading a service makes hundreds of thousands of objects that stay. At Python's own threshold, 700, it goes over them so
often that a third of the time in which all services load is spent on it, and finds nothing to free.

A request needs a few milliseconds of Python. At Python's own interval, 5 ms, many at once take the interpreter from
each other in the middle, which all of them pay for.
"""

import gc
import sys

ALLOCATIONS = 50_000
"""Container objects that are made and not freed before the youngest are looked at."""
SWITCH_S = 0.02
"""How long a thread may go on while others want the interpreter."""


def install() -> None:
    """Raise the threshold of the youngest generation, which the older ones follow as before, and the interval."""
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    sys.setswitchinterval(SWITCH_S)


def has_started() -> None:
    """Let the collector begin with what comes from now on: it was off during the start, of which little goes."""
    gc.freeze()
    gc.enable()
