"""Edges that aren't configured, and that something says should be: policies that let them happen, and names.

A permission that nobody uses is the trace of a subscription that was dropped, a notification or a route that is gone.
SAM's permissions for buckets name the account alone: they tell that some bucket should notify the function.
"""

import re
from collections.abc import Iterator
from typing import Any

from harness.wiring.model import Edge, Kind, Node, Origin, Wiring, node_of
from harness.wiring.policies import grants

INTO: dict[str, tuple[str, Kind]] = {
    "s3.amazonaws.com": ("s3", Kind.NOTIFICATION),
    "sns.amazonaws.com": ("sns", Kind.SUBSCRIPTION),
    "lambda.alarms.cloudwatch.amazonaws.com": ("alarm", Kind.ACTION),
    "cloudwatch.amazonaws.com": ("alarm", Kind.ACTION),
    "events.amazonaws.com": ("rule", Kind.TARGET),
}
"""By the service that a resource policy lets in: what its source is, and how it comes."""
SOME_BUCKET = Node("s3", "some bucket")
"""Stands for the bucket that a policy lets in without naming it."""
DEAD_LETTERS = re.compile(r"[-_.]?(dlq|dead[-_.]?letters?([-_.]?queue)?)", re.IGNORECASE)


def expected(wiring: Wiring) -> Iterator[Edge]:
    """Every edge that resource policies or names tell of; some of them are there."""
    for node, read in wiring.nodes.items():
        for grant in grants(read.get("Policy")):
            if grant.service == "s3.amazonaws.com" and not grant.sources:
                yield from _some_bucket(wiring, node)
            for source_arn in grant.sources:
                if "*" not in source_arn.removesuffix("*") and grant.service in INTO:
                    yield from _into(wiring, node, grant.service, source_arn)
                elif grant.service == "apigateway.amazonaws.com":
                    yield from _routed(wiring, node, source_arn)
    yield from _dead_letters(wiring)


def _into(wiring: Wiring, node: Node, service: str, source_arn: str) -> Iterator[Edge]:
    source, (expected_service, kind) = node_of(source_arn), INTO[service]
    if source.service == expected_service and source in wiring.nodes:
        why = f"the policy of {node} lets {service} in for {source}"
        yield Edge(kind, source, node, origin=Origin.GRANTED, why=why)


def _some_bucket(wiring: Wiring, function: Node) -> Iterator[Edge]:
    """A function that S3 may invoke for whichever bucket, and that none notifies."""
    notified = any(edge.kind is Kind.NOTIFICATION for edge in wiring.into(function))
    if function.service == "lambda" and not notified:
        why = f"the policy of {function} lets s3.amazonaws.com in"
        yield Edge(Kind.NOTIFICATION, SOME_BUCKET, function, origin=Origin.GRANTED, why=why)


def _routed(wiring: Wiring, function: Node, source_arn: str) -> Iterator[Edge]:
    """`arn:aws:execute-api:…:<api>/<stage>/<method>/<path>`; a wildcard for all methods or paths names no route.

    One in a path stands for its parameters, as SAM writes them: `GET /jobs/*` for `GET /jobs/{id}`.
    """
    api_id, _, rest = source_arn.rsplit(":", 1)[-1].partition("/")
    method, slash, path = rest.partition("/")[2].partition("/")
    if "*" in method or path == "*" or not method:
        return
    route = f"{method} /{path}" if slash else method
    for api, read in wiring.nodes.items():
        if api.service == "api" and read.get("ApiId") == api_id:
            why = f"the policy of {function} lets the API's requests for {route} in"
            yield Edge(Kind.ROUTE, api, function, route, {"ApiId": api_id}, Origin.GRANTED, why)


def _dead_letters(wiring: Wiring) -> Iterator[Edge]:
    """From the queue that a dead-letter queue is named after, unless something leads to that one."""
    queues = {node.name for node in wiring.nodes if node.service == "sqs"}
    for name in sorted(queues):
        target = Node("sqs", name)
        stem = DEAD_LETTERS.sub("", name)
        if stem == name or any(wiring.into(target)) or _is_a_subscriptions(wiring, target):
            continue
        alike = sorted(each for each in queues - {name} if each == stem or each.startswith(f"{stem}-"))
        if alike:
            why = f"{name} is named as the dead-letter queue of {alike[0]}"
            yield Edge(Kind.REDRIVE, Node("sqs", alike[0]), target, origin=Origin.NAMED, why=why)


def _is_a_subscriptions(wiring: Wiring, queue: Node) -> bool:
    texts: list[Any] = [each.settings.get("RedrivePolicy", "") for each in wiring.edges]
    return any(f":{queue.name}" in str(each) for each in texts)
