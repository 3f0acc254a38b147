"""What refers to what, and the order of making and removing."""

from typing import Any

import pytest

from emulator.cloudformation.references import (
    CircularError,
    creation_order,
    deletion_order,
    dependencies,
    depends_on,
    names_in,
)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"Ref": "Queue"}, {"Queue"}),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, {"Queue"}),
        ({"Fn::GetAtt": "Queue.Arn"}, {"Queue"}),
        ({"Fn::Sub": "arn:${AWS::Region}:${Queue}-${Topic.Arn}-${!Literal}"}, {"AWS::Region", "Queue", "Topic"}),
        ({"Fn::Sub": ["${A}-${B}", {"A": {"Ref": "Queue"}}]}, {"B", "Queue"}),
        ([{"Fn::Join": ["-", [{"Ref": "A"}, "x"]]}, {"deep": {"Fn::If": ["C", {"Ref": "B"}, 1]}}], {"A", "B"}),
        ({"Ref": {"no": "name"}}, set()),
    ],
)
def test_names_that_a_value_refers_to(value: Any, names: set[str]) -> None:
    assert set(names_in(value)) == names


def test_a_resource_depends_on_what_it_refers_to_and_names() -> None:
    assert depends_on({"Properties": {"A": {"Ref": "B"}}, "DependsOn": "C"}) == {"B", "C"}
    assert depends_on({"DependsOn": ["C", "D"]}) == {"C", "D"}
    assert dependencies({"A": {"Properties": {"X": {"Ref": "P"}}, "DependsOn": "B"}, "B": {}}) == {
        "A": {"B"},
        "B": set(),
    }


def test_what_others_need_comes_first_and_goes_last() -> None:
    graph = {"Filter": {"Group"}, "Queue": set(), "Group": set(), "Alarm": {"Filter", "Topic"}}
    assert creation_order(graph) == ["Group", "Filter", "Queue", "Alarm"]
    assert deletion_order(graph) == ["Alarm", "Queue", "Filter", "Group"]


def test_a_circle_names_who_is_in_it() -> None:
    with pytest.raises(CircularError) as circle:
        creation_order({"X": {"A"}, "A": {"B"}, "B": {"A"}})
    assert circle.value.names == ["A", "B"]
