"""A bucket's notification: to a topic, a queue or a function."""

from datetime import UTC
from typing import Any

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.links.permits import arn, shut_out
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind, Node
from harness.wiring.services.buckets import keys_of

SERVICE = "s3.amazonaws.com"


@looks_at(Kind.NOTIFICATION, "the bucket has no notification to it")
def notification(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when events are missing, when no key of the bucket fits the rule, or when S3 isn't let in."""
    prefix, suffix = keys_of(dict(live.settings))
    events = sorted(live.settings.get("Events", []))
    objects = _objects(sight, edge.source.name)
    fitting = [each for each in objects if each["Key"].startswith(prefix) and each["Key"].endswith(suffix)]
    facts = (
        f"events {', '.join(events)}{f', keys {prefix}*{suffix}' if prefix or suffix else ''}",
        f"{len(objects)} objects, {len(fitting)} of them with such keys{_last(objects)}",
    )
    if missing := [each for each in edge.settings.get("Events", []) if not _covered(each, events)]:
        return LinkState(edge.name, Flow.STUCK, f"the notification lacks {' and '.join(missing)}", facts)
    if edge.at != live.at:
        why = f"the notification is for keys {prefix}*{suffix}"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause="prefix or suffix don't match")
    if (barred := shut_out(sight, edge.target, SERVICE, arn(sight, edge.source))) and _holds(sight, edge.target):
        invoked = edge.target.service == "lambda"
        why = "the function doesn't let S3 invoke it" if invoked else "its policy doesn't let S3 in"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=f"permission missing: {barred}")
    if objects and not fitting:
        why = f"no key of the bucket begins with {prefix!r} and ends with {suffix!r}"
        cause = f"prefix or suffix don't match; the last key is {objects[-1]['Key']}"
        return LinkState(edge.name, Flow.STUCK, why, facts, cause=cause)
    if not objects and edge.target.service == "lambda":
        return LinkState(edge.name, Flow.IDLE, "nothing has been uploaded yet", facts)
    return LinkState(edge.name, Flow.PASSING, "notification and permission are there", facts)


def _holds(sight: Sight, target: Node) -> bool:
    """Whether a missing permission holds events back here: functions' policies always do, others in enforce."""
    return target.service == "lambda" or sight.enforced


def _covered(wanted: str, events: list[str]) -> bool:
    """`s3:ObjectCreated:*` is covered by itself and by each of its kinds."""
    return any(each.startswith(wanted.removesuffix("*").removesuffix(":")) for each in events)


def _objects(sight: Sight, bucket: str) -> list[dict[str, Any]]:
    pages = sight.clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found: list[dict[str, Any]] = [dict(each) for page in pages for each in page.get("Contents", [])]
    return sorted(found, key=lambda each: each["LastModified"])


def _last(objects: list[dict[str, Any]]) -> str:
    return f", the last at {objects[-1]['LastModified'].astimezone(UTC):%H:%M:%S} UTC" if objects else ""
