"""What a stack of CloudFormation made, as nodes of the wiring in which it stands."""

from collections.abc import Iterator

from bootstrap.clients import Clients
from bootstrap.templates.deploying import resources_of
from harness.wiring.model import Node, Wiring

STACK = "AWS::CloudFormation::Stack"


def made_by(stack: str, wiring: Wiring, clients: Clients) -> frozenset[Node]:
    """The nodes of what the stack, and the stacks within it, made in the region of `clients`; none of one not there."""
    if "cloudformation" in clients.unused():
        return frozenset()
    names = frozenset(_names(stack, clients))
    return frozenset(node for node, read in wiring.nodes.items() if node.name in names or read.get("ApiId") in names)


def _names(stack: str, clients: Clients) -> Iterator[str]:
    """Physical ids, and what in an ARN or a URL is the name."""
    for each in resources_of(clients, stack):
        physical_id = str(each["PhysicalResourceId"])
        yield from (physical_id, physical_id.rsplit("/", 1)[-1].rsplit(":", 1)[-1])
        if each["ResourceType"] == STACK:
            yield from _names(physical_id, clients)
