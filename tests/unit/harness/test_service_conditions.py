"""Conditions on what services hold: met or not, and what was seen last, as tables without an account."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from harness.probes import emulator as emulator_module
from harness.probes.bucket import BucketProbe
from harness.waits.condition import Condition, Seen
from harness.waits.services import Invoked, ItemIs, MetricIs, ObjectExists


class NotThere(Exception):
    """What boto3 raises for a table or a log group that isn't there."""


def paginator(page: dict[str, Any]) -> Callable[[str], Any]:
    return lambda _: SimpleNamespace(paginate=lambda **__: [page])


def with_item(item: dict[str, Any] | None, table: str = "jobs") -> Any:
    def get_item(TableName: str, **_: Any) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        if TableName != table:
            raise NotThere
        return {"Item": item} if item else {}

    exceptions = SimpleNamespace(ResourceNotFoundException=NotThere)
    return SimpleNamespace(dynamodb=SimpleNamespace(get_item=get_item, exceptions=exceptions))


FOUND = "jobs {'id': 'a'}: "
DONE = {"id": {"S": "a"}, "status": {"S": "DONE"}, "count": {"N": "3"}}
ITEMS: list[tuple[dict[str, Any] | None, str, dict[str, Any], Seen]] = [
    (DONE, "jobs", {"status": "DONE", "count": 3}, Seen(True, f"{FOUND}{{'status': 'DONE', 'count': Decimal('3')}}")),
    (DONE, "jobs", {"status": "FAILED"}, Seen(False, "jobs {'id': 'a'}: {'status': 'DONE'}")),
    (DONE, "jobs", {"other": None}, Seen(False, "jobs {'id': 'a'}: {'other': None}")),
    (None, "jobs", {}, Seen(False, "jobs has no item {'id': 'a'}")),
    (DONE, "none", {}, Seen(False, "there is no table none")),
]  # fmt: skip


@pytest.mark.parametrize(("item", "table", "attributes", "seen"), ITEMS)
def test_an_item(item: dict[str, Any] | None, table: str, attributes: dict[str, Any], seen: Seen) -> None:
    assert ItemIs(with_item(item), table, {"id": "a"}, attributes).evaluate() == seen


def test_an_item_without_attributes_is_only_to_be_there() -> None:
    assert ItemIs(with_item(DONE), "jobs", {"id": "a"}).evaluate().met


def bucket(keys: list[str], there: bool = True) -> BucketProbe:
    def listing(_: str) -> Any:
        if not there:
            raise ClientError({"Error": {"Code": "NoSuchBucket", "Message": "gone"}}, "ListObjectsV2")
        return SimpleNamespace(paginate=lambda **_: [{"Contents": [{"Key": key, "Size": 3} for key in keys]}])

    clients: Any = SimpleNamespace(s3=SimpleNamespace(get_paginator=listing))
    return BucketProbe(clients, "b")


@pytest.mark.parametrize(
    ("probe", "met", "words"),
    [
        (bucket(["k"]), True, "k has 3 bytes"),
        (bucket([]), False, "b holds nothing"),
        (bucket([f"{number}" for number in range(8)]), False, "b holds ['3', '4', '5', '6', '7'] and 3 more"),
        (bucket([], there=False), False, "b can't be listed"),
    ],
)
def test_an_object(probe: BucketProbe, met: bool, words: str) -> None:
    seen = ObjectExists(probe, "k").evaluate()
    assert seen.met is met
    assert words in seen.text


@pytest.mark.parametrize(
    ("values", "met", "text"),
    [
        ([18.0, 46.0], True, "Maximum by minute: [18.0, 46.0]"),
        ([46.0, 18.0], False, "Maximum by minute: [46.0, 18.0]"),
        ([], False, "Maximum by minute: no datapoints"),
    ],
)
def test_a_metric(values: list[float], met: bool, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emulator_module.Emulator, "now_s", lambda _: 7200.0)
    points = [
        {"Timestamp": datetime.fromtimestamp(60 * place, UTC), "Maximum": value} for place, value in enumerate(values)
    ]
    statistics = SimpleNamespace(get_metric_statistics=lambda **_: {"Datapoints": points[::-1]})
    clients: Any = SimpleNamespace(cloudwatch=statistics)
    assert MetricIs(clients, "Shop", "Orders", 46).evaluate() == Seen(met, text)


def logged(*streams: list[str]) -> Any:
    events = [
        {"timestamp": place, "logStreamName": str(stream), "message": text}
        for stream, lines in enumerate(streams)
        for place, text in enumerate(lines)
    ]
    logs = SimpleNamespace(
        get_paginator=paginator({"events": events}), exceptions=SimpleNamespace(ResourceNotFoundException=NotThere)
    )
    return SimpleNamespace(logs=logs)


START, END, REPORT = "START RequestId: a", "END RequestId: a", "REPORT RequestId: a"
WELL = [START, "hello", END, REPORT]
BADLY = ["[ERROR] Runtime.ImportModuleError: no\nTraceback", START, END, REPORT]


@pytest.mark.parametrize(
    ("streams", "times", "met", "text"),
    [
        ([WELL], 1, True, "f: 1 invocations, 0 failed"),
        ([WELL], 2, False, "f: 1 invocations, 0 failed"),
        ([WELL, WELL], 2, True, "f: 2 invocations, 0 failed"),
        (
            [[*BADLY, *WELL]],
            1,
            True,
            "f: 2 invocations, 1 failed; the last error: [ERROR] Runtime.ImportModuleError: no",
        ),
        ([BADLY], 1, False, "f: 1 invocations, 1 failed; the last error: [ERROR] Runtime.ImportModuleError: no"),
        ([[START, "hello"]], 1, False, "f: 0 invocations, 0 failed"),
        ([], 1, False, "f: 0 invocations, 0 failed"),
    ],
)
def test_invocations(streams: list[list[str]], times: int, met: bool, text: str) -> None:
    assert Invoked(logged(*streams), "f", times).evaluate() == Seen(met, text)


@pytest.mark.parametrize(
    ("condition", "name"),
    [
        (ItemIs(with_item(None), "jobs", {"id": "a"}, {"status": 1}), "item {'id': 'a'} of jobs with {'status': 1}"),
        (ItemIs(with_item(None), "jobs", {"id": "a"}), "item {'id': 'a'} of jobs"),
        (ObjectExists(bucket([]), "k"), "object k in b"),
        (MetricIs(with_item(None), "Shop", "Orders", 46), "Shop/Orders is 46"),
        (Invoked(logged(), "f"), "f invoked once"),
        (Invoked(logged(), "f", 3), "f invoked 3 times"),
    ],
)  # fmt: skip
def test_what_a_condition_is_called(condition: Condition, name: str) -> None:
    assert str(condition) == name
