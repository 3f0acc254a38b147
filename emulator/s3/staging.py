"""The bytes of an object that is being overwritten: the old ones stay until the new ones are there and accepted. Pure.

S3 has an object as a whole or not at all: a PUT that is refused, because its checksum is another or the disk is full,
leaves what was there (S3 User Guide, "Amazon S3 data consistency model").
"""

import threading
from io import BytesIO
from typing import Any


class Staging:
    """One writing of a spooled temporary file, whose writer holds its lock: begun with an empty one, kept or undone.

    Every writing of the file goes through here, the first as well: once it has grown out of memory it forgets where it
    is to grow to.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._old = file._file, file._rolled, file.internal_last_modified
        self._writer = threading.get_ident()
        if not file._rolled:
            file.grows_to = file._TemporaryFileArgs
        file._file, file._rolled, file._TemporaryFileArgs = BytesIO(), False, file.grows_to

    def is_mine(self) -> bool:
        """Whether the thread that asks is the one that writes."""
        return self._writer == threading.get_ident()

    def keep(self) -> None:
        """The new bytes are the file's; the old ones go."""
        self._old[0].close()

    def undo(self) -> None:
        """The old bytes are the file's again."""
        if not self._file._file.closed:
            self._file._file.close()
        self._file._file, self._file._rolled, self._file.internal_last_modified = self._old
        self._file._TemporaryFileArgs = self._file.grows_to
