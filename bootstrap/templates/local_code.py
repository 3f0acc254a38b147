"""Where in a template files of this machine are named, and what takes their place once they are uploaded.

What `aws cloudformation package` and `sam deploy` replace: the properties of these types, when they are paths and not
already addresses in S3 (AWS CLI command reference, "cloudformation package").
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bootstrap.templates.inside import hold_inside
from bootstrap.templates.reading import Document, TemplateError


class Use(StrEnum):
    """What the files are for."""

    FUNCTION = "function"
    LAYER = "layer"
    DEFINITION = "definition"
    TEMPLATE = "template"


@dataclass(frozen=True)
class Property:
    """A property that may name local files, and how it is written when they are in S3."""

    name: str
    use: Use
    bucket: str = ""
    key: str = ""

    def located(self, bucket: str, key: str) -> Any:
        """Its value when the files are in that bucket under that key."""
        if self.use is Use.TEMPLATE:
            return template_url(bucket, key)
        return {self.bucket: bucket, self.key: key} if self.bucket else f"s3://{bucket}/{key}"


LOCAL: dict[str, Property] = {
    "AWS::Serverless::Function": Property("CodeUri", Use.FUNCTION),
    "AWS::Serverless::LayerVersion": Property("ContentUri", Use.LAYER),
    "AWS::Serverless::Api": Property("DefinitionUri", Use.DEFINITION),
    "AWS::Serverless::HttpApi": Property("DefinitionUri", Use.DEFINITION),
    "AWS::Serverless::StateMachine": Property("DefinitionUri", Use.DEFINITION),
    "AWS::Serverless::Application": Property("Location", Use.TEMPLATE),
    "AWS::Lambda::Function": Property("Code", Use.FUNCTION, "S3Bucket", "S3Key"),
    "AWS::Lambda::LayerVersion": Property("Content", Use.LAYER, "S3Bucket", "S3Key"),
    "AWS::ApiGateway::RestApi": Property("BodyS3Location", Use.DEFINITION, "Bucket", "Key"),
    "AWS::ApiGatewayV2::Api": Property("BodyS3Location", Use.DEFINITION, "Bucket", "Key"),
    "AWS::StepFunctions::StateMachine": Property("DefinitionS3Location", Use.DEFINITION, "Bucket", "Key"),
    "AWS::CloudFormation::Stack": Property("TemplateURL", Use.TEMPLATE),
}
GLOBALS = {
    "Function": "AWS::Serverless::Function",
    "Api": "AWS::Serverless::Api",
    "HttpApi": "AWS::Serverless::HttpApi",
}
"""What SAM's `Globals` say for all resources of a type."""
REMOTE = ("s3://", "https://", "http://")
SAM_TRANSFORM = "AWS::Serverless-2016-10-31"


@dataclass(frozen=True)
class LocalFiles:
    """Files that a template names: by which resource, for what, where; and the runtime that is to use them."""

    logical_id: str
    use: Use
    path: Path
    runtime: str = ""
    built_by: str = ""
    """SAM's `BuildMethod`; empty when there is none."""


def template_url(bucket: str, key: str) -> str:
    """The address of a template in S3, as CloudFormation takes it."""
    return f"https://s3.amazonaws.com/{bucket}/{key}"


def rewritten(
    document: Document, folder: Path, place: Callable[[LocalFiles], tuple[str, str]], outermost: Path | None = None
) -> Document:
    """The template with every local path replaced by where `place` says the files are: (bucket, key).

    Paths are relative to `folder`, the template's. TemplateError for a path where nothing is, and for one that leads
    out of the project of `outermost`, the folder of the template that all begins with.
    """
    made = {**document, "Resources": dict(document["Resources"])}
    if document.get("Globals"):
        made["Globals"] = dict(document["Globals"])
    for section, logical_id, kind, body in _places(made):
        known = LOCAL[kind]
        holder = body if section == "Globals" else body.get("Properties") or {}
        path = holder.get(known.name)
        if not isinstance(path, str) or path.startswith(REMOTE):
            continue
        files = _files(made, logical_id, known, holder, body, folder / path)
        hold_inside(files.path, outermost or folder, f"{logical_id}: {known.name}")
        replaced = {**holder, known.name: known.located(*place(files))}
        made[section][logical_id] = replaced if section == "Globals" else {**body, "Properties": replaced}
    return made


def _places(document: Document) -> Iterator[tuple[str, str, str, Document]]:
    """Section, name, type and body of whatever may name local files."""
    for name, kind in GLOBALS.items():
        if isinstance(found := document.get("Globals", {}).get(name), dict):
            yield "Globals", name, kind, found
    for name, body in list(document["Resources"].items()):
        if isinstance(body, dict) and body.get("Type") in LOCAL:
            yield "Resources", name, body["Type"], body


def _files(
    document: Document, logical_id: str, known: Property, holder: Document, body: Document, path: Path
) -> LocalFiles:
    if not path.exists():
        raise TemplateError(
            f"{logical_id}: {known.name} names {path}, and nothing is there; correct the template, or build it first"
        )
    runtime = holder.get("Runtime") or document.get("Globals", {}).get("Function", {}).get("Runtime", "")
    runtimes = holder.get("CompatibleRuntimes") or [""]
    method = (body.get("Metadata") or {}).get("BuildMethod", "")
    return LocalFiles(
        logical_id, known.use, path, resolved(document, runtime or runtimes[0]), str(resolved(document, method))
    )


def resolved(document: Document, value: Any) -> str:
    """Text as it is, and the default of a parameter that is referred to; empty for what only CloudFormation knows."""
    if isinstance(value, dict) and set(value) == {"Ref"}:
        return str(document.get("Parameters", {}).get(value["Ref"], {}).get("Default", ""))
    return value if isinstance(value, str) else ""
