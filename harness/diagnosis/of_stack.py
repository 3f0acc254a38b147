"""The chain of any stack, read from what it declares: what a wait's diagnosis looks at."""

from collections.abc import Iterable

from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.bucket_notification import BucketNotification
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.http_api import HttpApi
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.queue import Queue
from bootstrap.resources.subscription import Subscription
from bootstrap.resources.topic import Topic
from harness.diagnosis.alarm import AlarmToFunction, MetricToAlarm
from harness.diagnosis.api import ApiToFunction
from harness.diagnosis.bucket import BucketToFunction
from harness.diagnosis.function import FunctionRuns
from harness.diagnosis.link import Chain, Link
from harness.diagnosis.metric import LogToMetric
from harness.diagnosis.queue import QueueToFunction
from harness.diagnosis.topic import BucketToTopic, TopicToQueue

LOGS_OF_FUNCTIONS = "/aws/lambda/"
SHOWN_S = 3600
"""Datapoints of the last hour of CloudWatch's time are shown."""
CHANGES = {"ObjectCreated", "ObjectRemoved"}


def chain_of(stack: Stack, clients: Clients, now_s: float) -> Chain:
    """The stack's links in the order events travel: each is followed by all that hangs on it.

    Buckets come first, then topics and queues that nothing feeds, alarms on metrics that nothing feeds, APIs, and
    functions that no event reaches. `now_s`: CloudWatch's time.
    """
    return Chain(*_Walk(stack, clients.in_region(stack.scope.region), now_s).links())


class _Walk:
    """Follows events from where they begin; a link that was met before is not followed again."""

    def __init__(self, stack: Stack, clients: Clients, now_s: float) -> None:
        self._clients, self._now_s = clients, now_s
        self._notifications = [each for each in stack.resources if isinstance(each, BucketNotification)]
        self._subscriptions = [each for each in stack.resources if isinstance(each, Subscription) and not each.raw]
        self._mappings = [each for each in stack.resources if isinstance(each, EventSourceMapping)]
        self._filters = [each for each in stack.resources if isinstance(each, MetricFilter)]
        self._alarms = [each for each in stack.resources if isinstance(each, Alarm)]
        self._apis = [each for each in stack.resources if isinstance(each, HttpApi)]
        self._functions = [each for each in stack.resources if isinstance(each, Function)]
        self._topics = [each for each in stack.resources if isinstance(each, Topic)]
        self._links: dict[str, Link] = {}

    def links(self) -> Iterable[Link]:
        """Every link, once."""
        for notification in self._notifications:
            self._notified(notification)
        for topic in self._topics:
            if not any(topic.arn in alarm.actions for alarm in self._alarms):
                self._published(topic)
        subscribed = [each.endpoint for each in self._subscriptions]
        for mapping in self._mappings:
            if mapping.queue not in subscribed:
                self._sent(mapping.queue)
        filtered = {(each.namespace, each.metric) for each in self._filters}
        for alarm in self._alarms:
            if (alarm.namespace, alarm.metric) not in filtered:
                self._watched(alarm)
        for api in self._apis:
            self._requested(api)
        self._remaining()
        return self._links.values()

    def _remaining(self) -> None:
        """What is reached by no event: functions that are invoked by hand, and what is told by their logs."""
        for function in self._functions:
            if self._is_new(FunctionRuns(self._clients, function.name, by_events=False)):
                self._logged(function)
        for alarm in self._alarms:
            self._watched(alarm)

    def _is_new(self, link: Link) -> bool:
        """Add the link unless one of its name is there."""
        return self._links.setdefault(link.name, link) is link

    def _notified(self, notification: BucketNotification) -> None:
        bucket = notification.bucket.name
        for rule in notification.rules:
            kinds = {event.split(":")[1] for event in rule.events}
            if isinstance(rule.target, Function) and "ObjectCreated" in kinds:
                self._is_new(BucketToFunction(self._clients, bucket, rule.prefix, rule.target.name))
                self._invoked(rule.target)
            elif isinstance(rule.target, Topic) and kinds >= CHANGES:
                self._is_new(BucketToTopic(self._clients, bucket, rule.target.name))
                self._published(rule.target)

    def _published(self, topic: Topic) -> None:
        for subscription in self._subscriptions:
            if subscription.topic == topic and isinstance(subscription.endpoint, Queue):
                self._is_new(TopicToQueue(self._clients, topic.name, subscription.endpoint.name))
                self._sent(subscription.endpoint)

    def _sent(self, queue: Queue) -> None:
        dead_letters = queue.dead_letters.name if queue.dead_letters else None
        for mapping in self._mappings:
            if mapping.queue == queue:
                self._is_new(QueueToFunction(self._clients, queue.name, mapping.function.name, dead_letters))
                self._invoked(mapping.function)

    def _requested(self, api: HttpApi) -> None:
        for route in api.routes:
            for function in self._functions:
                if function.arn == route.function_arn:
                    self._is_new(ApiToFunction(self._clients, api.name, route.key, function.name))
                    self._invoked(function)

    def _invoked(self, function: Function) -> None:
        if self._is_new(FunctionRuns(self._clients, function.name)):
            self._logged(function)

    def _logged(self, function: Function) -> None:
        for each in self._filters:
            field = each.value.removeprefix("$.")
            if each.group.name == f"{LOGS_OF_FUNCTIONS}{function.name}" and field != each.value:
                since_s, until_s = self._now_s - SHOWN_S, self._now_s + 60
                self._is_new(
                    LogToMetric(self._clients, each.group.name, field, each.namespace, each.metric, since_s, until_s)
                )
                self._measured(each)

    def _measured(self, metric_filter: MetricFilter) -> None:
        for alarm in self._alarms:
            if (alarm.namespace, alarm.metric) == (metric_filter.namespace, metric_filter.metric):
                self._watched(alarm)

    def _watched(self, alarm: Alarm) -> None:
        if not self._is_new(MetricToAlarm(self._clients, alarm.name, alarm.namespace, alarm.metric)):
            return
        for function in self._functions:
            if function.arn in alarm.actions:
                self._is_new(AlarmToFunction(self._clients, alarm.name, function.name))
                self._invoked(function)
        for topic in self._topics:
            if topic.arn in alarm.actions:
                self._published(topic)
