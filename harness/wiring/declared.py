"""The wiring that a stack declares: the same values as an account's, read from its resources."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from bootstrap.model.resource import Resource
from bootstrap.model.stack import Stack
from bootstrap.resources.alarm import Alarm
from bootstrap.resources.bucket_notification import BucketNotification
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.http_api import HttpApi
from bootstrap.resources.metric_filter import MetricFilter
from bootstrap.resources.queue import Queue
from bootstrap.resources.rest_api import RestApi
from bootstrap.resources.subscription import Mailbox, Subscription
from bootstrap.resources.topic import Topic
from harness.wiring.model import Edge, Kind, Node, Origin, Wiring, node_of
from harness.wiring.services.logs import metric_node


def declared(stack: Stack) -> Wiring:
    """The nodes and edges of a stack, as it should be; nothing is read of the account."""
    functions = [node_of(each.arn) for each in stack.resources if isinstance(each, Function)]
    topics = [node_of(each.arn) for each in stack.resources if isinstance(each, Topic)]
    edges = [edge for resource in stack.resources for edge in _edges(resource)]
    return Wiring({node: {} for node in (*topics, *functions)}, tuple(edges))


@singledispatch
def _edges(_: Resource) -> Iterator[Edge]:
    """The edges that a resource declares; most declare none."""
    return iter(())


@_edges.register
def _(resource: BucketNotification) -> Iterator[Edge]:
    bucket = Node("s3", resource.bucket.name)
    for rule in resource.rules:
        at = f"{rule.prefix}*{rule.suffix}".rstrip("*")
        yield _edge(Kind.NOTIFICATION, bucket, node_of(rule.target.arn), at, {"Events": list(rule.events)})


@_edges.register
def _(resource: Subscription) -> Iterator[Edge]:
    if not resource.raw and not isinstance(resource.endpoint, Mailbox):
        yield _edge(Kind.SUBSCRIPTION, node_of(resource.topic.arn), node_of(resource.endpoint.arn))


@_edges.register
def _(resource: EventSourceMapping) -> Iterator[Edge]:
    yield _edge(Kind.MAPPING, node_of(resource.queue.arn), node_of(resource.function.arn))


@_edges.register
def _(resource: Queue) -> Iterator[Edge]:
    if resource.dead_letters:
        yield _edge(Kind.REDRIVE, node_of(resource.arn), node_of(resource.dead_letters.arn))


@_edges.register
def _(resource: MetricFilter) -> Iterator[Edge]:
    metric, settings = metric_node(resource.namespace, resource.metric), {"metricValue": resource.value}
    yield _edge(Kind.METRIC_FILTER, Node("logs", resource.group.name), metric, "", {"Transformation": settings})


@_edges.register
def _(resource: Alarm) -> Iterator[Edge]:
    alarm = Node("alarm", resource.name)
    yield _edge(Kind.WATCH, metric_node(resource.namespace, resource.metric), alarm)
    yield from (_edge(Kind.ACTION, alarm, node_of(arn)) for arn in resource.actions)


@_edges.register
def _(resource: HttpApi) -> Iterator[Edge]:
    for route in resource.routes:
        yield _edge(Kind.ROUTE, Node("api", resource.name), node_of(route.function_arn), route.key)


@_edges.register
def _(resource: RestApi) -> Iterator[Edge]:
    for route in resource.routes:
        yield _edge(Kind.ROUTE, Node("api", resource.name), node_of(route.function_arn), route.label)


def _edge(kind: Kind, source: Node, target: Node, at: str = "", settings: dict[str, Any] | None = None) -> Edge:
    return Edge(kind, source, target, at, settings or {}, Origin.DECLARED)
