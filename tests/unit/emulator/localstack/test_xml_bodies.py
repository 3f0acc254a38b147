"""XML goes out as the standard library writes it."""

from xml.etree import ElementTree

import pytest
from localstack.aws.protocol.serializer import QueryResponseSerializer

from emulator.localstack.gateway.xml_bodies import node_to_string

ORIGINAL = QueryResponseSerializer._node_to_string


def tree(text: str) -> ElementTree.Element:
    root = ElementTree.Element("PublishResponse", {"xmlns": "http://sns.amazonaws.com/doc/2010-03-31/"})
    ElementTree.SubElement(root, "MessageId", {"a": f'"{text}"'}).text = text
    ElementTree.SubElement(root, "Empty")
    root.tail = "\n"
    return root


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, "text/xml") for text in ("", "plain", "<&>\r\n\t]]>", "ü 漢 🙂", "\ud800")),
        ("<&> ü 🙂", "application/json"),
    ],
)
def test_a_body_has_the_same_bytes(text: str, kind: str) -> None:
    serializer = QueryResponseSerializer()
    assert node_to_string(ORIGINAL, serializer, tree(text), kind) == ORIGINAL(serializer, tree(text), kind)


def test_nothing_stays_nothing() -> None:
    assert node_to_string(ORIGINAL, QueryResponseSerializer(), None, "text/xml") is None
