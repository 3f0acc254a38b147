"""The event notifications of a bucket (`NotificationConfiguration` of AWS::S3::Bucket), apart from the bucket.

They are the trigger of everything behind them: opened when all of that is ready, closed before any of it goes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bootstrap.errors import tolerating
from bootstrap.handler import Handler
from bootstrap.model.resource import Attributes, ExistingResource, Resource, address_of
from bootstrap.model.scope import Scope
from bootstrap.registry import handles
from bootstrap.resources.bucket import Bucket, BucketHandler
from bootstrap.resources.topic import Topic

if TYPE_CHECKING:
    from bootstrap.clients import Clients
    from bootstrap.context import ApplyContext

CONFIGURATIONS = {
    "sns": ("TopicConfigurations", "TopicArn"),
    "sqs": ("QueueConfigurations", "QueueArn"),
    "lambda": ("LambdaFunctionConfigurations", "LambdaFunctionArn"),
}
"""Where a rule goes, by the service of its target."""


@dataclass(frozen=True)
class NotificationRule:
    """Which events of which keys go to `target`, a topic, queue or function. `rule_id` is the notification's name."""

    rule_id: str
    target: Resource
    events: tuple[str, ...]
    prefix: str = ""
    suffix: str = ""

    @property
    def configuration(self) -> tuple[str, dict[str, Any]]:
        """The list it belongs to, and itself as AWS writes it."""
        heading, attribute = CONFIGURATIONS[self.target.arn.split(":")[2]]
        rule: dict[str, Any] = {"Id": self.rule_id, attribute: self.target.arn, "Events": list(self.events)}
        names = (("prefix", self.prefix), ("suffix", self.suffix))
        if filters := [{"Name": name, "Value": value} for name, value in names if value]:
            rule["Filter"] = {"Key": {"FilterRules": filters}}
        return heading, rule


@dataclass(frozen=True)
class BucketNotification(Resource):
    """All notification rules of one bucket; `after` is what must be ready before the first event may come."""

    kind: ClassVar[str] = "AWS::S3::BucketNotification"
    has_region: ClassVar[bool] = False

    bucket: Bucket
    rules: tuple[NotificationRule, ...]
    after: tuple[Resource, ...] = ()

    @property
    def identity(self) -> str:
        """A bucket has one notification configuration: the bucket's name."""
        return self.bucket.name

    @property
    def summary(self) -> str:
        """Where the events go."""
        return ", ".join(
            f"{' '.join((*rule.events, rule.prefix)).strip()} -> {rule.target.name}" for rule in self.rules
        )

    @classmethod
    def example(cls, scope: Scope) -> Self:
        """A bucket that tells a topic."""
        bucket = Bucket.example(scope)
        topic = Topic.open_to_bucket(scope, "example-bucket-events", bucket)
        return cls(scope, "example", bucket, (NotificationRule("example", topic, ("s3:ObjectCreated:*",)),))

    def configurations(self, heading: str) -> list[dict[str, Any]]:
        """Its rules of one list of the configuration, as AWS writes them."""
        return [rule for its, rule in (rule.configuration for rule in self.rules) if its == heading]


@handles(BucketNotification)
class BucketNotificationHandler(Handler[BucketNotification]):
    """Notification configurations over S3's API, which takes the rules of a bucket all at once."""

    depends_on: ClassVar[tuple[str, ...]] = (
        "AWS::S3::Bucket",
        "AWS::SNS::Topic",
        "AWS::SNS::Subscription",
        "AWS::SQS::Queue",
        "AWS::Lambda::Function",
        "AWS::Lambda::Permission",
        "AWS::Lambda::EventSourceMapping",
    )
    taggable: ClassVar[bool] = False
    in_place: ClassVar[frozenset[str]] = frozenset(heading for heading, _ in CONFIGURATIONS.values())

    def listing(self, clients: "Clients") -> list[ExistingResource]:
        """The buckets that tell anybody anything."""
        names = [bucket.identity for bucket in BucketHandler().listing(clients)]
        return [ExistingResource(BucketNotification.kind, name, "") for name in names if configuration(clients, name)]

    def desired(self, context: "ApplyContext", resource: BucketNotification) -> Attributes:
        """Its rules, by the kind of target; no others."""
        return {heading: resource.configurations(heading) for heading, _ in CONFIGURATIONS.values()}

    def actual(self, clients: "Clients", resource: BucketNotification, existing: ExistingResource) -> Attributes:
        """The bucket's rules, with filter names in the case they were given in."""
        shown = configuration(clients, existing.identity)
        return {heading: shown.get(heading, []) for heading, _ in CONFIGURATIONS.values()}

    def create(self, context: "ApplyContext", resource: BucketNotification) -> ExistingResource:
        """Put the rules; S3 tells each target so, with an `s3:TestEvent`."""
        wanted: Any = {heading: rules for heading, rules in self.desired(context, resource).items() if rules}
        context.clients.s3.put_bucket_notification_configuration(
            Bucket=resource.bucket.name, NotificationConfiguration=wanted
        )
        return resource.existing()

    def update(
        self, context: "ApplyContext", resource: BucketNotification, existing: ExistingResource, changed: frozenset[str]
    ) -> ExistingResource:
        """Put all rules again."""
        return self.create(context, resource)

    def part_of(self, existing: ExistingResource) -> str:
        """The bucket that tells."""
        return address_of(Bucket.kind, existing.region, existing.identity)

    def delete(self, clients: "Clients", existing: ExistingResource) -> None:
        """Remove every rule."""
        with tolerating("NoSuchBucket"):
            clients.s3.put_bucket_notification_configuration(Bucket=existing.identity, NotificationConfiguration={})


def configuration(clients: "Clients", bucket: str) -> dict[str, list[dict[str, Any]]]:
    """The rules of a bucket; empty when it has none, or is gone."""
    with tolerating("NoSuchBucket"):
        answer: dict[str, Any] = dict(clients.s3.get_bucket_notification_configuration(Bucket=bucket))
        headings = [heading for heading, _ in CONFIGURATIONS.values()]
        return {heading: [normal(rule) for rule in answer[heading]] for heading in headings if answer.get(heading)}
    return {}


def normal(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule with its filters' names in lower case: S3 answers `Prefix` to `prefix`."""
    filters = rule.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    if not filters:
        return {name: value for name, value in rule.items() if name != "Filter"}
    named = [{"Name": each["Name"].lower(), "Value": each["Value"]} for each in filters]
    return {**rule, "Filter": {"Key": {"FilterRules": named}}}
