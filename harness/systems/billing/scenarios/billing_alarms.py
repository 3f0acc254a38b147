"""Lab: three billing alarms. What the account owes grows through 5, 25 and 50 dollars.

AWS publishes what it estimates the account owes this month, `EstimatedCharges` in `AWS/Billing`, several times a day:
in us-east-1 for all regions, with the dimension Currency=USD. Three alarms watch its maximum over six hours, which is
what AWS's console chooses, each with a threshold of its own. They notify one topic; an e-mail address and a queue are
subscribed to it. Here the scenario publishes the metric, every six hours of CloudWatch's time; two and a half days
take seconds.

What you will see. The readings only ever grow within a month. At 6.30 dollars the first alarm fires, at 26.10 the
second, at 51.75 the third: three notifications, whatever the readings between and after them. Then a month begins and
the charges begin at nothing: all three are OK again, without a notification, and would fire anew.

Why once. Actions fire on transitions only. A reading of 63 dollars finds all three in ALARM: nothing changes, so nobody
is told again. That is what makes three thresholds worth having: one alarm at 5 dollars says nothing more at 500.

Why after the fact. The metric is what has been charged, not what will be. A mistake that costs 100 dollars an hour has
cost hundreds before the next reading. Billing alarms are the last net, not the first: budgets forecast, quotas limit.

The e-mail address stays "pending confirmation": AWS sends a mail that its reader must answer, and nothing else before
that. Nobody answers here, and no mail is sent; `make fidelity` says so. An alarm that notifies an address nobody has
confirmed is silent on AWS too, which is worth a look at your own account.

What to try. Give an alarm the statistic Average and look at the moment it fires. Ask why a period of one minute would
be useless here (most minutes have no reading: look at `missing-data`). Predict what happens when a reading crosses two
thresholds at once.
"""

import json
from typing import Any

from bootstrap.stacks.billing import CURRENCY, METRIC, NAMESPACE, PERIOD_S, QUEUE, THRESHOLDS_USD, TOPIC, alarm_name
from harness.probes.alarm import AlarmProbe
from harness.probes.metric import MetricProbe
from harness.probes.queue import depth
from harness.run.context import RunContext
from harness.run.timeline import Fact
from harness.run.window_watch import observe_alarm, plain
from harness.systems.billing.checks import ADVISED, BILLING_ALARMS_CHECKS
from harness.systems.billing.system import SYSTEM
from harness.waits.conditions import QueueHolds

READINGS_USD = (1.20, 4.10, 6.30, 14.80, 24.90, 26.10, 38.50, 51.75, 63.00, 0.35)
"""What AWS says is owed so far, every six hours; the last is the first of the next month."""
EVALUATED_S = 60
"""An alarm with a period of six hours is evaluated every minute."""


@SYSTEM.scenario(
    "billing-alarms",
    checks=BILLING_ALARMS_CHECKS,
    period_s=PERIOD_S,
)
def billing_alarms(context: RunContext) -> None:
    """Charges grow through three thresholds: each alarm notifies once, in order, and a new month arms it again."""
    alarms = {f"over {usd} USD": AlarmProbe(context.clients, alarm_name(usd)) for usd in THRESHOLDS_USD}
    context.observe("settings", **{name: _rule(alarm) for name, alarm in alarms.items()})
    context.observe("subscriptions", **_subscriptions(context))
    context.skip(_until_next_window_s(context))
    owed = 0.0
    for number, usd in enumerate(READINGS_USD, start=1):
        with context.act("reading", usd=usd):
            _publish(context, usd)
        context.skip(EVALUATED_S)
        for _ in (threshold for threshold in THRESHOLDS_USD if owed < threshold < usd):
            context.wait(QueueHolds(context.clients, QUEUE, 1))
        _take_notifications(context)
        context.skip(_until_next_window_s(context))
        _observe_window(context, number, alarms)
        owed = usd
    for name, alarm in alarms.items():
        observe_alarm(context, alarm, alarm=name)
    context.observe("at the end", **{"in the queue": depth(context.clients, QUEUE).total})


def _publish(context: RunContext, usd: float) -> None:
    """What AWS does by itself: on AWS, PutMetricData takes no namespace that begins with AWS/."""
    dimensions: Any = [{"Name": name, "Value": value} for name, value in CURRENCY]
    context.clients.cloudwatch.put_metric_data(
        Namespace=NAMESPACE, MetricData=[{"MetricName": METRIC, "Dimensions": dimensions, "Value": usd}]
    )


def _until_next_window_s(context: RunContext) -> float:
    return PERIOD_S - context.clock.now_s() % PERIOD_S


def _take_notifications(context: RunContext) -> None:
    """Record what the queue holds, and remove it."""
    sqs = context.clients.sqs
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            told = json.loads(json.loads(message["Body"])["Message"])
            facts: Any = {"alarm": told["AlarmName"], "state": told["NewStateValue"]}
            context.observe("notification", threshold=plain(float(told["Trigger"]["Threshold"])), **facts)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _observe_window(context: RunContext, number: int, alarms: dict[str, AlarmProbe]) -> None:
    """Record what the window that has just ended held, and the states after it."""
    charges = MetricProbe(context.clients, NAMESPACE, METRIC, "Maximum", CURRENCY)
    saw: Fact = {"charges in USD": plain(charges.value(context.clock.now_s() - PERIOD_S, PERIOD_S))}
    states: Fact = {name: alarm.state() for name, alarm in alarms.items()}
    context.observe("window", number=number, saw=saw, states=states)


def _rule(alarm: AlarmProbe) -> dict[str, object]:
    """What the alarm compares, as DescribeAlarms has it."""
    found = alarm.describe() or {}
    return {name: found.get(name) for name in (*ADVISED, "Threshold")}


def _subscriptions(context: RunContext) -> dict[str, Fact]:
    """Protocol of each subscription of the topic, and whether it is confirmed."""
    sns = context.clients.sns
    (topic,) = (each["TopicArn"] for each in sns.list_topics()["Topics"] if each["TopicArn"].endswith(f":{TOPIC}"))
    found: dict[str, Fact] = {}
    for each in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        attributes = sns.get_subscription_attributes(SubscriptionArn=each["SubscriptionArn"])["Attributes"]
        found[each["Protocol"]] = attributes["PendingConfirmation"] == "false"
    return found
