"""The chain of any stack, read from what it declares: what a wait's diagnosis looks at when nobody wrote a chain."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.bucket_notification import BucketNotification
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.queue import Queue
from bootstrap.resources.subscription import Subscription
from bootstrap.resources.topic import Topic
from harness.chain.alarm import AlarmToFunction, MetricToAlarm
from harness.chain.bucket import BucketToFunction
from harness.chain.function import FunctionRuns
from harness.chain.link import Chain, Link
from harness.chain.metric import LogToMetric
from harness.chain.queue import QueueToFunction
from harness.chain.topic import BucketToTopic, TopicToQueue

LOGS_OF_FUNCTIONS = "/aws/lambda/"
SHOWN_S = 3600
"""Datapoints of the last hour of CloudWatch's time are shown."""


def chain_of(stack: Stack, clients: Clients, now_s: float) -> Chain:
    """The stack's links, each function after the first link that leads to it.

    Buckets come first, then topics, queues, what no event reaches, metrics and alarms. `now_s`: CloudWatch's time.
    """
    clients = clients.in_region(stack.scope.region)
    links: dict[str, Link] = {}
    for link in [*_deliveries(stack, clients), *_functions(stack, clients), *_measures(stack, clients, now_s)]:
        links.setdefault(link.name, link)
    return Chain(*links.values())


def _deliveries(stack: Stack, clients: Clients) -> Iterator[Link]:
    for notification in (each for each in stack.resources if isinstance(each, BucketNotification)):
        yield from _notified(notification, clients)
    for subscription in (each for each in stack.resources if isinstance(each, Subscription) and not each.raw):
        if isinstance(subscription.endpoint, Queue):
            yield TopicToQueue(clients, subscription.topic.name, subscription.endpoint.name)
    for mapping in (each for each in stack.resources if isinstance(each, EventSourceMapping)):
        queue, function = mapping.queue, mapping.function.name
        dead_letters = queue.dead_letters.name if queue.dead_letters else None
        yield QueueToFunction(clients, queue.name, function, dead_letters)
        yield FunctionRuns(clients, function)


def _notified(notification: BucketNotification, clients: Clients) -> Iterator[Link]:
    bucket = notification.bucket.name
    for rule in notification.rules:
        if isinstance(rule.target, Function) and any(event.startswith("s3:ObjectCreated") for event in rule.events):
            yield BucketToFunction(clients, bucket, rule.prefix, rule.target.name)
            yield FunctionRuns(clients, rule.target.name)
        elif isinstance(rule.target, Topic) and {event.split(":")[1] for event in rule.events} >= {
            "ObjectCreated",
            "ObjectRemoved",
        }:
            yield BucketToTopic(clients, bucket, rule.target.name)


def _functions(stack: Stack, clients: Clients) -> Iterator[Link]:
    invoked = {action for each in stack.resources if isinstance(each, Alarm) for action in each.actions}
    for function in (each for each in stack.resources if isinstance(each, Function) and each.arn not in invoked):
        yield FunctionRuns(clients, function.name)


def _measures(stack: Stack, clients: Clients, now_s: float) -> Iterator[Link]:
    for metric_filter in (each for each in stack.resources if isinstance(each, MetricFilter)):
        group, field = metric_filter.group.name, metric_filter.value.removeprefix("$.")
        if group.startswith(LOGS_OF_FUNCTIONS) and field != metric_filter.value:
            namespace, metric = metric_filter.namespace, metric_filter.metric
            yield LogToMetric(clients, group, field, namespace, metric, now_s - SHOWN_S, now_s + 60)
    for alarm in (each for each in stack.resources if isinstance(each, Alarm)):
        yield MetricToAlarm(clients, alarm.name, alarm.namespace, alarm.metric)
        for function in (each for each in stack.resources if isinstance(each, Function) and each.arn in alarm.actions):
            yield AlarmToFunction(clients, alarm.name, function.name)
            yield FunctionRuns(clients, function.name)
