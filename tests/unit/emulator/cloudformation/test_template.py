"""What is refused of a template, in CloudFormation's words."""

from typing import Any

import pytest

from emulator.cloudformation.parameters import check_parameters
from emulator.cloudformation.template import TemplateError, check_references, check_structure, check_types

QUEUE = {"Type": "AWS::SQS::Queue"}


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ({}, "At least one Resources member must be defined."),
        ({"Resources": {}}, "At least one Resources member must be defined."),
        ({"Resources": {"Queue": {}}}, "[/Resources/Queue] Every Resources object must contain a Type member."),
        ({"Resources": {"Queue": {**QUEUE, "Depends": "x"}}}, "Invalid template resource property 'Depends'"),
        (
            {"Resources": {"Queue": {**QUEUE, "DeletionPolicy": "Snapshot"}}},
            "does not support deletion policy Snapshot",
        ),
        ({"Resources": {"Queue": {**QUEUE, "DeletionPolicy": "Keep"}}}, "Unrecognized DeletionPolicy Keep"),
    ],
)
def test_structure(template: Any, said: str) -> None:
    with pytest.raises(TemplateError) as refused:
        check_structure(template)
    assert said in str(refused.value)


def test_what_may_stand_in_a_template() -> None:
    check_structure({"Resources": {"Fn::ForEach::Loop": [], "Queue": {**QUEUE, "DeletionPolicy": "Retain"}}})
    check_structure({"Resources": {"F": {"Type": "AWS::Serverless::Function", "Connectors": {}}}})


def test_references() -> None:
    check_references(
        {"Parameters": {"P": {}}, "Resources": {"A": {"Properties": {"X": {"Ref": "P"}, "Y": {"Ref": "AWS::Region"}}}}}
    )
    with pytest.raises(TemplateError, match=r"Unresolved resource dependencies \[B, C\] in the Resources block"):
        check_references({"Resources": {"A": {"Properties": {"X": {"Ref": "C"}}, "DependsOn": "B"}}})
    with pytest.raises(TemplateError, match=r"Circular dependency between resources: \[A, B\]"):
        check_references({"Resources": {"A": {"DependsOn": "B"}, "B": {"DependsOn": "A"}}})


def test_unsupported_types_are_all_named_with_what_to_do() -> None:
    check_types(["AWS::SQS::Queue"], lambda _: True)
    with pytest.raises(TemplateError) as refused:
        check_types(["B::X", "AWS::SQS::Queue", "Custom::CDKBucketDeployment", "B::X"], "AWS::SQS::Queue".__eq__)
    text = str(refused.value)
    assert text.startswith("Template format error: Unrecognized resource types: [B::X, Custom::CDKBucketDeployment] (")
    assert "Custom::CDKBucketDeployment: upload the files" in text
    assert "docs/cloudformation.md" in text


@pytest.mark.parametrize(
    ("declared", "value", "said"),
    [
        ({"Type": "Number"}, "x", "Parameter 'P' must be a number."),
        ({"Type": "List<Number>"}, "1, x", "Parameter 'P' must be a number."),
        ({"Type": "String", "AllowedValues": ["a", True]}, "b", "Parameter 'P' must be one of AllowedValues [a, true]"),
        ({"Type": "String", "AllowedPattern": "[a-z]+"}, "A", "Parameter 'P' must match pattern [a-z]+"),
        ({"Type": "String", "MinLength": "2"}, "a", "Parameter 'P' must have a length of at least 2"),
        ({"Type": "Number", "MaxValue": 5}, "6", "Parameter 'P' must have a value of at most 5"),
        (
            {"Type": "Number", "MaxValue": 5, "ConstraintDescription": "small"},
            "6",
            "failed to satisfy constraint: small",
        ),
    ],
)
def test_parameters_that_are_not_allowed(declared: Any, value: str, said: str) -> None:
    with pytest.raises(TemplateError) as refused:
        check_parameters({"Parameters": {"P": declared}}, {"P": value})
    assert said in str(refused.value)


def test_parameters() -> None:
    declared = {
        "P": {"Type": "Number", "MinValue": 1},
        "Q": {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
    }
    check_parameters({"Parameters": declared}, {"P": "1.5", "Q": "a, b"})
    check_parameters(
        {"Parameters": {"P": {"Type": "AWS::SSM::Parameter::Value<String>", "AllowedValues": ["x"]}}}, {"P": "/name"}
    )
    with pytest.raises(TemplateError, match=r"Parameters: \[X\] do not exist in the template"):
        check_parameters({}, {"X": "1"})
    with pytest.raises(TemplateError, match="must be a number"):
        check_parameters({"Parameters": {"P": {"Type": "Number", "Default": "x"}}}, {})
