"""Adding rows to LocalStack's metric database, many with one statement.

SQLite lets other threads run at each step of a statement, and a thread that does so among busy ones gets its turn again
much later: a statement for each row cost the thread that writes metrics more than the writing.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

AT_ONCE = (80, 20, 5, 1)
"""Rows of one statement. They are few numbers, so that SQLite finds a statement that it has read before; and none has
more than 999 variables, which is the limit of releases before 3.32."""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """A table and the columns of it that are written."""

    table: str
    columns: tuple[str, ...]

    def add(self, connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
        """Add rows whose values are in the order of the columns."""
        left = iter(rows)
        while some := list(islice(left, AT_ONCE[0])):
            for count, statement in self._statements:
                while len(some) >= count:
                    connection.execute(statement, [value for row in some[:count] for value in row])
                    del some[:count]

    @cached_property
    def _statements(self) -> list[tuple[int, str]]:
        into = f"INSERT INTO {self.table} ({', '.join(self.columns)})"
        one = f"({', '.join('?' * len(self.columns))})"
        return [(count, f"{into} VALUES {', '.join([one] * count)}") for count in AT_ONCE]


_WHICH = ("account_id", "region", "metric_name", "namespace", "timestamp", "dimensions", "unit")
_SET = ("sample_count", "sum", "min", "max")
VALUES = Rows("SINGLE_METRICS", (*_WHICH, "value"))
"""One value each."""
SETS = Rows("AGGREGATED_METRICS", (*_WHICH, *_SET))
"""Several values each, as one set of statistics."""
RESOLVED_VALUES = Rows("SINGLE_METRICS", (*_WHICH, "storage_resolution", "value"))
"""As `VALUES`, with the seconds of the metric's resolution."""
RESOLVED_SETS = Rows("AGGREGATED_METRICS", (*_WHICH, "storage_resolution", *_SET))
"""As `SETS`, with the seconds of the metric's resolution."""
