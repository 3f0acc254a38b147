"""Billing alarms: three thresholds on what AWS estimates the account owes, a topic, an e-mail address and a queue."""

from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.queue import Queue
from bootstrap.resources.subscription import Mailbox, Subscription
from bootstrap.resources.topic import Topic
from bootstrap.stacks.options import StackOptions

REGION = "us-east-1"
"""Billing metrics are stored there and stand for all regions (CloudWatch user guide: "Create a billing alarm")."""
NAMESPACE = "AWS/Billing"
METRIC, CURRENCY = "EstimatedCharges", (("Currency", "USD"),)
PERIOD_S = 6 * 3600
"""The period that AWS's console chooses for this metric, which is sent several times a day."""
THRESHOLDS_USD = (5, 25, 50)
TOPIC, QUEUE = "billing-alerts", "billing-alerts-queue"


def alarm_name(threshold_usd: int) -> str:
    """The name of the alarm with that threshold."""
    return f"billing-over-{threshold_usd}-usd"


def billing(options: StackOptions, alert_address: str = "billing@example.com") -> Stack:
    """The alarms, and who is told: the address, and a queue for whoever wants to see what was sent."""
    scope = Scope(options.account_id, REGION, options.tags("billing"))
    topic = Topic.open_to_alarms(scope, TOPIC)
    mail = Subscription(scope, "mail", topic, Mailbox(alert_address))
    copy = Subscription(scope, "copy", topic, Queue.open_to_topic(scope, QUEUE, topic))
    alarms = [
        Alarm(
            scope, alarm_name(threshold), NAMESPACE, METRIC, "Maximum", threshold, PERIOD_S,
            comparison="GreaterThanThreshold", actions=(topic.arn,), dimensions=CURRENCY,
        )
        for threshold in THRESHOLDS_USD
    ]  # fmt: skip
    return Stack("billing", scope, (mail, copy, *alarms), driven_namespaces=(NAMESPACE,))
