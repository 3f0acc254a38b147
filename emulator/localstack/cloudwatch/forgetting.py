"""Forgetting custom metrics and the history of deleted alarms, which AWS lets nobody do: there they expire.

A scenario that runs twice on one emulator must not find the datapoints of its first run in the windows of the second,
nor the transitions of an alarm that is gone in the history of its successor.

`DELETE /_harness/metrics?account=…&region=…&namespace=…` removes every datapoint of that namespace; namespaces that
begin with `AWS/` are refused, because services own them; but for `AWS/Billing`, which none publishes here. `DELETE
/_harness/alarm-history?account=…&region=…&alarm=…` removes the history of an alarm, and is refused while the alarm
exists. Both answer `{"deleted": 12}`, refusals are a 400 with `{"error": …}`.
"""

from pathlib import Path
from typing import Any

from localstack.http import Request, Response, route
from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.cloudwatch.models import cloudwatch_stores
from localstack.services.cloudwatch.provider_v2 import _STORE_LOCK as STORE_LOCK

from emulator.cloudwatch.metric_database import transaction

_TABLES = ("SINGLE_METRICS", "AGGREGATED_METRICS")


class MetricRoutes:
    """The routes, for LocalStack's gateway."""

    @route("/_harness/metrics", methods=["DELETE"])
    def forget(self, request: Request, **_: Any) -> Response:
        """Remove a namespace's datapoints."""
        account_id, region, namespace = (request.args.get(name, "") for name in ("account", "region", "namespace"))
        if not (account_id and region and namespace) or owned_by_a_service(namespace):
            return Response.for_json({"error": "give account, region and a namespace of your own"}, status=400)
        return Response.for_json({"deleted": forget(CloudwatchDatabase.METRICS_DB, account_id, region, namespace)})

    @route("/_harness/alarm-history", methods=["DELETE"])
    def forget_history(self, request: Request, **_: Any) -> Response:
        """Remove the history of an alarm that is gone."""
        account_id, region, alarm = (request.args.get(name, "") for name in ("account", "region", "alarm"))
        if not (account_id and region and alarm):
            return Response.for_json({"error": "give account, region and the name of a deleted alarm"}, status=400)
        with STORE_LOCK:
            store = cloudwatch_stores[account_id][region]
            if any(stored.alarm["AlarmName"] == alarm for stored in store.alarms.values()):
                return Response.for_json({"error": f"alarm {alarm} exists; delete it first"}, status=400)
            kept = [item for item in store.histories if item.get("AlarmName") != alarm]
            deleted = len(store.histories) - len(kept)
            store.histories[:] = kept
        return Response.for_json({"deleted": deleted})


def owned_by_a_service(namespace: str) -> bool:
    """Whether the emulator may have put datapoints there by itself."""
    return namespace.startswith("AWS/") and namespace != "AWS/Billing"


def forget(database: str, account_id: str, region: str, namespace: str) -> int:
    """Remove every datapoint of a namespace; returns how many there were, 0 where there is no database yet."""
    if not Path(database).exists():
        return 0
    with transaction(database) as connection:
        return sum(
            connection.execute(
                f"DELETE FROM {table} WHERE account_id = ? AND region = ? AND namespace = ?",  # noqa: S608 - a constant
                (account_id, region, namespace),
            ).rowcount
            for table in _TABLES
        )
