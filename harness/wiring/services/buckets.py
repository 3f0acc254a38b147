"""S3: buckets of the region, and where their notifications go."""

from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from bootstrap.resources.bucket_notification import CONFIGURATIONS
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers


@discovers("s3")
def buckets(clients: Clients) -> Iterator[Found]:
    """Each bucket with its CORS rules, and an edge for each rule of its notifications."""
    for bucket in clients.s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        location = clients.s3.get_bucket_location(Bucket=name).get("LocationConstraint") or "us-east-1"
        if location != clients.region:
            continue
        yield Node("s3", name), {}
        found: Any = clients.s3.get_bucket_notification_configuration(Bucket=name)
        for heading, attribute in CONFIGURATIONS.values():
            for rule in found.get(heading, []):
                keys = keys_of(rule)
                yield Edge(
                    Kind.NOTIFICATION, Node("s3", name), node_of(rule[attribute]), "*".join(keys).rstrip("*"), rule
                )


def keys_of(rule: dict[str, Any]) -> tuple[str, str]:
    """The prefix and the suffix that a notification's rule asks of keys."""
    rules = rule.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    values = {str(each["Name"]).lower(): str(each["Value"]) for each in rules}
    return values.get("prefix", ""), values.get("suffix", "")
