"""What an integration of an API leads to: templates write the address of Lambda's API, others a function's ARN."""

from harness.wiring.model import Node, node_of


def integrated(uri: str) -> Node:
    """The function of `…:lambda:path/…/functions/<arn>/invocations`, or what the ARN or address names."""
    if "/functions/" in uri:
        return node_of(uri.split("/functions/")[1].removesuffix("/invocations"))
    return node_of(uri)
