"""AWS::S3::Bucket. It is emptied before it is deleted: versions, delete markers and unfinished uploads included."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.bucket_contents import empty, uploads, versions
from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource
from bootstrap.model.scope import Scope, tag_map
from bootstrap.polling import last
from bootstrap.registry import handles

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

EMPTIED_WITHIN_S = 10.0
"""How long a bucket is emptied again and again into which somebody goes on writing."""


@dataclass(frozen=True)
class CorsRule:
    """Pages of these origins may make such requests, with these request headers, from a browser."""

    methods: tuple[str, ...]
    origins: tuple[str, ...] = ("*",)
    headers: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, list[str]]:
        """The rule as AWS writes it."""
        headers = {"AllowedHeaders": list(self.headers)} if self.headers else {}
        return {**headers, "AllowedMethods": list(self.methods), "AllowedOrigins": list(self.origins)}


@dataclass(frozen=True)
class LifecycleRule:
    """Objects below `prefix` expire so many days after they were made; unfinished uploads are aborted. None: never.

    An expired object makes an event `s3:LifecycleExpiration:Delete`, not `s3:ObjectRemoved:*`.
    """

    name: str
    prefix: str = ""
    expire_days: int | None = None
    abort_uploads_days: int | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The rule as AWS writes it."""
        expiration = {"Expiration": {"Days": self.expire_days}} if self.expire_days else {}
        abort = {"DaysAfterInitiation": self.abort_uploads_days}
        return {
            "ID": self.name,
            "Status": "Enabled",
            "Filter": {"Prefix": self.prefix},
            **expiration,
            **({"AbortIncompleteMultipartUpload": abort} if self.abort_uploads_days else {}),
        }


@dataclass(frozen=True)
class Bucket(Resource):
    """A bucket. Names are one namespace for all regions."""

    kind: ClassVar[str] = "AWS::S3::Bucket"
    has_region: ClassVar[bool] = False

    cors: tuple[CorsRule, ...] = ()
    lifecycle: tuple[LifecycleRule, ...] = ()

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return self.scope.arn("s3", self.name)

    @property
    def objects_arn(self) -> str:
        """The ARN of everything in the bucket."""
        return f"{self.arn}/*"

    @property
    def summary(self) -> str:
        """When its objects expire; empty for never."""
        days = [
            f"{rule.prefix or 'objects'} expire after {rule.expire_days} days"
            for rule in self.lifecycle
            if rule.expire_days
        ]
        return ", ".join(days)

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """An empty bucket."""
        return cls(scope, f"example-bucket-{scope.account_id}")


