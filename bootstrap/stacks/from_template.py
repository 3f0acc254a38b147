"""A template of CloudFormation or SAM, or an assembly of CDK, as a stack of the harness."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap.errors import instead
from bootstrap.model.outputs import Outputs
from bootstrap.model.reference import Output, Value
from bootstrap.model.resource import Resource
from bootstrap.model.scope import DEFAULT_REGION, DEPLOYED, Scope
from bootstrap.model.stack import Stack, StackError
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.cloudformation_stack import CloudFormationStack
from bootstrap.resources.ssm_parameter import Parameter
from bootstrap.stacks.options import StackOptions
from bootstrap.templates.assembly import (
    VERSION,
    VERSION_PARAMETER,
    AssemblyStack,
    bootstrap_bucket,
    is_assembly,
    stacks_of,
)
from bootstrap.templates.deploying import described
from bootstrap.templates.reading import TemplateError
from bootstrap.templates.template import Template, found, parameters_for, stack_name

if TYPE_CHECKING:
    from bootstrap.clients import Clients

OUT = "cdk.out"


def from_template(
    path: Path | str, name: str = "", parameters: Mapping[str, str] | None = None, region: str = ""
) -> Callable[[StackOptions], Stack]:
    """What declares the stack of a template: a file, a folder with `template.yaml`, or a folder that CDK synthesised.

    Without a `name` it is called as the folder is. The region is us-east-1 unless it or the assembly says another.
    The declaration raises TemplateError when the template can't be read, or `parameters` are not its own.
    """
    place = Path(path).resolve()

    def declare(options: StackOptions) -> Stack:
        called = name or name_of(place)
        tags = (*options.tags(called), (DEPLOYED, place.name))
        scope = Scope(options.account_id, region or region_of(place), tags)
        resources = _assembly(place, scope) if is_assembly(place) else (_template(place, called, scope),)
        chosen = _with_parameters(resources, parameters or {})
        return Stack(called, scope, tuple(chosen), tuple(_outputs(chosen)))

    return declare


def deployed_stack(name: str, clients: "Clients") -> tuple[Stack, Outputs]:
    """A stack of CloudFormation that stands, whoever deployed it, and its outputs. StackError when it isn't there."""
    found = described(clients, name)
    if found is None:
        raise StackError(
            f"there is no stack {name!r} in {clients.region}, account {clients.account_id}; deploy it first"
        )
    scope = Scope(clients.account_id, clients.region)
    body = clients.cloudformation.get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    resource = CloudFormationStack(scope, name, Template(Path(name), text=text), Bucket(scope, f"{name}-assets"))
    outputs = Outputs({each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])})
    return Stack(name, scope, (resource,), tuple(_outputs((resource,)))), outputs


def name_of(place: Path) -> str:
    """What the stack of a template is called that nobody names: as its folder, that of the app for an assembly."""
    folder = place if place.is_dir() else place.parent
    return stack_name(folder.parent.name if folder.name == OUT else folder.name)


def region_of(place: Path) -> str:
    """The region that an assembly is for; else where whoever names none works."""
    if is_assembly(place):
        regions = [each.region for each in stacks_of(place, "", DEFAULT_REGION) if each.region]
        return next(iter(regions), DEFAULT_REGION)
    return DEFAULT_REGION


def bootstrap_resources(scope: Scope) -> tuple[Bucket, Parameter]:
    """Of what `cdk bootstrap` makes, what deployments look at: the bucket of assets, and the version."""
    bucket = Bucket(scope, bootstrap_bucket(scope.account_id, scope.region))
    return bucket, Parameter(scope, VERSION_PARAMETER, VERSION)


def _template(place: Path, name: str, scope: Scope) -> CloudFormationStack:
    bucket = Bucket(scope, f"harness-assets-{scope.account_id}-{scope.region}-{name.lower()}"[:63].rstrip("-"))
    return CloudFormationStack(scope, name, Template(found(place)), bucket)


def _assembly(place: Path, scope: Scope) -> tuple[CloudFormationStack, ...]:
    bucket, version = bootstrap_resources(scope)
    made: dict[str, CloudFormationStack] = {}
    for each in stacks_of(place, scope.account_id, scope.region):
        _refuse_another_region(each, scope)
        before: tuple[Resource, ...] = (version, *(made[name] for name in each.needs))
        made[each.artifact] = CloudFormationStack(scope, each.name, each.template, bucket, after=before)
    return tuple(made.values())


def _refuse_another_region(each: AssemblyStack, scope: Scope) -> None:
    if each.region not in ("", scope.region):
        raise TemplateError(f"{each.name} is for {each.region}, the others for {scope.region}; synthesise them apart")


def _with_parameters(
    resources: tuple[CloudFormationStack, ...], given: Mapping[str, str]
) -> tuple[CloudFormationStack, ...]:
    """The resources with the parameters; TemplateError for one that none of their templates has."""
    known = {name for each in resources for name in each.template.document().get("Parameters") or {}}
    for name in given:
        if name not in known:
            raise TemplateError(f"there is no parameter {name!r}{instead(name, sorted(known))}")
    for each in resources:
        parameters_for(each.template.document(), given)
    chosen = tuple(sorted(given.items()))
    made: dict[CloudFormationStack, CloudFormationStack] = {}
    for each in resources:
        after = tuple(made.get(one, one) if isinstance(one, CloudFormationStack) else one for one in each.after)
        made[each] = CloudFormationStack(each.scope, each.name, each.template, each.assets, chosen, after)
    return tuple(made.values())


def _outputs(resources: tuple[CloudFormationStack, ...]) -> list[tuple[str, Value]]:
    """Every output under its own name; of several stacks a later one's comes in the place of an earlier one's."""
    named: dict[str, Value] = {}
    for each in resources:
        for name in each.template.document().get("Outputs") or {}:
            named[name] = Output(each, name)
    return list(named.items())
