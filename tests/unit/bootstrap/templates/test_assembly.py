"""An assembly of CDK is read as its manifest says; what can't be carried out is refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from bootstrap import StackOptions, from_template
from bootstrap.model.content import Folder, OpenRequirements
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from bootstrap.templates.assembly import is_assembly, stacks_of
from bootstrap.templates.reading import TemplateError

BUCKET = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    """Two stacks, the first after the second; a function's asset and a layer's."""
    folder = tmp_path / "shop" / "cdk.out"
    for name in ("asset.code", "asset.layer"):
        (folder / name).mkdir(parents=True)
    (folder / "asset.code" / "handler.py").write_text("")
    (folder / "asset.layer" / "requirements.txt").write_text("six\n")
    layer = {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Bucket": "b", "S3Key": "layer.zip"}}}
    written(folder / "Front.template.json", {"Resources": {"L": layer}, "Outputs": {"Url": {"Value": "x"}}})
    written(folder / "Back.template.json", {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})
    written(folder / "Front.assets.json", {"files": {name: asset(name) for name in ("code", "layer")}})
    written(folder / "manifest.json", {
        "artifacts": {
            "Front.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Front.assets.json"}},
            "Front": stack("Front", "Front.assets", "Back"),
            "Back": {**stack("Back"), "properties": {"templateFile": "Back.template.json", "stackName": "shop-back"}},
        }
    })  # fmt: skip
    return folder


def written(path: Path, value: object) -> None:
    path.write_text(json.dumps(value))


def asset(name: str) -> dict[str, Any]:
    return {
        "source": {"path": f"asset.{name}", "packaging": "zip"},
        "destinations": {"here": {"bucketName": BUCKET, "objectKey": f"{name}.zip"}},
    }


def stack(name: str, *needs: str) -> dict[str, Any]:
    return {
        "type": "aws:cloudformation:stack", "environment": "aws://unknown-account/eu-west-1",
        "properties": {"templateFile": f"{name}.template.json"}, "dependencies": list(needs),
    }  # fmt: skip


def changed(assembly: Path, name: str, change: Any) -> None:
    path = assembly / name
    document = json.loads(path.read_text())
    change(document)
    written(path, document)


def test_stacks_come_after_those_they_need(assembly: Path) -> None:
    assert is_assembly(assembly)
    back, front = stacks_of(assembly, "111111111111", "us-east-1")
    assert (back.name, front.name, front.needs, front.region) == ("shop-back", "Front", ("Back",), "eu-west-1")


def test_assets_are_where_the_manifest_says(assembly: Path) -> None:
    front = stacks_of(assembly, "111111111111", "us-east-1")[1]
    code, layer = front.template.assets
    assert (code.bucket, code.key) == ("cdk-hnb659fds-assets-111111111111-eu-west-1", "code.zip")
    assert code.content == Folder(assembly / "asset.code")
    assert layer.content == OpenRequirements(assembly / "asset.layer" / "requirements.txt"), "a layer is built"


def test_the_stack_has_what_cdk_bootstrap_makes_and_is_called_as_the_app(assembly: Path) -> None:
    made = from_template(assembly)(StackOptions(account_id="111111111111"))
    assert (made.name, made.scope.region, [name for name, _ in made.outputs]) == ("shop", "eu-west-1", ["Url"])
    assert {each.address for each in made.resources if not isinstance(each, CloudFormationStack)} == {
        "AWS::S3::Bucket cdk-hnb659fds-assets-111111111111-eu-west-1",
        "AWS::SSM::Parameter eu-west-1 /cdk-bootstrap/hnb659fds/version",
    }
    order = [each.name for each in made.resources if isinstance(each, CloudFormationStack)]
    assert order == ["shop-back", "Front"]


def test_a_parameter_that_no_template_has_is_refused(assembly: Path) -> None:
    with pytest.raises(TemplateError, match="there is no parameter 'Stage'; there are: none"):
        from_template(assembly, parameters={"Stage": "test"})(StackOptions())


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("Front.assets.json", lambda it: it.update(dockerImages={"Img": {}}), "container images .* Img"),
        ("Front.assets.json", lambda it: it["files"]["code"]["source"].update(executable=["x"]), "a command makes"),
        ("Front.assets.json", lambda it: it["files"]["code"]["source"].update(path="asset.none"), "is not there"),
        ("manifest.json", lambda it: it["artifacts"]["Front"].update(environment="aws://999999999999/eu-west-1"),
         "synthesised for account 999999999999: give --account 999999999999"),
        ("manifest.json", lambda it: it["artifacts"].clear(), "the assembly has no stack"),
        ("manifest.json", lambda it: it["artifacts"].update(
            s={"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-prod"}}), "assembly-prod"),
    ],
)  # fmt: skip
def test_what_is_not_carried_out_is_refused_by_name(assembly: Path, name: str, change: Any, told: str) -> None:
    changed(assembly, name, change)
    with pytest.raises(TemplateError, match=told):
        stacks_of(assembly, "111111111111", "us-east-1")
