"""XML goes out as the standard library writes it."""

from typing import Any
from xml.etree import ElementTree

import pytest
from localstack.aws.protocol.serializer import QueryResponseSerializer, S3ResponseSerializer

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
        *((text, "text/xml") for text in ("", "plain", "<&>\n\t]]>", "ü 漢 🙂", "\ud800")),
        ("<&> ü 🙂", "application/json"),
    ],
)
def test_a_body_has_the_same_bytes(text: str, kind: str) -> None:
    serializer = QueryResponseSerializer()
    assert node_to_string(ORIGINAL, serializer, tree(text), kind) == ORIGINAL(serializer, tree(text), kind)


@pytest.mark.parametrize(
    ("serializer", "written"),
    [(QueryResponseSerializer(), "a\ufffdb\ufffd&#xd;c"), (S3ResponseSerializer(), "a&#x1;b&#xffff;&#xd;c")],
)
def test_what_xml_has_not_is_written_as_it_can_be(serializer: Any, written: str) -> None:
    text = node_to_string(ORIGINAL, serializer, child(text="a\x01b\uffff\rc"), "text/xml").decode()
    assert f"<Member>{written}</Member>" in text
    if not isinstance(serializer, S3ResponseSerializer):
        assert ElementTree.fromstring(text.partition("\n")[2])[0].text == "a\ufffdb\ufffd\rc"


def test_nothing_stays_nothing() -> None:
    assert node_to_string(ORIGINAL, QueryResponseSerializer(), None, "text/xml") is None


def child(**more: Any) -> ElementTree.Element:
    root = ElementTree.Element("Answer")
    ElementTree.SubElement(root, more.pop("tag", "Member"), more.pop("attributes", {})).text = more.pop("text", "x")
    root[0].tail = more.pop("tail", None)
    return root


COMMENTED = ElementTree.Element("Answer")
COMMENTED.append(ElementTree.Comment("said beside"))


@pytest.mark.parametrize(
    "root",
    [
        child(tag="{http://example.org/}Member"),
        child(attributes={"{http://www.w3.org/2001/XMLSchema-instance}type": "Group"}),
        child(attributes={"xsi:type": "CanonicalUser", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"}),
        child(attributes={"a": '<&>"\n\t\r'}),
        child(tail="<&>"),
        child(text=""),
        COMMENTED,
        ElementTree.Element("Empty"),
    ],
)
def test_a_tree_is_written_as_the_standard_library_writes_it(root: ElementTree.Element) -> None:
    serializer = QueryResponseSerializer()
    assert node_to_string(ORIGINAL, serializer, root, "text/xml") == ORIGINAL(serializer, root, "text/xml")


def test_what_cannot_be_written_is_refused_as_there() -> None:
    for text in (3, b"x", ElementTree.QName("http://example.org/", "name")):
        root = child(text=text)
        with pytest.raises(TypeError) as theirs:
            ORIGINAL(QueryResponseSerializer(), root, "text/xml")
        with pytest.raises(TypeError) as ours:
            node_to_string(ORIGINAL, QueryResponseSerializer(), root, "text/xml")
        assert str(ours.value) == str(theirs.value)
