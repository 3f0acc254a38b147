"""With one link broken, the wait fails within its deadline and names that link."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.stacks.s3_cleanup import ALARM, CLEANER, METRIC, NAMESPACE, QUEUES, TOPIC, TRACKING
from harness.run.clock import POLL_S, Deadline
from harness.run.context import RunContext
from harness.run.registry import scenario_named
from harness.run.runner import RunOptions
from harness.run.verdict import Verdict
from harness.systems.s3_cleanup.scenarios.reference import reference
from harness.waits.waiter import WaitGaveUp
from tests.integration.s3_cleanup.run_apart import run_apart, story, with_steps
from tests.integration.tiers import quick_ones

DELIVERY_S = 5.0


def disable_event_source_mapping(clients: Clients) -> None:
    mapping = clients.lambda_.list_event_source_mappings(FunctionName=TRACKING)["EventSourceMappings"][0]["UUID"]
    clients.lambda_.update_event_source_mapping(UUID=mapping, Enabled=False)
    deadline = Deadline.after(20)
    while clients.lambda_.get_event_source_mapping(UUID=mapping)["State"] != "Disabled":
        assert not deadline.passed
        deadline.nap(POLL_S)


def drop_subscription(clients: Clients) -> None:
    topic = f"arn:aws:sns:{clients.region}:{clients.account_id}:{TOPIC}"
    for found in clients.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        if found["Endpoint"].endswith(QUEUES[0]):
            clients.sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])


def change_filter_field(clients: Clients) -> None:
    group = f"/aws/lambda/{TRACKING}"
    found = clients.logs.describe_metric_filters(logGroupName=group)["metricFilters"][0]
    clients.logs.put_metric_filter(
        logGroupName=group,
        filterName=found["filterName"],
        filterPattern=found["filterPattern"].replace("total_size", "no_such_field"),
        metricTransformations=[
            {"metricNamespace": NAMESPACE, "metricName": METRIC, "metricValue": "$.no_such_field"},
        ],
    )


def remove_alarm_action(clients: Clients) -> None:
    found = clients.cloudwatch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"][0]
    names = (
        "AlarmName", "MetricName", "Namespace", "Statistic", "Period", "EvaluationPeriods", "Threshold",
        "ComparisonOperator",
    )  # fmt: skip
    clients.cloudwatch.put_metric_alarm(**{name: found[name] for name in names}, AlarmActions=[])  # type: ignore[literal-required]


BREAKS: dict[str, tuple[Callable[[Clients], None], str]] = {
    "event source mapping disabled": (disable_event_source_mapping, f"sqs {QUEUES[0]} -> lambda {TRACKING}"),
    "subscription dropped": (drop_subscription, f"sns {TOPIC} -> sqs {QUEUES[0]}"),
    "metric filter's field changed": (
        change_filter_field,
        f"logs /aws/lambda/{TRACKING} -> metric {NAMESPACE}/{METRIC}",
    ),
    "alarm's action removed": (remove_alarm_action, f"alarm {ALARM} -> lambda {CLEANER}"),
}


@pytest.mark.parametrize("broken", quick_ones(BREAKS, ["alarm's action removed"]))
def test_the_broken_link_is_named(broken: str, clients: Clients, tmp_path: Path) -> None:
    break_it, link = BREAKS[broken]

    def steps(context: RunContext) -> None:
        break_it(context.clients)
        reference(context)

    scenario = replace(with_steps(steps), checks=scenario_named("s3-cleanup").checks)
    options = RunOptions(account_id=clients.account_id, delivery_s=DELIVERY_S)
    outcome = run_apart(clients.endpoint, scenario, options, tmp_path)
    assert isinstance(outcome.error, WaitGaveUp), story(outcome)
    assert f"first stuck link: {link}" in str(outcome.error)
    assert outcome.run.verdict is Verdict.FAILED
    assert outcome.leaked == ()
    given_up = [entry for entry in outcome.run.timeline if entry.facts.get("met") is False]
    assert [entry.facts["stuck_at"] for entry in given_up] == [link]
