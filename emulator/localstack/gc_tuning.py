"""How often Python looks for cyclic garbage in the emulator: more rarely than it does by itself.

Loading a service makes hundreds of thousands of objects that stay. At Python's own threshold, 700, it goes over them so
often that a third of the time in which all services load is spent on it, and finds nothing to free.
"""

import gc

ALLOCATIONS = 50_000
"""Container objects that are made and not freed before the youngest are looked at."""


def install() -> None:
    """Raise the threshold of the youngest generation; the older ones follow it as before."""
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
