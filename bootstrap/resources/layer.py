"""AWS::Lambda::LayerVersion. A layer is its versions: a change publishes one more, removal takes them all."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.content import Content, Inline
from bootstrap.faults import tolerating
from bootstrap.package import Package
from bootstrap.resource import Attributes, Found, Resource
from bootstrap.resources.bucket import Bucket
from bootstrap.scope import Scope
from bootstrap.values import Ref

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.site import Site

DIRECT_UPLOAD_BYTES = 10_000_000
"""A larger zip goes through S3. AWS demands it from 50 MB on; it is three times as fast here."""


@dataclass(frozen=True)
class Layer(Resource):
    """Files that Lambda unpacks to `/opt` beside a function. What it was built from stands in its description."""

    kind: ClassVar[str] = "AWS::Lambda::LayerVersion"
    gives: ClassVar[tuple[str, ...]] = ("version_arn",)
    in_place: ClassVar[frozenset[str]] = frozenset({"Description"})
    renewed_by_update: ClassVar[bool] = True
    taggable: ClassVar[bool] = False

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

    @classmethod
    def listing(cls, clients: "Clients") -> list[Found]:
        """The layers of the region, with the newest version of each."""
        pages = clients.lambda_.get_paginator("list_layers").paginate()
        layers = [layer for page in pages for layer in page["Layers"]]
        return [
            Found(
                cls.kind,
                each["LayerName"],
                clients.region,
                {"version_arn": each["LatestMatchingVersion"]["LayerVersionArn"]},
            )
            for each in layers
            if "LatestMatchingVersion" in each
        ]

    def desired(self, site: "Site") -> Attributes:
        """What it is built from."""
        return {"Description": site.workshop.fingerprint(self.content)}

    def actual(self, clients: "Clients", found: Found) -> Attributes:
        """What it was built from."""
        answer = clients.lambda_.get_layer_version_by_arn(Arn=found.values["version_arn"])
        return {"Description": answer.get("Description", "")}

    def create(self, site: "Site") -> Found:
        """Build the layer, or take it from the cache, and publish a version."""
        package = site.workshop.package(self.content)
        runtimes: Any = list(self.runtimes)  # the stubs want literal runtimes
        staged = Staging(self.scope, self.name, package) if len(package.data) > DIRECT_UPLOAD_BYTES else None
        try:
            content: Any = staged.upload(site) if staged else {"ZipFile": package.data}
            answer = site.clients.lambda_.publish_layer_version(
                LayerName=self.name,
                Description=site.workshop.fingerprint(self.content),
                Content=content,
                CompatibleRuntimes=runtimes,
            )
        finally:
            if staged:
                Bucket.delete(site.clients, staged.bucket.found())
        return self.found(version_arn=answer["LayerVersionArn"])

    def update(self, site: "Site", found: Found, changed: frozenset[str]) -> Found:
        """Publish one more version."""
        return self.create(site)

    def on_the_way(self) -> tuple[Resource, ...]:
        """The bucket that a large zip passes through."""
        return (staging_bucket(self.scope, self.name),)

    @classmethod
    def delete(cls, clients: "Clients", found: Found) -> None:
        """Remove every version."""
        with tolerating("ResourceNotFoundException"):
            pages = clients.lambda_.get_paginator("list_layer_versions").paginate(LayerName=found.identity)
            for number in [version["Version"] for page in pages for version in page["LayerVersions"]]:
                clients.lambda_.delete_layer_version(LayerName=found.identity, VersionNumber=number)


class Staging:
    """A bucket that a large zip passes through: made, tagged as the stack is, and gone after publication."""

    def __init__(self, scope: Scope, layer: str, package: Package) -> None:
        self.package = package
        self.bucket = staging_bucket(scope, layer)

    def upload(self, site: "Site") -> dict[str, str]:
        """Put the zip there; answers where, as Lambda wants to be told. A bucket left by a broken run is used again."""
        if not self.bucket.exists(site.clients):
            self.bucket.create(site)
        site.clients.s3.put_object(Bucket=self.bucket.name, Key="layer.zip", Body=self.package.data)
        return {"S3Bucket": self.bucket.name, "S3Key": "layer.zip"}


def staging_bucket(scope: Scope, layer: str) -> Bucket:
    """The bucket that a layer's zip passes through, under a name of the layer's own."""
    digest = sha256(f"{scope.account_id} {scope.region} {layer}".encode()).hexdigest()
    return Bucket(scope, f"layer-staging-{digest[:16]}")
