"""Locks on open files, between the processes of a machine: one for itself, or several that share.

The system gives a lock up with the process that held it, however that ended, so none is ever left behind. The package
filelock isn't used: where a file system has no such locks it goes on with files that outlive their process, and those
that are shared it keeps in a database.
"""

import fcntl
from typing import IO


def try_lock(file: IO[str], shared: bool = False) -> bool:
    """Lock the file until it is closed; False when somebody else's lock is in the way. OSError where it can't be."""
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock(file: IO[str]) -> None:
    """Lock the file for itself until it is closed, however long others hold it."""
    fcntl.flock(file, fcntl.LOCK_EX)
