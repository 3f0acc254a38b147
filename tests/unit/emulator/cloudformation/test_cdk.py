"""Which functions are those of CDK's helpers, and what stands in for them."""

from typing import Any

from emulator.cloudformation.cdk import STAND_IN, helper_functions, with_stand_in


def test_functions_of_helpers_are_those_that_only_helpers_call() -> None:
    def calling(kind: str, name: str) -> dict[str, Any]:
        return {"Type": kind, "Properties": {"ServiceToken": {"Fn::GetAtt": [name, "Arn"]}}}

    resources: dict[str, dict[str, Any]] = {
        "A": calling("Custom::S3AutoDeleteObjects", "Helper"),
        "B": calling("Custom::LogRetention", "Shared"),
        "C": calling("Custom::Mine", "Shared"),
        "D": {"Type": "AWS::SQS::Queue"},
    }
    assert helper_functions(resources) == {"Helper"}


def test_a_stand_in_is_on_python() -> None:
    assert with_stand_in({"Runtime": "nodejs20.x", "Code": {"S3Bucket": "b"}, "Timeout": 9}) == {
        **STAND_IN,
        "Timeout": 9,
    }
    assert with_stand_in({"Runtime": "python3.13", "Timeout": 9}) == {"Runtime": "python3.13", "Timeout": 9}
