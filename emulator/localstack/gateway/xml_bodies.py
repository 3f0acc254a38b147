"""A body of XML is written as a text and encoded once: the standard library's way to bytes costs more than the XML.

Answers have neither namespaces in names nor comments, for which the standard library looks through all of a tree first.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from emulator.localstack.seams import wraps

DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"
"""As the standard library writes it before bytes."""
ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML doesn't have, and the one character that a parser would read as another."""
SIMPLE = re.compile(r"[\w ./:#@?=,+-]*", re.ASCII)
"""An attribute's value that is written as it is."""


@wraps(
    "aws.protocol.serializer:BaseXMLResponseSerializer._node_to_string",
    why="XML is written as a text and encoded once, not through an encoder for each of its pieces.",
)
def node_to_string(original: Callable[..., Any], serializer: Any, root: Any, mime_type: str) -> Any:
    """The bytes of an answer in XML; what is wanted as JSON, LocalStack makes of them."""
    from localstack.aws.protocol.serializer import S3ResponseSerializer
    from localstack.constants import APPLICATION_JSON

    if root is None or mime_type == APPLICATION_JSON or serializer.DEFAULT_ENCODING != "utf-8":
        return original(serializer, root, mime_type)
    pieces = [DECLARATION]
    text = "".join(pieces) if _wrote(root, pieces) else DECLARATION + ElementTree.tostring(root, encoding="unicode")
    if ODD.search(text):
        text = ODD.sub(_numbered if isinstance(serializer, S3ResponseSerializer) else _readable, text)
    return text.encode("utf-8", "xmlcharrefreplace")


def _numbered(found: re.Match[str]) -> str:
    """As S3 writes it, which parsers of XML don't take: clients ask for keys that are encoded as in URLs."""
    return f"&#x{ord(found[0]):x};"


def _readable(found: re.Match[str]) -> str:
    """A line's end as a parser reads it; elsewhere than in S3 an answer can be read, whatever it was given."""
    return "&#xd;" if found[0] == "\r" else "\ufffd"


def _wrote(element: Any, pieces: list[str]) -> bool:
    """Add the element as the standard library writes it; False for one that has more to it than texts."""
    tag, text, tail = element.tag, element.text, element.tail
    if type(tag) is not str or tag[:1] == "{" or not isinstance(text or "", str) or not isinstance(tail or "", str):
        return False
    pieces.append(f"<{tag}")
    for name, value in element.items():
        if type(name) is not str or name[:1] == "{" or type(value) is not str or not SIMPLE.fullmatch(value):
            return False
        pieces.append(f' {name}="{value}"')
    if text or len(element):
        pieces.append(f">{escape(text)}" if text else ">")
        for child in element:  # a generator would take a frame of its own for each level
            if not _wrote(child, pieces):
                return False
        pieces.append(f"</{tag}>")
    else:
        pieces.append(" />")
    if tail:
        pieces.append(escape(tail))
    return True
