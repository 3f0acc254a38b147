"""What a run used of the emulator: requests that were answered meanwhile, what is stored, invocations, metrics."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bootstrap.clients import Clients
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs

Row = dict[str, Any]
Lines = Sequence[tuple[int, str]]
"""Of a log, each with its time; see `FunctionLogs`."""
SUMS = frozenset({"requests", "units", "bytes"})
"""What is added up in a row; all else says of what kind it is."""
REPORT = "REPORT RequestId:"


@dataclass
class UsageMeter:
    """Reads when it is made, and again at the end: what lies between is the run's, not the stack's creation.

    `names` are those of the stack's resources, and the namespaces of its metrics: what others in the account use isn't
    the run's. What is about no single thing is.
    """

    clients: Clients
    functions: tuple[str, ...]
    names: frozenset[str]
    _before: dict[str, list[Row]] = field(init=False)
    _reports_before: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Read for the first time."""
        self._before = self._usage()
        logs = {name: FunctionLogs(self.clients, name).lines() for name in self.functions}
        self._reports_before = {name: len(_reports(lines)) for name, lines in logs.items()}

    def read(self, namespaces: Iterable[str], logs: Mapping[str, Lines]) -> dict[str, Any]:
        """`requests` and `reports` since the beginning, what is `stored` now, and the `metrics` of these namespaces.

        Of logs, `stored` has what was added since the beginning. `reports` are the REPORT lines of each function's log.
        """
        now = self._usage()
        return {
            "requests": difference(self._before["requests"], now["requests"]),
            "stored": [row for row in now["stored"] if row["service"] != "logs"]
            + difference(_logs(self._before["stored"]), _logs(now["stored"])),
            "reports": {name: _reports(lines)[self._reports_before[name] :] for name, lines in logs.items()},
            "metrics": [metric for namespace in namespaces for metric in self._metrics(namespace)],
        }

    def _usage(self) -> dict[str, list[Row]]:
        """What was used of the stack's resources."""
        return {
            part: [row for row in rows if is_of(self.names, row["resource"])]
            for part, rows in Emulator(self.clients).usage().items()
        }

    def _metrics(self, namespace: str) -> Iterator[Row]:
        """Each metric of a namespace with data; none of AWS's own, which are free."""
        if namespace.startswith("AWS/"):
            return
        for page in self.clients.cloudwatch.get_paginator("list_metrics").paginate(Namespace=namespace):
            yield from ({"namespace": namespace, "name": metric["MetricName"]} for metric in page["Metrics"])


def is_of(names: frozenset[str], resource: str) -> bool:
    """Whether usage of that resource is a stack's with these names; a function's log group bears the function's."""
    return not resource or bool({resource, resource.removeprefix("/aws/lambda/")} & names)


def difference(before: Iterable[Row], after: Iterable[Row]) -> list[Row]:
    """The rows of `after` less those of `before` that are of the same kind; without those that didn't change."""
    known = {_kind(row): row for row in before}
    rows = []
    for row in after:
        earlier = known.get(_kind(row), {})
        sums = {name: row[name] - earlier.get(name, 0) for name in SUMS & row.keys()}
        if any(sums.values()):
            rows.append({**row, **sums})
    return rows


def _reports(lines: Lines) -> list[str]:
    return [text for _, text in lines if text.startswith(REPORT)]


def _kind(row: Row) -> tuple[Any, ...]:
    return tuple(sorted((name, value) for name, value in row.items() if name not in SUMS))


def _logs(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["service"] == "logs"]
