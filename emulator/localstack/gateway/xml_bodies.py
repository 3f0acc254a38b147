"""A body of XML is written as a text and encoded once: the standard library's way to bytes costs more than the XML."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from emulator.localstack.seams import wraps

DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
"""As the standard library writes it before bytes."""


@wraps(
    "aws.protocol.serializer:BaseXMLResponseSerializer._node_to_string",
    why="XML is written as a text and encoded once, not through an encoder for each of its pieces.",
)
def node_to_string(original: Callable[..., Any], serializer: Any, root: Any, mime_type: str) -> Any:
    """The bytes of an answer in XML; what is wanted as JSON, LocalStack makes of them."""
    from localstack.constants import APPLICATION_JSON

    if root is None or mime_type == APPLICATION_JSON or serializer.DEFAULT_ENCODING != "utf-8":
        return original(serializer, root, mime_type)
    return (DECLARATION + ElementTree.tostring(root, encoding="unicode")).encode("utf-8", "xmlcharrefreplace")
