"""The provider of CloudWatch's alarms, called as LocalStack's gateway calls it, at a time that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from localstack.aws.api import RequestContext, ServiceException
from localstack.services.cloudwatch.models import cloudwatch_stores

from emulator.clock import clock_of
from emulator.divergences import divergences
from emulator.localstack.cloudwatch.provider import CloudWatch
from emulator.localstack.cloudwatch.queries import Database

REGION = "eu-central-1"
START_S = 1_780_000_020.0
START = datetime.fromtimestamp(START_S, UTC)
_accounts = count(300_000_000_001)
ALARM = {
    "AlarmName": "errors", "MetricName": "Errors", "Namespace": "App", "Statistic": "Sum", "Period": 60,
    "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
}  # fmt: skip


class World:
    """One account's CloudWatch."""

    def __init__(self) -> None:
        self.account_id = str(next(_accounts))
        self.cloudwatch = CloudWatch()
        self.context = cast(
            RequestContext, SimpleNamespace(account_id=self.account_id, region=REGION, is_internal_call=False)
        )
        self.clock = clock_of(self.account_id)
        self.clock.step(START_S)

    def put(self, **changes: Any) -> None:
        self.cloudwatch.put_metric_alarm(self.context, cast(Any, {**ALARM, **changes}))

    def put_composite(self, name: str, rule: str, **more: Any) -> None:
        self.cloudwatch.put_composite_alarm(self.context, cast(Any, {"AlarmName": name, "AlarmRule": rule, **more}))

    def set_state(self, name: str, state: str, data: str | None = None) -> None:
        self.cloudwatch.set_alarm_state(self.context, name, state, "by hand", data)

    def described(self, **filters: Any) -> dict[str, Any]:
        """Alarms of both kinds, by name."""
        found = self.cloudwatch.describe_alarms(self.context, **filters)
        return {one["AlarmName"]: one for one in [*found["MetricAlarms"], *found["CompositeAlarms"]]}

    def history(self, **filters: Any) -> list[tuple[str, str]]:
        """Type and summary of each item, as it is told."""
        found = self.cloudwatch.describe_alarm_history(self.context, **filters)
        return [(item["HistoryItemType"], item["HistorySummary"]) for item in found["AlarmHistoryItems"]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name, path in (
        ("CLOUDWATCH_DATA_ROOT", tmp_path), ("METRICS_DB", tmp_path / "metrics.db"),
        ("METRICS_DB_READ_ONLY", f"file:{tmp_path}/metrics.db?mode=ro"),
    ):  # fmt: skip
        monkeypatch.setattr(Database, name, str(path))
    world = World()
    yield world
    world.clock.run()
    cloudwatch_stores[world.account_id][REGION].alarms.clear()


def test_a_new_alarm_has_insufficient_data_since_cloudwatchs_now(world: World) -> None:
    world.put()
    alarm = world.described()["errors"]
    assert alarm["StateValue"] == "INSUFFICIENT_DATA"
    assert alarm["AlarmArn"] == f"arn:aws:cloudwatch:{REGION}:{world.account_id}:alarm:errors"
    assert alarm["StateUpdatedTimestamp"] == START
    assert world.history() == [("ConfigurationUpdate", 'Alarm "errors" created')]


def test_a_changed_alarm_keeps_its_state(world: World) -> None:
    world.put()
    world.set_state("errors", "ALARM")
    world.clock.advance_to(START_S + 60)
    world.put(Threshold=5.0)
    alarm = world.described()["errors"]
    assert (alarm["StateValue"], alarm["Threshold"], alarm["StateReason"]) == ("ALARM", 5.0, "by hand")
    assert alarm["StateUpdatedTimestamp"] == START
    assert alarm["AlarmConfigurationUpdatedTimestamp"] == START + timedelta(seconds=60)
    assert ("ConfigurationUpdate", 'Alarm "errors" updated') in world.history()


def test_a_state_is_entered_once_and_told_in_the_history(world: World) -> None:
    world.put()
    world.set_state("errors", "OK", '{"why": 1}')
    world.set_state("errors", "OK")
    assert world.history(history_item_type="StateUpdate") == [
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK")
    ]


@pytest.mark.parametrize(
    ("name", "state", "data", "code"),
    [
        ("errors", "BROKEN", None, "ValidationError"),
        ("errors", "OK", "[1]", "InvalidParameterValue"),
        ("errors", "OK", "{", "InvalidParameterValue"),
        ("nobody", "OK", None, "ResourceNotFound"),
    ],
)
def test_a_state_that_makes_no_sense_is_refused(
    world: World, name: str, state: str, data: str | None, code: str
) -> None:
    world.put()
    with pytest.raises(ServiceException) as refused:
        world.set_state(name, state, data)
    assert refused.value.code == code
    assert world.described()["errors"]["StateValue"] == "INSUFFICIENT_DATA"


def test_a_composite_alarm_follows_its_children(world: World) -> None:
    world.put()
    world.put(AlarmName="slow")
    world.put_composite("both", "ALARM(errors) AND ALARM(slow)")
    world.put_composite("above", "ALARM(both)")
    states = []
    for name, state in (("errors", "ALARM"), ("slow", "ALARM"), ("errors", "OK")):
        world.set_state(name, state)
        found = world.described(alarm_types=["CompositeAlarm"])
        states.append((found["both"]["StateValue"], found["above"]["StateValue"]))
    assert states == [("OK", "OK"), ("ALARM", "ALARM"), ("OK", "OK")]
    assert sorted(world.described(children_of_alarm_name="both")) == ["errors", "slow"]
    assert sorted(world.described(parents_of_alarm_name="both")) == ["above"]


@pytest.mark.parametrize("rule", ["ALARM(nobody)", "ALARM(errors", "MAYBE(errors)"])
def test_a_rule_that_cannot_hold_is_refused(world: World, rule: str) -> None:
    world.put()
    with pytest.raises(ServiceException):
        world.put_composite("both", rule)
    assert list(world.described()) == ["errors"]


def test_a_suppressor_is_kept_and_told_as_a_divergence(world: World) -> None:
    world.put()
    world.put_composite("both", "ALARM(errors)", ActionsSuppressor="errors")
    assert [name for name, _ in divergences.of_account(world.account_id)[1]] == ["cloudwatch-actions-suppressor"]


def test_alarms_are_told_page_by_page_and_by_state(world: World) -> None:
    for number in range(5):
        world.put(AlarmName=f"a{number}")
    world.set_state("a3", "ALARM")
    assert list(world.described(state_value="ALARM")) == ["a3"]
    seen: list[str] = []
    token: str | None = None
    for _ in range(3):
        page = world.cloudwatch.describe_alarms(world.context, max_records=2, next_token=token)
        seen += [one["AlarmName"] for one in page["MetricAlarms"]]
        token = page.get("NextToken")
    assert (seen, token) == (["a0", "a1", "a2", "a3", "a4"], None)


def test_a_deleted_alarm_leaves_its_history(world: World) -> None:
    world.put()
    world.cloudwatch.delete_alarms(world.context, ["errors"])
    assert world.described() == {}
    assert [summary for _, summary in world.history(scan_by="TimestampAscending")] == [
        'Alarm "errors" created', 'Alarm "errors" deleted',
    ]  # fmt: skip


def test_data_without_a_time_gets_cloudwatchs_and_a_clients_aws_namespace_is_a_divergence(world: World) -> None:
    world.cloudwatch.put_metric_data(world.context, "AWS/App", [{"MetricName": "Errors", "Value": 2.0}])
    found = world.cloudwatch.get_metric_statistics(
        world.context, namespace="AWS/App", metric_name="Errors", start_time=START - timedelta(seconds=60),
        end_time=START + timedelta(seconds=60), period=60, statistics=["Sum"], extended_statistics=["p50"],
    )  # fmt: skip
    (point,) = found["Datapoints"]
    assert (point["Sum"], point["ExtendedStatistics"]) == (2.0, {"p50": 2.0})
    assert [name for name, _ in divergences.of_account(world.account_id)[1]] == ["aws-namespace"]
