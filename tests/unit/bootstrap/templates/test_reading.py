"""Templates are read as CloudFormation reads them: short forms, dates as text, account ids as text."""

from pathlib import Path

import pytest

from bootstrap.templates.reading import TemplateError, parsed, read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("!Ref Bucket", {"Ref": "Bucket"}),
        ("!Condition IsProd", {"Condition": "IsProd"}),
        ("!GetAtt Bucket.Arn", {"Fn::GetAtt": ["Bucket", "Arn"]}),
        ("!GetAtt Nested.Outputs.Url", {"Fn::GetAtt": ["Nested", "Outputs.Url"]}),
        ("!GetAtt [Bucket, Arn]", {"Fn::GetAtt": ["Bucket", "Arn"]}),
        ('!Sub "${Name}-x"', {"Fn::Sub": "${Name}-x"}),
        ("!Sub ['${a}', {a: !Ref B}]", {"Fn::Sub": ["${a}", {"a": {"Ref": "B"}}]}),
        ("!If [Prod, !Ref A, !Ref B]", {"Fn::If": ["Prod", {"Ref": "A"}, {"Ref": "B"}]}),
        ("!Join ['-', [a, !Ref B]]", {"Fn::Join": ["-", ["a", {"Ref": "B"}]]}),
        ("!Transform {Name: X, Use: {A: !Ref B}}", {"Fn::Transform": {"Name": "X", "Use": {"A": {"Ref": "B"}}}}),
        ("2010-09-09", "2010-09-09"),
        ("012345678901", "012345678901"),
        ("30", 30),
        ("true", True),
    ],
)  # fmt: skip
def test_a_value_is_what_cloudformation_takes_it_for(written: str, meant: object) -> None:
    assert parsed(f"Value: {written}") == {"Value": meant}


def test_anchors_and_merges_work() -> None:
    assert parsed("a: &x {k: 1}\nb: {<<: *x, m: 2}") == {"a": {"k": 1}, "b": {"k": 1, "m": 2}}


def test_json_is_read_too() -> None:
    assert parsed('{"Resources": {"A": {"Type": "AWS::SQS::Queue"}}}')["Resources"]["A"]["Type"] == "AWS::SQS::Queue"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Resources: [", "neither YAML nor JSON"),
        ("- a", "it is no template"),
        ("Resources: {A: {Type: X}, A: {Type: Y}}", "'A' stands twice"),
        ("Parameters: {}", "has `Resources`, and this has none"),
    ],
)
def test_what_is_no_template_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "t.yaml").write_text(text)
    with pytest.raises(TemplateError, match=told) as refused:
        read(tmp_path / "t.yaml")
    assert str(tmp_path / "t.yaml") in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"none\.yaml can't be read"):
        read(tmp_path / "none.yaml")
