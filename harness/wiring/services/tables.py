"""DynamoDB: tables."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from harness.wiring.model import Node
from harness.wiring.registry import Found, discovers


@discovers("dynamodb")
def tables(clients: Clients) -> Iterator[Found]:
    """Each table by name; a stream is its table's."""
    for page in clients.dynamodb.get_paginator("list_tables").paginate():
        for name in page["TableNames"]:
            yield Node("dynamodb", name), {}
