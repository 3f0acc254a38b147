"""What is wrong with a template, said as CloudFormation says it, before anything is made of it."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from emulator.cloudformation.references import CircularError, creation_order, dependencies, depends_on

Template = Mapping[str, Any]

RESOURCE_KEYS = frozenset({
    "Type", "Properties", "DependsOn", "CreationPolicy", "DeletionPolicy", "Metadata", "UpdatePolicy",
    "UpdateReplacePolicy", "Condition",
})  # fmt: skip
POLICIES = ("Delete", "Retain", "RetainExceptOnCreate")
PAGE = "docs/cloudformation.md"
ADVICE = {
    "Custom::CDKBucketDeployment": "upload the files with boto3 or the AWS CLI once the stack is there",
    "AWS::Serverless::Function": "add `Transform: AWS::Serverless-2016-10-31` to the template",
}
"""What to do instead, of types that are often met."""
_NOT_MADE = "an emulator without the type would make a stack that isn't there; " + (
    f"take the resource out or give it a Condition that is false here ({PAGE} lists the types)"
)


class TemplateError(ValueError):
    """The template can't be deployed; the message is a ValidationError's."""


def check_structure(template: Template) -> None:
    """Check what every template must have, transformed or not."""
    resources = template.get("Resources")
    if not isinstance(resources, dict) or not resources:
        raise TemplateError("Template format error: At least one Resources member must be defined.")
    for name, resource in resources.items():
        if name.startswith("Fn::"):
            continue
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            text = f"[/Resources/{name}] Every Resources object must contain a Type member."
            raise TemplateError(f"Template format error: {text}")
        _check_keys(name, resource)


def _check_keys(name: str, resource: Mapping[str, Any]) -> None:
    for key in resource:
        if key not in RESOURCE_KEYS and not key.startswith("Fn::") and not _is_serverless(resource):
            raise TemplateError(f"Invalid template resource property '{key}'")
    for key in ("DeletionPolicy", "UpdateReplacePolicy"):
        policy = resource.get(key)
        if policy == "Snapshot":
            text = f"resource type {resource['Type']} does not support deletion policy Snapshot"
            raise TemplateError(f"Template error: {text}")
        if isinstance(policy, str) and policy not in POLICIES:
            raise TemplateError(f"Template format error: Unrecognized {key} {policy} for resource {name}")


def _is_serverless(resource: Mapping[str, Any]) -> bool:
    """SAM's own resources have more keys, such as Connectors and IgnoreGlobals."""
    return str(resource["Type"]).startswith("AWS::Serverless::")


def check_references(template: Template) -> None:
    """Check that every name which the resources refer to is there, and that none goes round in a circle."""
    resources = template["Resources"]
    known = {*resources, *(template.get("Parameters") or {})}
    needed = {name for one in resources.values() for name in depends_on(one) if not name.startswith("AWS::")}
    if missing := sorted(needed - known):
        text = f"Unresolved resource dependencies [{', '.join(missing)}] in the Resources block of the template"
        raise TemplateError(f"Template format error: {text}")
    try:
        creation_order(dependencies(resources))
    except CircularError as error:
        raise TemplateError(f"Circular dependency between resources: [{error}]") from error


def check_types(types: Collection[str], is_supported: Callable[[str], bool]) -> None:
    """Refuse the template for its unsupported types, all of them by name, with what to do instead."""
    unsupported = sorted({one for one in types if not is_supported(one)})
    if unsupported:
        advice = [f"{one}: {ADVICE[one]}" for one in unsupported if one in ADVICE]
        said = "; ".join([*advice, _NOT_MADE])
        raise TemplateError(f"Template format error: Unrecognized resource types: [{', '.join(unsupported)}] ({said})")
