"""Lambda: event source mappings, from queues and streams to functions."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.wiring.model import Edge, Kind, node_of
from harness.wiring.registry import Found, discovers


@discovers("lambda")
def mappings(clients: Clients) -> Iterator[Found]:
    """An edge for each mapping; where it has one, another to what is told of batches that failed."""
    for page in clients.lambda_.get_paginator("list_event_source_mappings").paginate():
        for each in page["EventSourceMappings"]:
            source, function = node_of(each["EventSourceArn"]), node_of(each["FunctionArn"])
            yield Edge(Kind.MAPPING, source, function, settings=dict(each))
            failed = each.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
            if failed:
                yield Edge(Kind.DESTINATION, source, node_of(failed), "on failure", dict(each))
