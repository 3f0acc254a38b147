"""Conditions on what services hold, for any system: an item, an object, a metric, a function's invocations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from harness.probes.bucket import BucketProbe
from harness.probes.emulator import Emulator
from harness.probes.function_logs import FunctionLogs
from harness.probes.metric import MetricProbe
from harness.waits.condition import Condition, Seen

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.literals import StatisticType

LAST_S, WINDOW_S = 3600, 60
MOST_SHOWN = 5
"""Keys of a bucket that are shown, the last ones."""


@dataclass(frozen=True)
class ItemIs(Condition):
    """A table has an item with this key, and its attributes have these values; without any, the item is there.

    Keys and attributes are plain values: text, numbers, booleans, None, bytes, lists and maps.
    """

    clients: Clients = field(repr=False)
    table: str
    key: Mapping[str, Any]
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def evaluate(self) -> Seen:
        """Read it, consistently."""
        from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

        key = {name: TypeSerializer().serialize(value) for name, value in self.key.items()}
        try:
            found: Any = self.clients.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item")
        except self.clients.dynamodb.exceptions.ResourceNotFoundException:
            return Seen(False, f"there is no table {self.table}")
        if found is None:
            return Seen(False, f"{self.table} has no item {dict(self.key)}")
        item = {name: TypeDeserializer().deserialize(value) for name, value in found.items()}
        met = all(name in item and item[name] == value for name, value in self.attributes.items())
        shown = {name: item.get(name) for name in self.attributes} if self.attributes else item
        return Seen(met, f"{self.table} {dict(self.key)}: {shown}")

    def __str__(self) -> str:
        told = f" with {dict(self.attributes)}" if self.attributes else ""
        return f"item {dict(self.key)} of {self.table}{told}"


@dataclass(frozen=True)
class ObjectExists(Condition):
    """A bucket holds this key."""

    bucket: BucketProbe = field(repr=False)
    key: str

    def evaluate(self) -> Seen:
        """List the bucket."""
        try:
            objects = self.bucket.objects()
        except ClientError as error:
            return Seen(False, f"{self.bucket.name} can't be listed: {error}")
        if self.key in objects:
            return Seen(True, f"{self.key} has {objects[self.key]} bytes")
        more = f" and {len(objects) - MOST_SHOWN} more" if len(objects) > MOST_SHOWN else ""
        return Seen(False, f"{self.bucket.name} holds {sorted(objects)[-MOST_SHOWN:] or 'nothing'}{more}")

    def __str__(self) -> str:
        return f"object {self.key} in {self.bucket.name}"


@dataclass(frozen=True)
class MetricIs(Condition):
    """The metric's newest value of the last hour, over a window of a minute, is this; of CloudWatch's time."""

    clients: Clients = field(repr=False)
    namespace: str
    name: str
    value: float
    statistic: "StatisticType" = "Maximum"
    dimensions: tuple[tuple[str, str], ...] = ()

    def evaluate(self) -> Seen:
        """Read the last hour."""
        now_s = Emulator(self.clients).now_s()
        probe = MetricProbe(self.clients, self.namespace, self.name, self.statistic, self.dimensions)
        values = probe.values(now_s - LAST_S, now_s + WINDOW_S, WINDOW_S)
        return Seen(
            bool(values) and values[-1] == self.value, f"{self.statistic} by minute: {values or 'no datapoints'}"
        )

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name} is {self.value:g}"


@dataclass(frozen=True)
class Invoked(Condition):
    """A function's log tells of at least so many invocations that ended well."""

    clients: Clients = field(repr=False)
    function: str
    times: int = 1

    def evaluate(self) -> Seen:
        """Read its log."""
        history = [each for each in FunctionLogs(self.clients, self.function).history() if each.ended]
        failed = [each for each in history if each.error]
        last = f"; the last error: {failed[-1].error.splitlines()[0]}" if failed else ""
        told = f"{self.function}: {len(history)} invocations, {len(failed)} failed{last}"
        return Seen(len(history) - len(failed) >= self.times, told)

    def __str__(self) -> str:
        return f"{self.function} invoked {'once' if self.times == 1 else f'{self.times} times'}"
