"""Forgetting custom metrics, which AWS lets nobody do: there they expire after 15 months.

A scenario that runs twice on one emulator must not find the datapoints of its first run in the windows of the second.

`DELETE /_harness/metrics?account=…&region=…&namespace=…` removes every datapoint of that namespace and says how many,
`{"deleted": 12}`. Namespaces that begin with `AWS/` are refused with a 400: services own them.
"""

import sqlite3
from contextlib import closing
from typing import Any

from localstack.http import Request, Response, route
from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase

from emulator.cloudwatch.datapoints import BUSY_TIMEOUT_S

_TABLES = ("SINGLE_METRICS", "AGGREGATED_METRICS")


class MetricRoutes:
    """The route, for LocalStack's gateway."""

    @route("/_harness/metrics", methods=["DELETE"])
    def forget(self, request: Request, **_: Any) -> Response:
        """Remove a namespace's datapoints."""
        account_id, region, namespace = (request.args.get(name, "") for name in ("account", "region", "namespace"))
        if not (account_id and region and namespace) or namespace.startswith("AWS/"):
            return Response.for_json({"error": "give account, region and a namespace of your own"}, status=400)
        return Response.for_json({"deleted": forget(CloudwatchDatabase.METRICS_DB, account_id, region, namespace)})


def forget(database: str, account_id: str, region: str, namespace: str) -> int:
    """Remove every datapoint of a namespace; returns how many there were, 0 where there is no database yet."""
    try:
        connection = sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S)
    except sqlite3.OperationalError:
        return 0
    with closing(connection):
        deleted = sum(
            connection.execute(
                f"DELETE FROM {table} WHERE account_id = ? AND region = ? AND namespace = ?",  # noqa: S608 - a constant
                (account_id, region, namespace),
            ).rowcount
            for table in _TABLES
        )
        connection.commit()
        return deleted
