"""What an account used on each day of its clock: requests, runs of functions, logs, and what stood."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from functools import cache

from emulator.billing.charges import Charge, Use, charges
from emulator.billing.estimate import day_of
from emulator.billing.holdings import Holdings, Standing
from emulator.clock import clock_of
from emulator.metering.counter import charged, counter
from pricing.charged import HOUR, OWN_NAMESPACES, exact, of_request
from pricing.price_table import PriceTable
from pricing.usage import GIB, Item

STORED = {"s3": Item.S3_STORAGE, "dynamodb": Item.DYNAMODB_STORAGE}
STANDARD_RESOLUTION_S = 60
HOUR_S = 3600
_METRIC_HOURS = (
    "SELECT DISTINCT region, namespace, metric_name, dimensions, timestamp / ? FROM {table} "
    "WHERE account_id = ? AND namespace NOT LIKE ?"
)

_holdings = Holdings()


@cache
def prices() -> PriceTable:
    """The price table."""
    return PriceTable.read()


def accounts() -> list[str]:
    """Those that have used anything."""
    return sorted(counter.accounts())


def charged_to(account_id: str) -> list[Charge]:
    """What each use of the account cost until now."""
    hold(account_id)
    return charges([*_requests(account_id), *_runs_and_logs(account_id), *_stood(account_id)], prices())


def hold(account_id: str) -> None:
    """Note that what stands now has stood until now, by the account's clock."""
    _holdings.stood(account_id, _standing(account_id), clock_of(account_id).now())


def _requests(account_id: str) -> Iterator[Use]:
    for day, row in counter.by_day(account_id):
        for item, resource, quantity in of_request(row):
            yield Use(day, row["region"], item, resource, quantity)


def _runs_and_logs(account_id: str) -> Iterator[Use]:
    for day, row in charged.by_day(account_id):
        where = day, row["region"]
        if row["service"] == "lambda":
            yield Use(*where, Item.LAMBDA_REQUESTS, row["resource"], Decimal(row["requests"]))
            yield Use(*where, Item.LAMBDA_COMPUTE, row["resource"], exact(row["units"]))
        else:
            yield Use(*where, Item.LOG_INGESTION, row["resource"], exact(row["units"]) / GIB)


def _stood(account_id: str) -> Iterator[Use]:
    yield from _holdings.of_account(account_id)
    for (day, region, name), hours in _metric_hours(account_id).items():
        yield Use(day, region, Item.CUSTOM_METRICS, name, hours * HOUR)


def _standing(account_id: str) -> Iterator[Standing]:
    from emulator.localstack.metering.stored import stored

    for row in stored(account_id):
        if row["service"] in STORED:
            yield Standing(row["region"], STORED[row["service"]], row["resource"], Decimal(row["bytes"]) / GIB)
    yield from _alarms(account_id)


def _alarms(account_id: str) -> Iterator[Standing]:
    from localstack.services.cloudwatch.models import cloudwatch_stores

    if account_id in cloudwatch_stores:
        for region, store in list(cloudwatch_stores[account_id].items()):
            for kept in list(store.alarms.values()):
                fine = kept.alarm.get("Period", STANDARD_RESOLUTION_S) < STANDARD_RESOLUTION_S
                item = Item.HIGH_RESOLUTION_ALARMS if fine else Item.ALARMS
                yield Standing(region, item, kept.alarm["AlarmName"], Decimal(1))


def _metric_hours(account_id: str) -> dict[tuple[date, str, str], Decimal]:
    """In how many hours of a day custom metrics of one name got data: each of them is a metric in each of those."""
    from localstack.services.plugins import SERVICE_PLUGINS

    if not SERVICE_PLUGINS.is_running("cloudwatch"):
        return {}
    database = SERVICE_PLUGINS.require("cloudwatch")._provider.cloudwatch_database.METRICS_DB_READ_ONLY
    hours: dict[tuple[date, str, str], Decimal] = {}
    asked = " UNION ".join(_METRIC_HOURS.format(table=table) for table in ("SINGLE_METRICS", "AGGREGATED_METRICS"))
    values = [HOUR_S, account_id, f"{OWN_NAMESPACES}%"]
    with closing(sqlite3.connect(database, uri=True)) as connection:
        for region, namespace, metric, _, hour in connection.execute(asked, values * 2):
            key = (day_of(hour * HOUR_S), region, f"{namespace} {metric}")
            hours[key] = hours.get(key, Decimal(0)) + 1
    return hours
