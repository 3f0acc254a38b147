"""AWS::Lambda::LayerVersion. A layer is its versions: a change publishes one more, removal takes them all."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.content import Content, Inline
from bootstrap.model.reference import Ref
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope
from bootstrap.packaging.archive import Package
from bootstrap.registry import handles
from bootstrap.resources.bucket import Bucket, BucketHandler

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

DIRECT_UPLOAD_BYTES = 10_000_000
"""A larger zip goes through S3. AWS demands it from 50 MB on; it is three times as fast here."""


@dataclass(frozen=True)
class Layer(Resource):
    """Files that Lambda unpacks to `/opt` beside a function. What it was built from stands in its description."""

    kind: ClassVar[str] = "AWS::Lambda::LayerVersion"
    outputs: ClassVar[tuple[str, ...]] = ("version_arn",)

    content: Content
    runtimes: tuple[str, ...]

    @property
    def version_arn(self) -> Ref:
        """The ARN of the newest version, which functions name."""
        return Ref(self, "version_arn")

    @property
    def summary(self) -> str:
        """The runtimes it is for."""
        return f"for {', '.join(self.runtimes)}"

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A layer of one module."""
        return cls(scope, "example-layer", Inline((("python/example_layer.py", "ANSWER = 42\n"),)), ("python3.11",))

    def transient(self) -> tuple[Resource, ...]:
        """The bucket that a large zip passes through."""
        return (staging_bucket(self.scope, self.name),)


@handles(Layer)
class LayerHandler(Handler[Layer]):
    """Layers over Lambda's API; a large zip goes through a bucket of its own."""

    in_place: ClassVar[frozenset[str]] = frozenset({"Description"})
    renewed_by_update: ClassVar[bool] = True
    taggable: ClassVar[bool] = False

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The layers of the region, with the newest version of each."""
        pages = clients.lambda_.get_paginator("list_layers").paginate()
        layers = [layer for page in pages for layer in page["Layers"]]
        return [
            ExistingResource(
                Layer.kind,
                each["LayerName"],
                clients.region,
                {"version_arn": each["LatestMatchingVersion"]["LayerVersionArn"]},
            )
            for each in layers
            if "LatestMatchingVersion" in each
        ]

    def desired(self, context: "ApplyContext", resource: Layer) -> Attributes:
        """What it is built from."""
        return {"Description": context.packager.fingerprint(resource.content)}

    def actual(self, clients: "Clients", resource: Layer, existing: ExistingResource) -> Attributes:
        """What it was built from."""
        answer = clients.lambda_.get_layer_version_by_arn(Arn=existing.values["version_arn"])
        return {"Description": answer.get("Description", "")}

    def create(self, context: "ApplyContext", resource: Layer) -> ExistingResource:
        """Build the layer, or take it from the cache, and publish a version."""
        package = context.packager.package(resource.content)
        runtimes: Any = list(resource.runtimes)  # the stubs want literal runtimes
        staged = Staging(resource.scope, resource.name, package) if len(package.data) > DIRECT_UPLOAD_BYTES else None
        try:
            content: Any = staged.upload(context) if staged else {"ZipFile": package.data}
            answer = context.clients.lambda_.publish_layer_version(
                LayerName=resource.name,
                Description=context.packager.fingerprint(resource.content),
                Content=content,
                CompatibleRuntimes=runtimes,
            )
        finally:
            if staged:
                BucketHandler().delete(context.clients, staged.bucket.existing())
        return resource.existing(version_arn=answer["LayerVersionArn"])

    def update(
        self, context: "ApplyContext", resource: Layer, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Publish one more version."""
        return self.create(context, resource)

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove every version."""
        with tolerating("ResourceNotFoundException"):
            pages = clients.lambda_.get_paginator("list_layer_versions").paginate(LayerName=existing.identity)
            for number in [version["Version"] for page in pages for version in page["LayerVersions"]]:
                clients.lambda_.delete_layer_version(LayerName=existing.identity, VersionNumber=number)


class Staging:
    """A bucket that a large zip passes through: made, tagged as the stack is, and gone after publication."""

    def __init__(self, scope: Scope, layer: str, package: Package) -> None:
        self.package = package
        self.bucket = staging_bucket(scope, layer)

    def upload(self, context: "ApplyContext") -> dict[str, str]:
        """Put the zip there; answers where, as Lambda wants to be told. A bucket left by a broken run is used again."""
        buckets = BucketHandler()
        if not buckets.exists(context.clients, self.bucket):
            buckets.create(context, self.bucket)
        context.clients.s3.put_object(Bucket=self.bucket.name, Key="layer.zip", Body=self.package.data)
        return {"S3Bucket": self.bucket.name, "S3Key": "layer.zip"}


def staging_bucket(scope: Scope, layer: str) -> Bucket:
    """The bucket that a layer's zip passes through, under a name of the layer's own."""
    digest = sha256(f"{scope.account_id} {scope.region} {layer}".encode()).hexdigest()
    return Bucket(scope, f"layer-staging-{digest[:16]}")