@handles(Bucket)
class BucketHandler(Handler[Bucket]):
    """Buckets over S3's API. A bucket is emptied before it is deleted."""

    contents: ClassVar[str] = "objects"
    in_place: ClassVar[frozenset[str]] = frozenset({"CORSRules", "LifecycleRules", "Tags"})

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The buckets of all regions."""
        return [ExistingResource(Bucket.kind, bucket["Name"], "") for bucket in clients.s3.list_buckets()["Buckets"]]

    def tags_of(self, clients: "Clients", existing: ExistingResource) -> dict[str, str]:
        """Its tags; a bucket without any has no tag set at all."""
        with tolerating("NoSuchTagSet", "NoSuchBucket"):
            return tag_map(clients.s3.get_bucket_tagging(Bucket=existing.identity)["TagSet"])
        return {}

    def desired(self, context: "ApplyContext", resource: Bucket) -> Attributes:
        """Its CORS rules, lifecycle rules and tags."""
        return {
            "CORSRules": [rule.document for rule in resource.cors],
            "LifecycleRules": [rule.document for rule in resource.lifecycle],
            "Tags": resource.scope.tag_map,
        }

    def actual(self, clients: "Clients", resource: Bucket, existing: ExistingResource) -> Attributes:
        """Its CORS rules, lifecycle rules and tags."""
        return {
            "CORSRules": cors_of(clients, resource.name),
            "LifecycleRules": lifecycle_of(clients, resource.name),
            "Tags": self.tags_of(clients, existing),
        }

    def create(self, context: "ApplyContext", resource: Bucket) -> ExistingResource:
        """Make the bucket in its region, tag it, and give it its rules."""
        s3: Any = context.clients.s3  # the stubs want a literal region
        place = {"CreateBucketConfiguration": {"LocationConstraint": resource.scope.region}}
        s3.create_bucket(Bucket=resource.name, **({} if resource.scope.region == "us-east-1" else place))
        rules = {"CORSRules": resource.cors, "LifecycleRules": resource.lifecycle}
        changed = frozenset({"Tags", *(name for name, given in rules.items() if given)})
        return self.update(context, resource, resource.existing(), changed)

    def update(
        self, context: "ApplyContext", resource: Bucket, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Tag it, or put its CORS or lifecycle rules as a whole."""
        s3: Any = context.clients.s3  # the stubs know no rule as a plain mapping
        if "Tags" in changed:
            # Putting replaces the whole set; what others have added stays.
            every = {**self.tags_of(context.clients, existing), **resource.scope.tag_map}
            tags = [{"Key": key, "Value": value} for key, value in every.items()]
            s3.put_bucket_tagging(Bucket=resource.name, Tagging={"TagSet": tags})
        if "CORSRules" in changed and resource.cors:
            s3.put_bucket_cors(
                Bucket=resource.name, CORSConfiguration={"CORSRules": [rule.document for rule in resource.cors]}
            )
        elif "CORSRules" in changed:
            s3.delete_bucket_cors(Bucket=resource.name)
        if "LifecycleRules" in changed and resource.lifecycle:
            rules = {"Rules": [rule.document for rule in resource.lifecycle]}
            s3.put_bucket_lifecycle_configuration(Bucket=resource.name, LifecycleConfiguration=rules)
        elif "LifecycleRules" in changed:
            s3.delete_bucket_lifecycle(Bucket=resource.name)
        return existing

    def count_contents(self, clients: "Clients", existing: ExistingResource) -> int:
        """How many versions, delete markers and unfinished uploads it has."""
        with tolerating("NoSuchBucket"):
            entries = sum(1 for _ in versions(clients, existing.identity))
            return entries + sum(1 for _ in uploads(clients, existing.identity))
        return 0

    def empty(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove every object, version, delete marker and unfinished upload. NotEmptied when S3 refuses some."""
        with tolerating("NoSuchBucket"):
            empty(clients, existing.identity)

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Empty and remove it, again while uploads that are under way fill it anew."""
        with tolerating("NoSuchBucket"):
            if not last(lambda: _removed(clients, existing.identity), bool, EMPTIED_WITHIN_S):
                clients.s3.delete_bucket(Bucket=existing.identity)


def _removed(clients: "Clients", bucket: str) -> bool:
    """Empty and remove it; False when it isn't empty by then."""
    empty(clients, bucket)
    with tolerating("BucketNotEmpty"):
        clients.s3.delete_bucket(Bucket=bucket)
        return True
    return False


def cors_of(clients: "Clients", bucket: str) -> list[dict[str, Any]]:
    """The CORS rules of a bucket; none for one that has no configuration, or is gone."""
    with tolerating("NoSuchCORSConfiguration", "NoSuchBucket"):
        return [dict(rule) for rule in clients.s3.get_bucket_cors(Bucket=bucket)["CORSRules"]]
    return []


def lifecycle_of(clients: "Clients", bucket: str) -> list[dict[str, Any]]:
    """The lifecycle rules of a bucket; none for one that has no configuration, or is gone."""
    with tolerating("NoSuchLifecycleConfiguration", "NoSuchBucket"):
        return [dict(rule) for rule in clients.s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]]
    return []
