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

MOST_VARIABLES = 999
"""Of one statement, in SQLite before 3.32."""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """A table and the columns of it that are written."""

    table: str
    columns: tuple[str, ...]

    def add(self, connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
        """Add rows whose values are in the order of the columns."""
        left = iter(rows)
        while some := list(islice(left, self._most)):
            connection.execute(self._statement(len(some)), [value for row in some for value in row])

    @cached_property
    def _most(self) -> int:
        return MOST_VARIABLES // len(self.columns)

    def _statement(self, count: int) -> str:
        one = f"({', '.join('?' * len(self.columns))})"
        into = f"INSERT INTO {self.table} ({', '.join(self.columns)})"
        return f"{into} VALUES {', '.join([one] * count)}"


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
