"""S3: buckets of the region, and where their notifications go."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from bootstrap.resources.bucket_notification import CONFIGURATIONS
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers


@discovers("s3")
def buckets(clients: Clients) -> Iterator[Found]:
    """Each bucket with its CORS rules, and an edge for each place that its notifications lead to."""
    for bucket in clients.s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        location = clients.s3.get_bucket_location(Bucket=name).get("LocationConstraint") or "us-east-1"
        if location != clients.region:
            continue
        yield Node("s3", name), {}
        yield from notified(Node("s3", name), clients.s3.get_bucket_notification_configuration(Bucket=name))


def notified(bucket: Node, found: Any) -> Iterator[Edge]:
    """An edge for all rules about the same keys that lead to the same place: `Events` and `Ids` are those of all."""
    alike: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for heading, attribute in CONFIGURATIONS.values():
        for rule in found.get(heading, []):
            alike[rule[attribute], "*".join(keys_of(rule)).rstrip("*")].append(rule)
    for (arn, at), rules in alike.items():
        events = [event for rule in rules for event in rule["Events"]]
        settings = {**rules[0], "Events": events, "Ids": [rule["Id"] for rule in rules]}
        yield Edge(Kind.NOTIFICATION, bucket, node_of(arn), at, settings)


def keys_of(rule: dict[str, Any]) -> tuple[str, str]:
    """The prefix and the suffix that a notification's rule asks of keys."""
    rules = rule.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    values = {str(each["Name"]).lower(): str(each["Value"]) for each in rules}
    return values.get("prefix", ""), values.get("suffix", "")
