"""Reads what `cdk synth` leaves in `cdk.out`: stacks in their order, and the file assets that must be in S3.

Cloud assembly schema: `manifest.json` lists artifacts; a stack's asset manifest says for each file its source and where
it is to be uploaded, with `${AWS::AccountId}` and the like to be filled in.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from bootstrap.model.content import Content, File, Folder
from bootstrap.templates.building import layer
from bootstrap.templates.inside import hold_inside
from bootstrap.templates.reading import Document, TemplateError, read
from bootstrap.templates.template import Asset, Template, declared

MANIFEST = "manifest.json"
STACK, ASSETS, NESTED = "aws:cloudformation:stack", "cdk:asset-manifest", "cdk:cloud-assembly"
QUALIFIER = "hnb659fds"
"""CDK's own, unless an app chooses another."""
VERSION_PARAMETER = f"/cdk-bootstrap/{QUALIFIER}/version"
VERSION = "30"
"""The version of the bootstrap template that an account claims to have: any that CDK asks for is below it."""
ANYWHERE = ("unknown-account", "unknown-region")


@dataclass(frozen=True)
class AssemblyStack:
    """A stack of an assembly: its artifact's name and its own, template, region if it has one, artifacts it needs."""

    artifact: str
    name: str
    template: Template
    region: str = ""
    needs: tuple[str, ...] = ()


def is_assembly(path: Path) -> bool:
    """Whether a folder is one that CDK has synthesised."""
    return (path / MANIFEST).is_file()


def bootstrap_bucket(account_id: str, region: str) -> str:
    """The bucket that `cdk bootstrap` makes for assets."""
    return f"cdk-{QUALIFIER}-assets-{account_id}-{region}"


def stacks_of(folder: Path, account_id: str, region: str) -> tuple[AssemblyStack, ...]:
    """The stacks of an assembly for an account and region, each after those that it needs; TemplateError when none."""
    artifacts = _json(folder / MANIFEST).get("artifacts", {})
    _refuse_stages(folder, artifacts)
    stacks = {name: each for name, each in artifacts.items() if each.get("type") == STACK}
    if not stacks:
        raise TemplateError(f"{folder}: the assembly has no stack; synthesise the app again")
    order = TopologicalSorter({name: set(each.get("dependencies", ())) & set(stacks) for name, each in stacks.items()})
    return tuple(_stack(folder, artifacts, name, account_id, region) for name in order.static_order())


def _refuse_stages(folder: Path, artifacts: Mapping[str, Any]) -> None:
    stages = [each["properties"]["directoryName"] for each in artifacts.values() if each.get("type") == NESTED]
    if stages:
        named = ", ".join(str(folder / each) for each in stages)
        raise TemplateError(f"{folder}: the app has stages, each an assembly of its own; give one of {named}")


def _stack(folder: Path, artifacts: Mapping[str, Any], name: str, account_id: str, region: str) -> AssemblyStack:
    artifact = artifacts[name]
    properties = artifact["properties"]
    account, _, place = artifact.get("environment", "").removeprefix("aws://").partition("/")
    account, place = ("" if each in ANYWHERE else each for each in (account, place))
    if account and account_id and account != account_id:
        raise TemplateError(f"{name} was synthesised for account {account}: give --account {account}, or leave out env")
    path = folder / properties["templateFile"]
    hold_inside(path, folder, f"{name}: templateFile")
    manifests = [artifacts[each] for each in artifact.get("dependencies", ()) if artifacts[each].get("type") == ASSETS]
    known = {"AccountId": account_id, "Region": place or region, "Partition": "aws"}
    layers = _layer_keys(read(path))
    assets = tuple(asset for each in manifests for asset in _assets(folder, each["properties"]["file"], known, layers))
    needs = tuple(each for each in artifact.get("dependencies", ()) if artifacts[each].get("type") == STACK)
    return AssemblyStack(name, properties.get("stackName", name), Template(path, assets), place, needs)


def _assets(folder: Path, manifest: str, known: Mapping[str, str], layers: frozenset[str]) -> Iterator[Asset]:
    listed = _json(folder / manifest)
    if images := listed.get("dockerImages"):
        names = ", ".join(each.get("displayName", name) for name, each in images.items())
        raise TemplateError(f"{folder}: container images are not run here: {names}; package the function as a zip")
    for each in listed.get("files", {}).values():
        if "executable" in each["source"]:
            raise TemplateError(f"{folder / manifest}: assets that a command makes are not supported; bundle at synth")
        for destination in each["destinations"].values():
            bucket, key = (_filled(destination[name], known) for name in ("bucketName", "objectKey"))
            source = folder / each["source"]["path"]
            content = _content(source, each["source"].get("packaging"), key in layers)
            hold_inside(source, folder, str(folder / manifest))
            yield Asset(content, key=key, bucket=bucket)


def _content(source: Path, packaging: str | None, for_layer: bool) -> Content:
    if not source.exists():
        raise TemplateError(f"{source}: an asset of the assembly is not there; synthesise the app again")
    if packaging != "zip":
        return File(source)
    return layer(source) if for_layer else Folder(source)


def _layer_keys(document: Document) -> frozenset[str]:
    """The keys of what the template's layers hold."""
    contents = (properties.get("Content", {}) for _, properties in declared(document, "AWS::Lambda::LayerVersion"))
    return frozenset(each["S3Key"] for each in contents if isinstance(each.get("S3Key"), str))


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"${{AWS::{name}}}", value)
    return text


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise TemplateError(f"{path} can't be read: {error}; synthesise the app again") from error
    if not isinstance(found, dict):
        raise TemplateError(f"{path} is no manifest of CDK; synthesise the app again")
    return found
