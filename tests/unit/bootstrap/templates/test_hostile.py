"""A template of somebody else's takes no file that isn't its project's, and neither memory nor time without end."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bootstrap.packaging.layers import Interpreter
from bootstrap.packaging.packager import Packager
from bootstrap.templates.assembly import stacks_of
from bootstrap.templates.inside import VARIABLE, project_of
from bootstrap.templates.local_code import LOCAL
from bootstrap.templates.reading import TemplateError, parsed
from bootstrap.templates.template import Template

PACKAGER = Packager(Interpreter("3.11", "linux", "x86_64"))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / ".aws"
    folder.mkdir(parents=True)
    (folder / "credentials").write_text("secret")
    return folder / "credentials"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "app.py").write_text("")
    (folder / "linked").symlink_to("src")
    return folder


def prepared(folder: Path, kind: str, path: str) -> Any:
    folder.mkdir(exist_ok=True)
    file = folder / "template.json"
    file.write_text(json.dumps({"Resources": {"It": {"Type": kind, "Properties": {LOCAL[kind].name: path}}}}))
    return Template(file).prepared(PACKAGER, "bucket")


@pytest.mark.parametrize("kind", sorted(LOCAL))
@pytest.mark.parametrize("way", ["absolute", "above", "a link", "a link in a folder", "a linked folder in a folder"])
def test_no_property_takes_a_file_of_elsewhere(kind: str, way: str, project: Path, secret: Path) -> None:
    paths = {"absolute": str(secret), "above": "../home/.aws/credentials", "a link": "link"}
    (project / "link").symlink_to(secret)
    (project / "src" / "link").symlink_to(secret.parent if "linked folder" in way else secret)
    with pytest.raises(TemplateError, match=VARIABLE):
        prepared(project, kind, paths.get(way, "src"))


def test_a_project_s_own_files_are_taken(project: Path) -> None:
    for path in ("src", "linked", str(project / "src"), "src/../src"):
        assert prepared(project, "AWS::Serverless::Function", path).assets
    (project / ".git").mkdir()
    assert prepared(project / "deploy", "AWS::Serverless::Function", "../src").assets


def test_folders_that_are_named_are_taken(project: Path, secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f"/nowhere,{secret.parent}")
    assert prepared(project, "AWS::Serverless::Function", str(secret.parent)).assets


def test_a_home_folder_is_no_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.parent / ".git").mkdir()
    assert project_of(project) == project.parent
    monkeypatch.setenv("HOME", str(project.parent))
    assert project_of(project) == project


@pytest.mark.parametrize("way", ["asset", "template"])
def test_no_assembly_takes_a_file_of_elsewhere(way: str, project: Path, secret: Path) -> None:
    (project / "t.json").write_text('{"Resources": {}}')
    secret.write_text('{"Resources": {}}')
    stack = {"type": "aws:cloudformation:stack", "dependencies": ["a"]}
    stack["properties"] = {"templateFile": str(secret) if way == "template" else "t.json"}  # type: ignore[assignment]
    listed = {"type": "cdk:asset-manifest", "properties": {"file": "assets.json"}}
    (project / "manifest.json").write_text(json.dumps({"artifacts": {"s": stack, "a": listed}}))
    where = {"x": {"bucketName": "b", "objectKey": "k"}}
    files = {"f": {"source": {"path": str(secret), "packaging": "file"}, "destinations": where}}
    (project / "assets.json").write_text(json.dumps({"files": files}))
    with pytest.raises(TemplateError, match=VARIABLE):
        stacks_of(project, "000000000000", "us-east-1")


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join([*lines, "Resources: {}"])


@pytest.mark.parametrize(
    "text",
    [
        bomb(9),
        bomb(60),
        bomb(9)
        + "\nm0: &m0 {k: v}\n"
        + "\n".join(f"m{n}: &m{n} {{<<: [{','.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, 9)),
        "a: &a [*a]",
        "a: &a {b: *a}",
        "[" * 5000 + "]" * 5000,
        '{"a":' * 5000 + "1" + "}" * 5000,
    ],
    ids=[
        "nine levels",
        "sixty levels",
        "merged",
        "holds itself",
        "holds itself by name",
        "deep lists",
        "deep mappings",
    ],
)
def test_a_bomb_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match=r"aliases|nested too deeply"):
        parsed(text)


def test_aliases_that_save_writing_are_taken() -> None:
    assert parsed(bomb(4))["a3"][8][8][8][8] == "x"


@pytest.mark.parametrize("between", [(), ("b",), ("b", "c")], ids=["itself", "one between", "two between"])
def test_a_stack_that_nests_itself_is_refused(project: Path, between: tuple[str, ...]) -> None:
    names = ["a", *between, "a"]
    for name, nested in pairwise(names):
        body = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": f"{nested}.json"}}
        (project / f"{name}.json").write_text(json.dumps({"Resources": {"Nested": body}}))
    with pytest.raises(TemplateError, match="which nests this"):
        Template(project / "a.json").prepared(PACKAGER, "bucket")
