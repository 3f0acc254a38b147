"""Connections to a SQLite file that stay open between uses: to open one costs more than what most uses then do.

Each use has a connection for itself. A file that was replaced, as when the emulator's state is reset, is opened anew; a
connection on which anything went wrong is closed.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

MOST = 8
"""So many of one file are kept; what more threads need at once is closed after its use."""


@dataclass(frozen=True)
class Opened:
    """A connection, and which file it was opened on: device and inode."""

    connection: sqlite3.Connection
    file: tuple[int, int]


class KeptConnections:
    """Connections that `connect` makes, by the path that it is given. Safe to use from any thread."""

    def __init__(self, connect: Callable[[str], sqlite3.Connection]) -> None:
        self._connect = connect
        self._idle: defaultdict[str, list[Opened]] = defaultdict(list)

    @contextmanager
    def borrowed(self, path: str) -> Iterator[sqlite3.Connection]:
        """A connection for the time of the block, which must leave no transaction open; errors are the block's."""
        opened = self._idle_one(path) or self._open(path)
        try:
            yield opened.connection
        except BaseException:
            opened.connection.close()
            raise
        if len(self._idle[path]) < MOST:
            self._idle[path].append(opened)
        else:
            opened.connection.close()

    def _idle_one(self, path: str) -> Opened | None:
        with suppress(IndexError):
            while True:
                opened = self._idle[path].pop()
                if opened.file == _file(path):
                    return opened
                opened.connection.close()
        return None

    def _open(self, path: str) -> Opened:
        connection = self._connect(path)
        return Opened(connection, _file(path))


def _file(path: str) -> tuple[int, int]:
    """Which file is there; (0, 0) when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - at every use
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino
