"""AWS::CloudFormation::Stack. A stack of a template: CloudFormation makes all that is in it, and takes it away."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import code_of
from bootstrap.handler import Handler
from bootstrap.model.content import Text
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.packaging.packager import Packager
from bootstrap.registry import handlers, handles
from bootstrap.resources.bucket import Bucket
from bootstrap.templates.deploying import (
    GONE,
    NOT_MADE,
    Deployment,
    change_set,
    deploy,
    described,
    remove,
    resources_of,
)
from bootstrap.templates.local_code import template_url
from bootstrap.templates.reading import parsed
from bootstrap.templates.template import Asset, Prepared, Template, parameters_for

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

STANDING = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"})
"""States in which a stack can be changed (CloudFormation user guide, "Stack status codes")."""
DELETE_FAILED = "DELETE_FAILED"
CUSTOM = "AWS::CloudFormation::CustomResource"
CHANGEABLE = "one that can be changed"
EXAMPLE = Path(__file__).parent / "example_template.json"


@dataclass(frozen=True)
class CloudFormationStack(Resource):
    """A stack that CloudFormation makes of a template; its local files go through the bucket `assets`."""

    kind: ClassVar[str] = "AWS::CloudFormation::Stack"
    outputs: ClassVar[tuple[str, ...]] = ("id",)

    template: Template
    assets: Bucket
    parameters: tuple[tuple[str, str], ...] = ()
    after: tuple[Resource, ...] = ()

    @property
    def summary(self) -> str:
        """The template's file."""
        return self.template.path.name

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A stack of one queue."""
        bucket = Bucket(scope, f"example-assets-{scope.account_id}-{scope.region}")
        return cls(scope, "example-stack", Template(EXAMPLE), bucket)

    def prepared(self, packager: Packager) -> Prepared:
        """Its template as CloudFormation gets it."""
        return self.template.prepared(packager, self.assets.name)

    def chosen(self, document: dict[str, Any]) -> dict[str, str]:
        """Those of its parameters that the template has."""
        return parameters_for(document, dict(self.parameters))


@handles(CloudFormationStack)
class CloudFormationStackHandler(Handler[CloudFormationStack]):
    """Stacks over CloudFormation's API."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage",
        "AWS::CloudWatch::Alarm", "AWS::DynamoDB::Table", "AWS::IAM::Role", "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function", "AWS::Lambda::LayerVersion", "AWS::Lambda::Permission", "AWS::Logs::LogGroup",
        "AWS::Logs::MetricFilter", "AWS::S3::Bucket", "AWS::S3::BucketNotification", "AWS::SNS::Subscription",
        "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SSM::Parameter",
    )  # fmt: skip
    in_place: ClassVar[frozenset[str]] = frozenset({"Template", "Parameters", "Tags"})
    renewed_by_update: ClassVar[bool] = True
    makes: ClassVar[bool] = True

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The stacks of the region, those of which only a change set was made left out."""
        pages = clients.cloudformation.get_paginator("describe_stacks").paginate()
        stacks = [stack for page in pages for stack in page["Stacks"]]
        return [_existing(each, clients.region) for each in stacks if each["StackStatus"] not in (*GONE, NOT_MADE)]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags."""
        found = described(clients, existing.values["id"])
        return tag_map(found.get("Tags", [])) if found else {}

    def made_by(self, clients: "Clients", existing: ExistingResource) -> frozenset[tuple[str, str]]:
        """What CloudFormation says that it has made, and the log groups that its functions make by themselves."""
        made = {(each["ResourceType"], each["PhysicalResourceId"]) for each in resources_of(clients, existing.identity)}
        logs = {
            ("AWS::Logs::LogGroup", f"/aws/lambda/{name}") for kind, name in made if kind == "AWS::Lambda::Function"
        }
        return frozenset(made | logs)

    def desired(self, context: "ApplyContext", resource: CloudFormationStack) -> Attributes:
        """Its template with the addresses of its files, parameters and tags; and that it can be changed."""
        prepared = resource.prepared(context.packager)
        return {
            "Template": prepared.digest,
            "Parameters": resource.chosen(prepared.document),
            "Tags": resource.scope.tag_map,
            "StackStatus": CHANGEABLE,
        }

    def actual(self, clients: "Clients", resource: CloudFormationStack, existing: ExistingResource) -> Attributes:
        """The template it was deployed from, those of its parameters that are chosen here, tags and state."""
        found = described(clients, resource.name) or {}
        status = found.get("StackStatus")
        if status not in STANDING:
            return {"StackStatus": status}
        body = clients.cloudformation.get_template(StackName=resource.name, TemplateStage="Original")["TemplateBody"]
        document = body if isinstance(body, dict) else parsed(body)
        chosen = dict(resource.parameters)
        parameters = {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", [])}
        return {
            "Template": Prepared(json.loads(json.dumps(document)), {}).digest,
            "Parameters": {name: value for name, value in parameters.items() if name in chosen},
            "Tags": tag_map(found.get("Tags", [])),
            "StackStatus": CHANGEABLE,
        }

    def create(self, context: "ApplyContext", resource: CloudFormationStack) -> ExistingResource:
        """Upload its files, and have CloudFormation make it."""
        with _uploaded(context, resource) as deployment:
            return _existing(deploy(context.clients, deployment), context.clients.region)

    def update(
        self,
        context: "ApplyContext",
        resource: CloudFormationStack,
        existing: ExistingResource,
        changed: frozenset[str],
    ) -> ExistingResource:
        """Upload what is new of its files, and have CloudFormation change it."""
        return self.create(context, resource)

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Have CloudFormation delete it; DeployError names what it could not delete.

        A stack that a deletion has failed at before goes without what isn't there any more.
        """
        remove(clients, existing.values["id"], existing.identity, _gone_already(clients, existing.values["id"]))

    def changes(self, context: "ApplyContext", resource: CloudFormationStack) -> list[dict[str, Any]]:
        """What a deployment would change, as CloudFormation's own change set says; nothing is changed."""
        with _uploaded(context, resource, only_template=True) as deployment:
            exists = described(context.clients, resource.name) is not None
            with change_set(context.clients, deployment, exists) as changes:
                return changes.resources if changes else []


def _gone_already(clients: "Clients", stack_id: str) -> list[str]:
    """The logical ids of what couldn't be deleted and is not there: a custom resource, or one that no listing shows."""
    found = described(clients, stack_id)
    if found is None or found["StackStatus"] != DELETE_FAILED:
        return []
    failed = [each for each in resources_of(clients, stack_id) if each["ResourceStatus"] == DELETE_FAILED]
    known, gone = handlers(), []
    for each in failed:
        kind, physical_id = each["ResourceType"], each["PhysicalResourceId"]
        custom = kind.startswith("Custom::") or kind == CUSTOM
        if custom or (kind in known and not _is_there(known[kind].listing(clients), physical_id)):
            gone.append(each["LogicalResourceId"])
    return gone


def _is_there(listing: list[ExistingResource], physical_id: str) -> bool:
    return any(physical_id in (each.identity, *each.values.values()) for each in listing)


@contextmanager
def _uploaded(
    context: "ApplyContext", resource: CloudFormationStack, only_template: bool = False
) -> Iterator[Deployment]:
    """The deployment, with the template in the bucket, and all its files unless only the template is asked for."""
    prepared = resource.prepared(context.packager)
    for key, asset in {} if only_template else prepared.assets.items():
        _upload(context, asset, asset.bucket or resource.assets.name, key)
    key = f"{prepared.digest}.template"
    _upload(context, Asset(Text(prepared.text)), resource.assets.name, key)
    url = template_url(resource.assets.name, key)
    found = described(context.clients, resource.name) or {}
    tags = tag_map(found.get("Tags", [])) | resource.scope.tag_map  # what others have added stays
    yield Deployment(resource.name, url, resource.chosen(prepared.document), tags)


def _upload(context: "ApplyContext", asset: Asset, bucket: str, key: str) -> None:
    """Put an asset where it belongs unless it is there: its key says what it is made of."""
    s3 = context.clients.s3
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except s3.exceptions.ClientError as error:
        if code_of(error) not in ("404", "NoSuchKey"):
            raise
        package = asset.packager(context.packager).package(asset.content)
        s3.put_object(Bucket=bucket, Key=key, Body=package.data)


def _existing(found: dict[str, Any], region: str) -> ExistingResource:
    """A stack as a listing shows it, its outputs among the values."""
    outputs = {f"output {each['OutputKey']}": each["OutputValue"] for each in found.get("Outputs", [])}
    return ExistingResource(CloudFormationStack.kind, found["StackName"], region, {"id": found["StackId"], **outputs})
