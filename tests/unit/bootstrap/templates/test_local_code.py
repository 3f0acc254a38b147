"""What a template names of this machine is packaged as SAM packages it, and its address takes the path's place."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bootstrap.model.content import File, Folder, Inline, OpenRequirements, Together
from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.templates.building import content_of
from bootstrap.templates.local_code import LOCAL, LocalFiles, Use, rewritten
from bootstrap.templates.reading import TemplateError
from bootstrap.templates.template import Template, found, parameters_for, stack_name

PACKAGER = Packager(Interpreter("3.11", "linux", "x86_64"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "src/app.py": "x = 1\n", "plain/app.py": "x = 2\n", "src/requirements.txt": "six\n", "one.py": "x = 3\n",
        "layer/requirements.txt": "idna==3.7\n", "api.yaml": "openapi: 3.0.1\n", "built.zip": "zip",
        ".aws-sam/build/Hello/app.py": "x = 4\n", ".aws-sam/build/Hello/requirements.txt": "six\n",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def place(files: LocalFiles) -> tuple[str, str]:
    return "bucket", files.path.name


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Resources": {"It": {"Type": kind, "Properties": properties}}}


@pytest.mark.parametrize("kind", sorted(LOCAL))
def test_every_property_that_may_be_a_path_is_replaced(kind: str, project: Path) -> None:
    known = LOCAL[kind]
    made = rewritten(resource(kind, **{known.name: "src"}), project, place)
    value = made["Resources"]["It"]["Properties"][known.name]
    assert "src" in str(value)
    assert "bucket" in str(value)
    assert not isinstance(value, str) or value.startswith(("s3://", "https://"))


@pytest.mark.parametrize(
    "value", ["s3://b/k", "https://s3.amazonaws.com/b/k", {"S3Bucket": "b", "S3Key": "k"}, {"ZipFile": "x"}]
)
def test_what_is_in_s3_or_written_out_stays(value: object, project: Path) -> None:
    document = resource("AWS::Lambda::Function", Code=value)
    assert rewritten(document, project, place) == document


def test_globals_are_replaced_and_the_template_given_stays(project: Path) -> None:
    document = {"Globals": {"Function": {"CodeUri": "src", "Runtime": "python3.12"}}, **resource("AWS::SQS::Queue")}
    made = rewritten(document, project, place)
    assert made["Globals"]["Function"]["CodeUri"] == "s3://bucket/src"
    assert document["Globals"]["Function"]["CodeUri"] == "src"


def test_a_path_to_nothing_is_refused_by_name(project: Path) -> None:
    with pytest.raises(TemplateError, match=r"It: CodeUri names .*nowhere, and nothing is there"):
        rewritten(resource("AWS::Serverless::Function", CodeUri="nowhere"), project, place)


def files(path: Path, use: Use = Use.FUNCTION, runtime: str = "python3.11", built_by: str = "") -> LocalFiles:
    return LocalFiles("It", use, path, runtime, built_by)


def test_a_function_s_requirements_are_beside_its_code(project: Path) -> None:
    source = project / "src"
    assert content_of(files(source)) == Together((Folder(source), OpenRequirements(source / "requirements.txt", "")))


def test_a_folder_without_requirements_is_zipped_as_it_is(project: Path) -> None:
    assert content_of(files(project / "plain")) == Folder(project / "plain")
    (project / "plain" / "requirements.txt").write_text("# nothing\n\n")
    assert content_of(files(project / "plain")) == Folder(project / "plain")


def test_what_sam_has_built_is_not_built_again(project: Path) -> None:
    built = project / ".aws-sam" / "build" / "Hello"
    assert content_of(files(built)) == Folder(built)


def test_another_language_s_folder_is_zipped_as_it_is(project: Path) -> None:
    assert content_of(files(project / "src", runtime="nodejs20.x")) == Folder(project / "src")


def test_a_file_is_taken_as_it_is_and_a_module_zipped(project: Path) -> None:
    assert content_of(files(project / "built.zip")) == File(project / "built.zip")
    assert content_of(files(project / "api.yaml", Use.DEFINITION)) == File(project / "api.yaml")
    assert content_of(files(project / "one.py")) == Inline((("one.py", "x = 3\n"),))


def test_a_layer_of_requirements_alone_is_built(project: Path) -> None:
    expected = OpenRequirements(project / "layer" / "requirements.txt")
    assert content_of(files(project / "layer", Use.LAYER)) == expected


def test_a_layer_with_a_build_method_is_built_below_python(project: Path) -> None:
    made = content_of(files(project / "src", Use.LAYER, built_by="python3.11"))
    source = project / "src"
    assert made == Together((Folder(source, root="python"), OpenRequirements(source / "requirements.txt")))


def test_a_layer_s_folder_without_a_build_method_is_zipped_as_it_is(project: Path) -> None:
    assert content_of(files(project / "src", Use.LAYER)) == Folder(project / "src")


def test_other_builders_are_refused_with_what_to_do(project: Path) -> None:
    with pytest.raises(TemplateError, match=r"BuildMethod esbuild isn't carried out here; run `sam build`"):
        content_of(files(project / "src", built_by="esbuild"))


def test_the_same_template_has_the_same_keys_and_another_code_other_ones(project: Path) -> None:
    (project / "template.yaml").write_text(
        "Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: plain, Runtime: python3.11}}}"
    )
    template = Template(found(project))
    first, again = (template.prepared(PACKAGER, "bucket") for _ in range(2))
    assert (first.digest, list(first.assets)) == (again.digest, list(again.assets))
    (key,) = first.assets
    assert first.document["Resources"]["F"]["Properties"]["CodeUri"] == f"s3://bucket/{key}"
    (project / "plain" / "app.py").write_text("x = 5\n")
    assert list(template.prepared(PACKAGER, "bucket").assets) != [key]


def test_a_nested_template_is_packaged_with_what_it_names(project: Path) -> None:
    (project / "inner").mkdir()
    (project / "inner" / "t.yaml").write_text(
        "Resources: {F: {Type: AWS::Lambda::Function, Properties: {Code: ../plain, Runtime: python3.11}}}"
    )
    (project / "template.yaml").write_text(
        "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner/t.yaml}}}"
    )
    prepared = Template(project / "template.yaml").prepared(PACKAGER, "bucket")
    assert sorted(key.rpartition(".")[2] for key in prepared.assets) == ["template", "zip"]
    url = prepared.document["Resources"]["N"]["Properties"]["TemplateURL"]
    assert url.rpartition("/")[2] in prepared.assets
    (zipped,) = (key for key in prepared.assets if key.endswith("zip"))
    with zipfile.ZipFile(BytesIO(PACKAGER.package(prepared.assets[zipped].content).data)) as archive:
        assert archive.namelist() == ["app.py"]


def test_a_folder_names_its_template(project: Path) -> None:
    with pytest.raises(TemplateError, match=r"holds none of template\.yaml"):
        found(project)
    (project / "template.json").write_text("{}")
    assert found(project) == project / "template.json"
    with pytest.raises(TemplateError, match="there is no such template"):
        found(project / "other.yaml")


@pytest.mark.parametrize(
    ("folder", "name"), [("media_pipeline", "media-pipeline"), ("2 do", "stack-2-do"), ("a.b", "a-b"), ("x", "x")]
)
def test_a_stack_is_called_as_its_folder(folder: str, name: str) -> None:
    assert stack_name(folder) == name


def test_a_parameter_without_default_must_be_given() -> None:
    document = {"Parameters": {"A": {"Type": "String"}, "B": {"Type": "String", "Default": "b"}}}
    with pytest.raises(TemplateError, match="parameter A has no default; give --parameter A=VALUE"):
        parameters_for(document, {})
    assert parameters_for(document, {"A": "1", "Other": "2"}) == {"A": "1"}
