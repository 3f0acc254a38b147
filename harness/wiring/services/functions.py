"""Lambda: functions with who may invoke them, their concurrency, and where their results go."""

import json
from collections.abc import Iterator
from typing import Any

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, Node, node_of
from harness.wiring.registry import Found, discovers


@discovers("lambda")
def functions(clients: Clients) -> Iterator[Found]:
    """Each function with its configuration, its `Policy`, `ReservedConcurrency` (None when none) and destinations."""
    for page in clients.lambda_.get_paginator("list_functions").paginate():
        for configuration in page["Functions"]:
            name = configuration["FunctionName"]
            reserved = clients.lambda_.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
            read = {"Policy": _policy(clients, name), "ReservedConcurrency": reserved}
            yield Node("lambda", name), {**configuration, **read}
            yield from _destinations(clients, configuration)


def _policy(clients: Clients, name: str) -> dict[str, Any]:
    try:
        return dict(json.loads(clients.lambda_.get_policy(FunctionName=name)["Policy"]))
    except clients.lambda_.exceptions.ResourceNotFoundException:
        return {}


def _destinations(clients: Clients, configuration: Any) -> Iterator[Edge]:
    name, dead_letters = configuration["FunctionName"], configuration.get("DeadLetterConfig", {}).get("TargetArn")
    if dead_letters:
        yield Edge(Kind.DESTINATION, Node("lambda", name), node_of(dead_letters), "on failure", {"DeadLetter": True})
    found = clients.lambda_.list_function_event_invoke_configs(FunctionName=name)["FunctionEventInvokeConfigs"]
    for each in found:
        for outcome, place in each.get("DestinationConfig", {}).items():
            if arn := dict(place).get("Destination"):  # type: ignore[call-overload]
                at = "on failure" if outcome == "OnFailure" else "on success"
                yield Edge(Kind.DESTINATION, Node("lambda", name), node_of(arn), at, dict(each))
