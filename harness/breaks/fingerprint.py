"""An account's configuration without what changes by itself: two of them are equal when nothing is left of a break."""

import json
from collections.abc import Mapping
from typing import Any

from harness.wiring.model import Edge, Wiring

VOLATILE = frozenset({
    "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
    "LastModifiedTimestamp", "CreatedTimestamp", "LastModified", "RevisionId", "UUID", "EventSourceMappingArn",
    "SubscriptionArn", "LastProcessingResult", "StateTransitionReason", "RouteId", "IntegrationId", "Target",
    "storedBytes", "StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp",
    "StateTransitionedTimestamp", "AlarmConfigurationUpdatedTimestamp", "SubscriptionsConfirmed",
    "SubscriptionsPending", "SubscriptionsDeleted", "creationTime", "ResponseMetadata", "LastUpdateStatus",
    "LastUpdateStatusReason", "LastUpdateStatusReasonCode", "cacheNamespace", "LastUpdatedDate", "deploymentId",
    "LastModificationDate",
})  # fmt: skip
"""Times, ids that AWS chooses anew, and what events change."""


def fingerprint(wiring: Wiring) -> dict[str, Any]:
    """Nodes and configured edges by name, with their settings."""
    nodes = {str(node): _steady(read) for node, read in wiring.nodes.items()}
    edges = {f"{edge.kind} {edge.name}": _settings(edge) for edge in wiring.edges}
    return {"nodes": dict(sorted(nodes.items())), "edges": dict(sorted(edges.items()))}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What differs between two fingerprints, a line each; none when all is as it was."""
    told = []
    for part in ("nodes", "edges"):
        for name in sorted({*before[part], *after[part]}):
            was, found = before[part].get(name), after[part].get(name)
            if was != found:
                told.append(f"{name}: was {json.dumps(was)}, is {json.dumps(found)}")
    return told


def _settings(edge: Edge) -> Any:
    return {"configured": str(edge.origin), **_steady(edge.settings)}


def _steady(value: Any) -> Any:
    if isinstance(value, Mapping):
        found = {name: _steady(each) for name, each in value.items() if name not in VOLATILE}
        return {name: each for name, each in sorted(found.items()) if each not in (None, "", "{}", {}, [])}
    if isinstance(value, list | tuple):
        return sorted((_steady(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, str) and value.startswith("{"):
        try:
            return _steady(json.loads(value))
        except ValueError:
            return value
    return value if isinstance(value, str | int | float | bool | None) else str(value)
