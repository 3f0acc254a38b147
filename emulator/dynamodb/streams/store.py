"""All streams: of each table the newest one, and those that were disabled within the last day."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from time import time

from emulator.clock import clock_of
from emulator.dynamodb.streams.records import Origin
from emulator.dynamodb.streams.stream import Stream


class Streams:
    """Streams by their ARN. `wall` gives the wall's time in seconds."""

    def __init__(self, wall: Callable[[], float] = time) -> None:
        self._wall = wall
        self._lock = Lock()
        self._streams: dict[str, Stream] = {}
        self._newest: dict[str, Stream] = {}

    def enable(self, table_arn: str, keys: tuple[str, ...], view: str) -> Stream:
        """Begin a stream of a table; one that it had is closed."""
        with self._lock:
            self._close(table_arn)
            label = self._label(table_arn)
            origin = Origin(f"{table_arn}/stream/{label}", keys, view)
            stream = Stream(origin, label, self._wall, clock_of(table_arn.split(":")[4]).now)
            self._streams[origin.arn] = self._newest[table_arn] = stream
            return stream

    def disable(self, table_arn: str) -> None:
        """Close a table's stream, if there is one."""
        with self._lock:
            self._close(table_arn)

    def forget(self, table_arn: str) -> None:
        """The table is gone: its stream is closed, and is no longer that of a table of its name."""
        with self._lock:
            self._close(table_arn)
            self._newest.pop(table_arn, None)

    def of_table(self, table_arn: str) -> Stream | None:
        """The stream that records a table's changes now."""
        stream = self._newest.get(table_arn)
        return stream if stream is not None and stream.closed_s is None else None

    def latest(self, table_arn: str) -> Stream | None:
        """The newest stream of a table, closed or not."""
        return self._newest.get(table_arn)

    def find(self, arn: str) -> Stream | None:
        """The stream of that ARN."""
        stream = self._streams.get(arn)
        return None if stream is None or stream.is_over else stream

    def of_account(self, account_id: str, region: str) -> list[Stream]:
        """Those of an account and region, by ARN."""
        with self._lock:
            for arn in [arn for arn, stream in self._streams.items() if stream.is_over]:
                del self._streams[arn]
            beginning = f":dynamodb:{region}:{account_id}:"
            return [stream for arn, stream in sorted(self._streams.items()) if beginning in arn]

    def _close(self, table_arn: str) -> None:
        known = self._newest.get(table_arn)
        if known is not None:
            known.close()

    def _label(self, table_arn: str) -> str:
        """The time of the wall, a millisecond later when the table has a stream of that name already."""
        time_ms = int(self._wall() * 1000)
        while True:
            told = datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
            if f"{table_arn}/stream/{told}" not in self._streams:
                return told
            time_ms += 1


streams = Streams()
"""Those of this process."""
